//! One version.

mod actions;
mod checks;
mod definition;
mod export;
mod image;
mod lock;
mod notes;
mod notices;
mod runs;
mod text;
mod use_it;

use crate::{
    api::{self, Query, use_query, use_query_if},
    components::{
        images::layers_panel,
        rebuild,
        states::{environment_type, image_state, trial_outcome},
        strips::{filled, version_strip},
        trial::{self, FixTarget},
        versions::{changes_in_words, reference_of},
    },
    reactive::memo,
    routes::{EnvironmentQuery, Route, TABS, VersionTab, use_route},
    state::{changes::use_changes, inspector::CanonicalForm, session::use_session},
    titles::{self, version_title},
    ui::{Heading, Icon, Tab, load, small_icon, tabs, time_ago},
};
use ::api::{
    EnvironmentType, Image, ImageState, RebuildOutlook, TrialOutcome, Version, VersionReference, WorkspaceEvent,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The page of one version of an environment.
pub fn page(reference: &VersionReference) -> AnyView {
    let changed = use_changes().watch(|event| {
        !matches!(event, WorkspaceEvent::Registry(_) | WorkspaceEvent::Pythons | WorkspaceEvent::Run(_))
    });
    let asked = reference.clone();
    let version = use_query(move || {
        changed.track();
        api::version(&asked)
    });
    let loaded = memo(move || version.data());
    let known = move || loaded.get();
    let image = use_query_if(move || {
        let built = known().filter(|version| version.image == ImageState::Cached)?;
        Some(match &built.tied {
            Some(manifest) => api::image_of(built.digests.image, manifest),
            None => api::image(built.digests.image),
        })
    });
    let outlook = use_query_if(move || {
        let built = known().filter(|version| version.image == ImageState::Cached)?;
        Some(api::rebuild_outlook(built.digests.image))
    });
    let rebuilding = RwSignal::new(None);
    let home = Route::Environments(EnvironmentQuery::default()).to_string();
    let environment = Route::Environment { name: reference.environment.clone() }.to_string();
    view! {
        <header class="head">
            <div>
                <nav class="crumbs" aria-label=text::WHERE>
                    <a href=home>{titles::ENVIRONMENTS}</a> {small_icon(Icon::Right)}
                    <a href=environment>{reference.environment.clone()}</a>
                </nav>
                <div class="title">
                    <Heading text=version_title(reference) /> {move || known().map(|version| state(&version))}
                </div>
                <p class="sub">{move || known().map(|version| registered(&version))}</p>
                {notes::show(loaded)}
            </div>
            {move || known().map(|version| actions::show(&version, rebuilding))}
        </header>
        {move || known().map(|version| notices::show(&version))}
        {move || known().and_then(|version| trial_problems(&version))}
        {load(version, placeholder, move |version| body(version, image, outlook))}
        {rebuild::dialog(rebuilding)}
    }
    .into_any()
}

fn state(version: &Version) -> AnyView {
    let reference = reference_of(version);
    let filled = filled(&version.definition);
    let outcome = version.trial.as_ref().map(|trial| trial.outcome);
    let works = outcome.filter(|outcome| *outcome == TrialOutcome::Works).map(trial_outcome);
    view! {
        {environment_type(version.r#type)} {image_state(version.image, outcome)} {works}
        {version_strip(&version.digests, filled, CanonicalForm::Version(reference))}
    }
    .into_any()
}

fn registered(version: &Version) -> AnyView {
    let since = version.since.as_ref().map(|since| {
        let route = Route::Compare {
            left: Some(VersionReference { environment: version.environment.clone(), version: since.version.clone() }),
            right: Some(reference_of(version)),
        };
        let words = text::since(&changes_in_words(&since.changes), &since.version);
        view! { ". " <a class="ink since" href=route.to_string()>{words}</a> }
    });
    view! { {text::REGISTERED} " " {time_ago(&version.registered_at)} " " {text::by(&version.registered_by)} {since} }
        .into_any()
}

/// The panel with the problems of the image.
fn trial_problems(version: &Version) -> Option<AnyView> {
    let trial = version.trial.as_ref().filter(|trial| trial.outcome != TrialOutcome::Works)?;
    let this = reference_of(version);
    let is_curated = version.r#type == EnvironmentType::Curated;
    let target = if is_curated { FixTarget::NewEnvironment(this) } else { FixTarget::NextVersion(this) };
    Some(trial::panel(trial, &target, "btn"))
}

fn body(version: &Version, image: Query<Image>, outlook: Query<RebuildOutlook>) -> AnyView {
    view! {
        <div class="split">
            <div class="stack">
                {tabbed(version, image)}
                {move || image.data().map(|image| layers_panel(&image))}
            </div>
            <div class="stack">
                {image::panel(version, image)}
                {image::shares(version, outlook)}
                {use_it::show(version, image)}
                {export::show(version, image)}
                {runs::panel(&reference_of(version), version.image == ImageState::Cached)}
            </div>
        </div>
    }
    .into_any()
}

fn tabbed(version: &Version, image: Query<Image>) -> AnyView {
    let route = use_route();
    let chosen = Memo::new(move |_| match route.get() {
        Route::Version { tab, .. } => tab,
        _ => VersionTab::default(),
    });
    let navigate = use_navigate();
    let reference = reference_of(version);
    let choose = Callback::new(move |tab: VersionTab| {
        let to = Route::Version { reference: reference.clone(), tab };
        navigate(&to.to_string(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let variables = definition::variables(version);
    let count = variables.len();
    let session = use_session();
    let policy = Memo::new(move |_| session.policy());
    let checked = StoredValue::new(version.clone());
    let checks = Memo::new(move |_| checked.with_value(|version| policy.with(|policy| checks::run(version, policy))));
    let title = move |tab: VersionTab| {
        Signal::derive(move || match tab {
            VersionTab::Definition => text::DEFINITION.to_owned(),
            VersionTab::Built => lock::title(image),
            VersionTab::Dockerfile => text::DOCKERFILE.to_owned(),
            VersionTab::Variables => text::variables(count),
            VersionTab::Checks => text::checks(checks.with(|checks| checks::problem_count(checks))),
        })
    };
    let row = TABS.iter().map(|&(value, id)| Tab { value, id, title: title(value) }).collect();
    let panel = move || match chosen.get() {
        VersionTab::Definition => checked.with_value(definition::contents),
        VersionTab::Built => lock::show(image),
        VersionTab::Dockerfile => checked.with_value(|version| definition::dockerfile(version, image)),
        VersionTab::Variables => {
            checked.with_value(|version| definition::variable_table(&definition::variables(version)))
        }
        VersionTab::Checks => checks.with(|checks| checks::show(checks)),
    };
    let named_by = move || {
        let id = TABS.iter().find(|(tab, _)| *tab == chosen.get()).map_or("", |(_, id)| id);
        format!("tab-{id}")
    };
    view! {
        <section class="panel">
            {tabs(text::PARTS, row, chosen.into(), choose)}
            <div id="panel" role="tabpanel" aria-labelledby=named_by>{panel}</div>
        </section>
    }
    .into_any()
}

fn placeholder() -> AnyView {
    let lines = || (0..6).map(|_| view! { <span class="line"></span> }.into_any()).collect::<Vec<_>>();
    view! {
        <div class="split"><div class="panel shape">{lines()}</div> <div class="panel shape">{lines()}</div></div>
    }
    .into_any()
}
