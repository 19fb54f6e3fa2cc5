//! The editor.

mod add_package;
mod base;
mod change;
mod code_field;
mod complete;
mod conflict;
mod editor;
mod folder;
mod form;
mod head;
mod import;
mod name;
mod package_line;
mod package_row;
mod packages;
mod promise;
mod python;
mod register;
pub mod saving;
mod source;
mod spark;
mod start;
mod text;
mod variables;
mod window;

use crate::reactive::live;
use crate::{
    api::{self, Failure, ask},
    routes::{Route, use_route},
    state::{draft::Content, handover::keep_for_editor, toasts::use_toasts},
    ui::load,
};
use ::api::{Version, VersionReference};
use definition::Definition;
use editor::{Beginning, Editor};
use head::Target;
use leptos::prelude::*;

/// The editor for the address: begun from a version, from a draft that was kept, or anew.
#[component]
pub fn EditorPage() -> impl IntoView {
    let route = use_route();
    let restarted = RwSignal::new(0);
    let restart = Callback::new(move |()| restarted.update(|count| *count += 1));
    live(move || {
        restarted.track();
        let (target, from) = match route.get() {
            Route::New { from } => (Target::Open, from),
            Route::Edit { name, from } => {
                let version = from.unwrap_or_else(|| "latest".into());
                (Target::Next(name.clone()), Some(VersionReference { environment: name, version }))
            }
            // On the way to another page.
            _ => return ().into_any(),
        };
        let address = route.get_untracked().to_string();
        let kept = kept(&address);
        match from {
            None => {
                let start = Content::default();
                let choose = kept.is_none();
                view! { <Editor beginning=Beginning { address, target, start, kept, choose } restart=restart /> }
                    .into_any()
            }
            Some(from) => begin_from(from, address, target, kept, restart),
        }
    })
}

/// The draft that was kept; one that cannot be read is left where it is until it is written over.
fn kept(address: &str) -> Option<Content> {
    match saving::kept(address)? {
        Ok(content) => Some(content),
        Err(error) => {
            use_toasts().failed(error.to_string());
            None
        }
    }
}

fn begin_from(
    from: VersionReference,
    address: String,
    target: Target,
    kept: Option<Content>,
    restart: Callback<()>,
) -> AnyView {
    let version = ask(move || api::version(&from)).map(|version| content(&version));
    let name = match &target {
        Target::Open => String::new(),
        Target::Next(name) => name.clone(),
    };
    load(version, shape, move |start: &Content| {
        let beginning = Beginning {
            address: address.clone(),
            target: target.clone(),
            start: Content { name: name.clone(), ..start.clone() },
            kept: kept.clone(),
            choose: false,
        };
        view! { <Editor beginning=beginning restart=restart /> }.into_any()
    })
}

fn content(version: &Version) -> Result<Content, Failure> {
    let definition = Definition::from_json(&version.definition).map_err(|_| Failure::not_understood())?;
    Ok(Content {
        definition,
        origin: Some(VersionReference { environment: version.environment.clone(), version: version.version.clone() }),
        name: String::new(),
        description: version.description.clone(),
        sources: Vec::new(),
    })
}

fn shape() -> AnyView {
    keep_for_editor();
    view! { <div class="editor"><div class="panel shape-tall"></div> <div class="panel shape-tall"></div></div> }
        .into_any()
}
