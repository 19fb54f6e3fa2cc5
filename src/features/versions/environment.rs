//! One environment: its versions, newest first, and what each changed.

use super::{list, text};
use crate::{
    api::{self, ask},
    features::shared::{Act, act, doing, environment_type},
    routes::{EnvironmentQuery, Route},
    state::{changes::use_changes, toasts::use_toasts},
    ui::{Heading, Icon, badge, icon, small_icon},
};
use ::api::{Environment, EnvironmentType, WorkspaceEvent};
use leptos::prelude::*;

/// The page.
pub fn page(name: String) -> AnyView {
    let mine = name.clone();
    let changed = use_changes().watch(move |event| *event == WorkspaceEvent::Environment(mine.clone()));
    let asked = name.clone();
    let environment = ask(move || {
        changed.track();
        api::environment(&asked)
    });
    let home = Route::Environments(EnvironmentQuery::default()).to_string();
    view! {
        <header class="head">
            <div>
                <nav class="crumbs" aria-label="Where this is">
                    <a href=home>{text::ENVIRONMENTS}</a> {small_icon(Icon::Right)}
                </nav>
                <div class="title"><Heading text=name.clone() /> {move || environment.known().map(|it| kind(&it))}</div>
            </div>
            {move || environment.known().map(actions)}
        </header>
        {list::show(name)}
    }
    .into_any()
}

fn kind(environment: &Environment) -> AnyView {
    let archived = environment.archived.then(|| badge("", text::ARCHIVED));
    view! { {environment_type(environment.r#type)} {archived} }.into_any()
}

fn actions(environment: Environment) -> AnyView {
    let name = environment.name.clone();
    let edit = if environment.r#type == EnvironmentType::Curated {
        let from = ::api::VersionReference { environment: name.clone(), version: environment.latest.version };
        (Route::New { from: Some(from) }, "Start from this".to_owned())
    } else {
        let latest = environment.latest.version;
        (Route::Edit { name: name.clone(), from: None }, text::edit(&latest, &latest))
    };
    view! {
        <div class="acts">
            {archive(name, environment.archived, environment.r#type)}
            <a class="btn main-act" href=edit.0.to_string()>{icon(Icon::Edit)} {edit.1}</a>
        </div>
    }
    .into_any()
}

fn archive(name: String, archived: bool, kind: EnvironmentType) -> AnyView {
    let toasts = use_toasts();
    let word = if archived { text::RESTORE } else { text::ARCHIVE };
    act(&Act {
        class: "btn",
        icon: Icon::Archive,
        word,
        key: None,
        refused: Signal::stored((kind == EnvironmentType::Curated).then(|| text::READ_ONLY.into())),
        run: doing(move || {
            let name = name.clone();
            async move {
                if archived {
                    api::restore(&name).await?;
                    toasts.done(format!("{name} is listed again"));
                } else {
                    api::archive(&name).await?;
                    toasts.done(format!("Archived {name}: hidden from lists, nothing deleted"));
                }
                Ok(())
            }
        }),
    })
}
