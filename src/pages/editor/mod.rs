//! The editor.

mod change_note;
mod code_field;
mod folder;
mod form;
mod header;
mod import;
mod layout;
mod register;
mod source;
mod start;
mod text;

use crate::{
    api::{self, Failure, use_query},
    components::versions::reference_of,
    reactive::live,
    routes::{Route, use_route},
    state::{
        draft::{Content, autosave},
        handover::keep_for_editor,
        toasts::use_toasts,
    },
    ui::load,
};
use ::api::{Version, VersionReference};
use definition::Definition;
use header::Target;
use layout::{Editor, EditorInput};
use leptos::prelude::*;

/// The editor of an address: with the draft that was saved for it, from a version, or empty.
#[component]
pub fn EditorPage() -> impl IntoView {
    let route = use_route();
    let restarts = RwSignal::new(0);
    let restart = Callback::new(move |()| restarts.update(|count| *count += 1));
    live(move || {
        restarts.track();
        let (target, from) = match route.get() {
            Route::New { from } => (Target::NewEnvironment, from),
            Route::Edit { name, from } => {
                let version = from.unwrap_or_else(|| "latest".into());
                (Target::NextVersion(name.clone()), Some(VersionReference { environment: name, version }))
            }
            // Another page is about to open.
            _ => return ().into_any(),
        };
        let address = route.get_untracked().to_string();
        let saved = load_saved(&address);
        match from {
            None => {
                let start = Content::default();
                let show_start = saved.is_none();
                view! { <Editor input=EditorInput { address, target, start, saved, show_start } restart=restart /> }
                    .into_any()
            }
            Some(from) => open_version(from, address, target, saved, restart),
        }
    })
}

/// The draft that was saved. One that cannot be read stays in the storage until it is overwritten.
fn load_saved(address: &str) -> Option<Content> {
    match autosave::load(address)? {
        Ok(content) => Some(content),
        Err(error) => {
            use_toasts().failed(error.to_string());
            None
        }
    }
}

fn open_version(
    from: VersionReference,
    address: String,
    target: Target,
    saved: Option<Content>,
    restart: Callback<()>,
) -> AnyView {
    let version = use_query(move || api::version(&from)).map(|version| content(&version));
    let name = match &target {
        Target::NewEnvironment => String::new(),
        Target::NextVersion(name) => name.clone(),
    };
    load(version, placeholder, move |start: &Content| {
        let input = EditorInput {
            address: address.clone(),
            target: target.clone(),
            start: Content { name: name.clone(), ..start.clone() },
            saved: saved.clone(),
            show_start: false,
        };
        view! { <Editor input=input restart=restart /> }.into_any()
    })
}

fn content(version: &Version) -> Result<Content, Failure> {
    let definition = Definition::from_json(&version.definition).map_err(|_| Failure::not_understood())?;
    Ok(Content {
        definition,
        origin: Some(reference_of(version)),
        name: String::new(),
        description: version.description.clone(),
        sources: Vec::new(),
    })
}

fn placeholder() -> AnyView {
    keep_for_editor();
    view! { <div class="editor"><div class="panel shape-tall"></div> <div class="panel shape-tall"></div></div> }
        .into_any()
}
