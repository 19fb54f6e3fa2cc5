//! One build.

mod actions;
mod progress;
mod steps;
mod text;
mod timeline;

use crate::{
    api::{self, use_query},
    components::{
        images::former_badge,
        log::{self, Log, LogSource, log_panel, marked::fragment},
        rebuild,
        states::build_state,
        strips::build_strip,
        trial::{self, FixTarget},
        versions::version_link,
    },
    reactive::{live_if, memo, pressed},
    routes::{ImageTab, Route},
    state::{
        changes::use_changes,
        handover::{Handed, use_handover},
    },
    titles::{self, version_title},
    ui::{Heading, Icon, Tone, icon, note, problem, words},
};
use ::api::{Build, BuildState, StepKind, WorkspaceEvent};
use leptos::prelude::*;

pub fn page(id: i64) -> AnyView {
    let changed = use_changes().watch(move |event| *event == WorkspaceEvent::Build(id));
    let asked = use_query(move || {
        changed.track();
        api::build(id)
    });
    let (log, streamed) = log::follow_build(id);
    // The stream has every change while the build is active, the response what was before and after.
    let build = Memo::new(move |_| {
        let streamed = streamed.get();
        let answered = asked.data();
        match (streamed, answered) {
            (Some(streamed), Some(answered)) if answered.finished_at.is_some() && streamed.finished_at.is_none() => {
                Some(answered)
            }
            (streamed, answered) => streamed.or(answered),
        }
    });
    let failed = Memo::new(move |_| asked.get().and_then(Result::err).filter(|_| build.with(Option::is_none)));
    let rebuilding = RwSignal::new(None);
    let progress = progress::Progress::new(build);
    let source = Memo::new(move |_| build.with(|build| build.as_ref().map(LogSource::build)));
    view! {
        <header class="head">
            <div>
                <nav class="crumbs" aria-label=text::WHERE><a href=Route::Builds.to_string()>{titles::BUILDS}</a></nav>
                <div class="title">
                    <Heading text=titles::build(id) progress=Signal::derive(move || progress.in_tab()) />
                    {move || build.get().map(|build| state(&build))}
                </div>
            </div>
            {move || build.get().map(|build| actions::show(&build, rebuilding))}
        </header>
        {move || failed.get().map(|failure| problem(&failure, Callback::new(move |()| asked.refetch())))}
        {cause(build, log)}
        {tried(build)}
        {progress.show()}
        {timeline::show(build)}
        <div class="build">{steps::show(build)} {log_panel(source, log, text::LOG)}</div>
        {rebuild::dialog(rebuilding)}
    }
    .into_any()
}

/// The panel with the trial of the image.
fn tried(build: Memo<Option<Build>>) -> AnyView {
    let trial = memo(move || {
        build.with(|build| {
            let build = build.as_ref()?;
            Some((build.trial.clone()?, build.asked_by.first().cloned(), is_trial(build)))
        })
    });
    live_if(move || {
        let (trial, version, failed) = trial.get()?;
        let target = version.map_or(FixTarget::Clipboard, FixTarget::NextVersion);
        let role = failed.then_some("alert");
        Some(view! { <div class="tried" role=role>{trial::panel(&trial, &target, "btn main-act")}</div> })
    })
}

fn state(build: &Build) -> AnyView {
    let mut versions = build.asked_by.iter();
    let first = versions.next().map(|first| view! { {text::FOR} " " {version_link(first)} });
    let others: Vec<String> = versions.map(version_title).collect();
    let others = (!others.is_empty()).then(|| text::also_for(&others));
    let no_version = build.asked_by.is_empty().then_some(text::NO_VERSION);
    let lock = build.lock.as_deref().map(|manifest| {
        let (hash, manifest_of) = (build.digests.image, Some(manifest.to_owned()));
        let image = Route::Image { hash, manifest: manifest_of, tab: ImageTab::default() }.to_string();
        view! { ", " <a href=image title=manifest.to_owned()>{text::with_lock(manifest)}</a> }
    });
    let rebuild = build.rebuild.then_some(text::REBUILD);
    view! {
        {build_state(build.state)} {build_strip(build)} {former_badge(build.hash_version)}
        <span class="hint">{first} {others} {no_version} {rebuild} {lock}</span>
    }
    .into_any()
}

/// The likely cause, what to do about it, and a link to the line in the log.
fn cause(build: Memo<Option<Build>>, log: Log) -> AnyView {
    let failed = memo(move || build.get().filter(|build| build.state == BuildState::Failed && !is_trial(build)));
    live_if(move || failed.get().map(|build| explain(&build, log)))
}

/// Whether the build failed because of the trial of its image, whose panel explains it.
fn is_trial(build: &Build) -> bool {
    build.trial.is_some() && LogSource::build(build).failed_step() == Some(StepKind::Trial)
}

fn explain(build: &Build, log: Log) -> AnyView {
    let cause = build.cause.clone().unwrap_or_else(|| text::FAILED.into());
    let mut lines = cause.lines().map(words::sentence);
    let explanation = build.explanation.as_ref();
    // The general explanation comes first, then the details of this failure.
    let title = explanation.map(|it| it.title.clone()).or_else(|| lines.next()).unwrap_or_default();
    let lines: Vec<AnyView> = lines.map(|line| view! { <p class="wrap">{line}</p> }.into_any()).collect();
    let help = explanation.map(|it| view! { <p>{it.help.clone()}</p> });
    let explained_line = explanation.and_then(|it| it.line);
    let package = package_link(build);
    let step = LogSource::build(build).failed_step();
    let line = live_if(move || {
        log.counts();
        let number = explained_line.or_else(|| log.first_error(step?))?;
        Some(view! { <p><a href=fragment(&(number..=number))>{text::line(number)}</a></p> })
    });
    note(Tone::Bad, title, view! { {lines} {help} <p>{text::RESUMES}</p> {line} {package} })
}

/// A link to the package that caused the failure, in the editor of the version that was built.
fn package_link(build: &Build) -> Option<AnyView> {
    let package = build.explanation.as_ref()?.package.clone()?;
    let version = build.asked_by.first()?.clone();
    let handover = use_handover();
    let to = Route::Edit { name: version.environment.clone(), from: Some(version.version.clone()) }.to_string();
    let words = text::change_package(&package.name);
    let press = pressed(move || handover.put(Handed::Package(version.clone(), package.clone())));
    Some(view! { <p><a class="btn small" href=to on:click=press>{icon(Icon::Edit)} {words}</a></p> }.into_any())
}
