//! One environment: its versions, newest first, and what each changed.

use super::{
    list, standing,
    terms::{self, Called, Change},
    text,
};
use crate::{
    api::{self, ask},
    features::shared::{Act, Doing, act, archiving, doing, environment_type, set_archived},
    routes::{EnvironmentQuery, Route},
    state::{changes::use_changes, shortcuts::use_action, toasts::use_toasts},
    ui::{Heading, Icon, badge, icon},
};
use ::api::{Environment, EnvironmentType, UpdateEnvironment, WorkspaceEvent};
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
                    <a href=home>{text::ENVIRONMENTS}</a>
                </nav>
                <div class="title"><Heading text=name.clone() /> {move || environment.known().map(|it| kind(&it))}</div>
                {labels(name.clone(), Memo::new(move |_| environment.known()))}
            </div>
            {move || environment.known().map(actions)}
        </header>
        {move || environment.known().map(|it| standing::of_environment(&it))}
        {list::show(name)}
    }
    .into_any()
}

const LABELS: Called = Called { all: text::LABELS, one: "label" };

fn labels(name: String, environment: Memo<Option<Environment>>) -> AnyView {
    let labels = Signal::derive(move || environment.get().map(|environment| environment.labels).unwrap_or_default());
    let read_only = Signal::derive(move || environment.get().is_none_or(|it| it.r#type == EnvironmentType::Curated));
    let save = Callback::new(move |Change { from, to }: Change| -> Doing {
        let name = name.clone();
        Box::pin(async move {
            api::update_environment(&name, &UpdateEnvironment { labels: to, seen: Some(from) }).await?;
            Ok(())
        })
    });
    terms::show(LABELS, labels, read_only, save)
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
    if kind != EnvironmentType::Curated {
        use_action(if archived { text::RESTORE_KEY } else { text::ARCHIVE_KEY }, archiving(name.clone(), !archived));
    }
    act(&Act {
        class: "btn",
        icon: Icon::Archive,
        word,
        key: None,
        refused: Signal::stored((kind == EnvironmentType::Curated).then(|| text::READ_ONLY.into())),
        run: doing(move || set_archived(toasts, name.clone(), !archived)),
    })
}
