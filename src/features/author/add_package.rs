//! The field that packages are added with: one by name, or many lines at once.

use super::{
    complete::{self, Completion},
    import::Importer,
    text,
};
use crate::reactive::{entered, in_page, live};
use crate::{
    browser::{files, page, performance},
    state::{draft::Draft, shortcuts::use_shortcut},
    ui::{Icon, icon},
};
use definition::edit::add;
use definition::{Kind, PackageSource, recognise};
use leptos::prelude::*;

/// The field.
#[component]
pub fn AddPackage(
    /// What is edited.
    draft: Draft,
    /// How many packages there are.
    count: Memo<usize>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let importer: Importer = expect_context();
    let take = move |lines: &str| {
        performance::began();
        let mut added = 0;
        draft.definition.update(|definition| added = add(definition, lines));
        added
    };
    let completion = Completion::new(draft, "names".into(), Callback::new(move |text| typed.set(text)));
    // A bare name goes to the list of the last row.
    let list = move || draft.rows.with_untracked(|rows| rows.last().map_or(PackageSource::Conda, |row| row.source));
    let source = move |line: &str| if line.contains("==") { PackageSource::Pip } else { list() };
    let enter = move || {
        completion.close();
        if take(&typed.get_untracked()) > 0 {
            typed.set(String::new());
        }
    };
    let paste = move |event: leptos::ev::ClipboardEvent| {
        let pasted = files::pasted(&event);
        if pasted.trim().contains('\n') {
            event.prevent_default();
            match recognise(pasted.as_bytes()) {
                Ok(Kind::Requirements) | Err(_) => _ = take(&pasted),
                Ok(Kind::Conda | Kind::Dockerfile | Kind::V1 | Kind::V2) => {
                    importer.take(text::PASTED, pasted.as_bytes());
                }
            }
        }
    };
    use_shortcut("a", text::ADD_PACKAGE_KEY, || page::focus("#add-package"));
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
                aria-expanded=completion.choices.expanded()
                aria-controls=completion.choices.list_id()
                aria-activedescendant=completion.choices.active_id()
                prop:value=typed
                on:input=entered(move |text| {
                    completion.look_for(complete::line(source(&text), &text));
                    typed.set(text);
                })
                on:paste=paste
                on:keydown=move |event| {
                    if !completion.choices.key(&event) && event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() {
                        enter();
                    }
                }
                on:blur=in_page(move |_| completion.close())
            />
            {completion.choices.list(text::NAMES)}
            <kbd aria-hidden="true">"a"</kbd>
        </div>
        <p class="vh" role="status">{live(move || text::packages(count.get()))}</p>
    }
}
