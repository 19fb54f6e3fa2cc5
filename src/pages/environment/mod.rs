//! One environment: its versions, newest first, and what each changed.

mod text;
mod versions;

use crate::{
    api::{self, use_query},
    components::{
        action::{Action, Pending, action_button, handler},
        archive::{anonymous_note, archive_handler, archived_note, set_archived},
        states::environment_type,
        terms::{self, TermChange, TermKind, TermLabels},
    },
    routes::{EnvironmentQuery, Route},
    state::{changes::use_changes, shortcuts::use_action, toasts::use_toasts},
    titles,
    ui::{Heading, Icon, badge, icon},
};
use ::api::{Environment, EnvironmentType, UpdateEnvironment, VersionReference, WorkspaceEvent};
use leptos::prelude::*;

pub fn page(name: String) -> AnyView {
    let event = WorkspaceEvent::Environment(name.clone());
    let changed = use_changes().watch(move |other| *other == event);
    let requested = name.clone();
    let environment = use_query(move || {
        changed.track();
        api::environment(&requested)
    });
    let home = Route::Environments(EnvironmentQuery::default()).to_string();
    view! {
        <header class="head">
            <div>
                <nav class="crumbs" aria-label=text::WHERE>
                    <a href=home>{titles::ENVIRONMENTS}</a>
                </nav>
                <div class="title"><Heading text=name.clone() /> {move || environment.data().map(|it| kind(&it))}</div>
                {labels(name.clone(), Memo::new(move |_| environment.data()))}
            </div>
            {move || environment.data().map(actions)}
        </header>
        {move || environment.data().map(|it| notes(&it))}
        {versions::list(name)}
    }
    .into_any()
}

const LABELS: TermLabels = TermLabels { title: text::LABELS, kind: TermKind::Label };

fn labels(name: String, environment: Memo<Option<Environment>>) -> AnyView {
    let labels = Signal::derive(move || environment.get().map(|environment| environment.labels).unwrap_or_default());
    let read_only = Signal::derive(move || environment.get().is_none_or(|it| it.r#type == EnvironmentType::Curated));
    let save = Callback::new(move |TermChange { from, to }: TermChange| -> Pending {
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

fn notes(environment: &Environment) -> AnyView {
    let archived = environment.archived.then(|| archived_note(environment.name.clone()));
    view! { {archived} {environment.anonymous.then(anonymous_note)} }.into_any()
}

fn actions(environment: Environment) -> AnyView {
    let name = environment.name.clone();
    let edit = if environment.r#type == EnvironmentType::Curated {
        let from = VersionReference { environment: name.clone(), version: environment.latest.version };
        (Route::New { from: Some(from) }, text::USE_TEMPLATE.to_owned())
    } else {
        let latest = environment.latest.version;
        (Route::Edit { name: name.clone(), from: None }, text::edit(&latest))
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
    let label = if archived { text::RESTORE } else { text::ARCHIVE };
    if kind != EnvironmentType::Curated {
        use_action(
            if archived { text::RESTORE_KEY } else { text::ARCHIVE_KEY },
            archive_handler(name.clone(), !archived),
        );
    }
    action_button(&Action {
        class: "btn",
        icon: Icon::Archive,
        label: label.into(),
        shortcut: None,
        disabled: Signal::stored((kind == EnvironmentType::Curated).then(|| text::READ_ONLY.into())),
        run: handler(move || set_archived(toasts, name.clone(), !archived)),
    })
}
