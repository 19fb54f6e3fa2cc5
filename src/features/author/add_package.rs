//! The field that packages are added with: one by name, or many lines at once.

use super::{import::Importer, text};
use crate::reactive::{entered, live};
use crate::{
    browser::{files, page, performance},
    state::{draft::Draft, shortcuts::use_shortcut},
    ui::{Icon, icon},
};
use definition::edit::add;
use definition::{Kind, recognise};
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
    let enter = move || {
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
                prop:value=typed
                on:input=entered(move |text| typed.set(text))
                on:paste=paste
                on:keydown=move |event| if event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() { enter() }
            />
            <kbd aria-hidden="true">"a"</kbd>
        </div>
        <p class="vh" role="status">{live(move || text::packages(count.get()))}</p>
    }
}
