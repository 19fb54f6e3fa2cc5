//! The field that adds packages: one by name, or many lines at once.

use super::{
    apply::apply,
    completion::{self, Completion},
};
use crate::{
    browser::{files, focus},
    pages::editor::{import::Importer, text},
    reactive::{entered, in_page, live},
    state::{
        draft::{Draft, FormEdit},
        shortcuts::use_shortcut,
    },
    ui::{Icon, icon},
};
use definition::{Kind, PackageSource, recognise};
use leptos::prelude::*;

#[component]
pub fn AddPackage(
    draft: Draft,
    /// The number of packages.
    count: Memo<usize>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let importer: Importer = expect_context();
    let add = move |lines: &str| {
        let before = count.get_untracked();
        apply(draft, FormEdit::AddPackages(lines.to_owned()));
        count.get_untracked() > before
    };
    let suggestions = Completion::new(draft, "names".into(), Callback::new(move |text| typed.set(text)));
    // A bare name is added to the list of the last row.
    let list = move || draft.rows().with_untracked(|rows| rows.last().map_or(PackageSource::Conda, |row| row.source));
    let source = move |line: &str| if line.contains("==") { PackageSource::Pip } else { list() };
    let enter = move || {
        suggestions.close();
        if add(&typed.get_untracked()) {
            typed.set(String::new());
        }
    };
    let paste = move |event: leptos::ev::ClipboardEvent| {
        let pasted = files::pasted(&event);
        if pasted.trim().contains('\n') {
            event.prevent_default();
            match recognise(pasted.as_bytes()) {
                Ok(Kind::Requirements) | Err(_) => _ = add(&pasted),
                Ok(Kind::Conda | Kind::Dockerfile | Kind::V1 | Kind::V2) => {
                    importer.import(text::PASTED, pasted.as_bytes());
                }
            }
        }
    };
    use_shortcut("a", text::ADD_PACKAGE_KEY, || focus::focus("#add-package"));
    view! {
        <div class="body add-package">
            {icon(Icon::Plus)}
            <input
                class="input"
                id="add-package"
                aria-label=text::ADD_PACKAGE
                placeholder=text::ADD_PACKAGE
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                role="combobox"
                aria-autocomplete="list"
                aria-expanded=suggestions.choices.expanded()
                aria-controls=suggestions.choices.list_id()
                aria-activedescendant=suggestions.choices.active_id()
                prop:value=typed
                on:input=entered(move |text| {
                    suggestions.search(completion::line(source(&text), &text));
                    typed.set(text);
                })
                on:paste=paste
                on:keydown=move |event| {
                    if !suggestions.choices.key(&event) && event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() {
                        enter();
                    }
                }
                on:blur=in_page(move |_| suggestions.close())
            />
            {suggestions.choices.list(text::NAMES)}
            <kbd aria-hidden="true">"a"</kbd>
        </div>
        <p class="vh" role="status">{live(move || text::packages(count.get()))}</p>
    }
}
