//! One build.

use super::{
    actions, cause, list,
    log::{self, Subject},
    log_view, progress, steps, text, timeline,
};
use crate::{
    api::{self, ask},
    features::{
        rebuild,
        shared::{former_badge, version_link},
        trial::{self, Target},
    },
    reactive::{live_if, memo},
    routes::{ImageTab, Route},
    state::changes::use_changes,
    titles,
    ui::{Heading, problem, words},
};
use ::api::{Build, WorkspaceEvent};
use leptos::prelude::*;

/// The page.
pub fn page(id: i64) -> AnyView {
    let changed = use_changes().watch(move |event| *event == WorkspaceEvent::Build(id));
    let asked = ask(move || {
        changed.track();
        api::build(id)
    });
    let (log, streamed) = log::follow_build(id);
    // The stream tells every step; the answer to the request tells what came before it and after it.
    let build = Memo::new(move |_| {
        let streamed = streamed.get();
        let answered = asked.known();
        match (streamed, answered) {
            (Some(streamed), Some(answered)) if answered.finished_at.is_some() && streamed.finished_at.is_none() => {
                Some(answered)
            }
            (streamed, answered) => streamed.or(answered),
        }
    });
    let failed = Memo::new(move |_| asked.get().and_then(Result::err).filter(|_| build.with(Option::is_none)));
    let wish = RwSignal::new(None);
    let progress = progress::Progress::of(build);
    let subject = Memo::new(move |_| build.with(|build| build.as_ref().map(Subject::build)));
    view! {
        <header class="head">
            <div>
                <nav class="crumbs" aria-label="Where this is"><a href=Route::Builds.to_string()>{text::TITLE}</a></nav>
                <div class="title">
                    <Heading text=titles::build(id) progress=Signal::derive(move || progress.in_tab()) />
                    {move || build.get().map(|build| state(&build))}
                </div>
            </div>
            {move || build.get().map(|build| actions::show(&build, wish))}
        </header>
        {move || failed.get().map(|failure| problem(&failure, Callback::new(move |()| asked.again())))}
        {cause::show(build, log)}
        {tried(build)}
        {progress.show()}
        {timeline::show(build)}
        <div class="build">{steps::show(build)} {log_view::show(subject, log, text::LOG)}</div>
        {rebuild::dialog(wish)}
    }
    .into_any()
}

/// What the trial of its image found.
fn tried(build: Memo<Option<Build>>) -> AnyView {
    let trial = memo(move || {
        build.with(|build| {
            let build = build.as_ref()?;
            Some((build.trial.clone()?, build.asked_by.first().cloned(), cause::is_trial(build)))
        })
    });
    live_if(move || {
        let (trial, version, failed) = trial.get()?;
        let target = version.map_or(Target::Clipboard, Target::NextVersion);
        let role = failed.then_some("alert");
        Some(view! { <div class="tried" role=role>{trial::panel(&trial, &target, "btn main-act")}</div> })
    })
}

fn state(build: &Build) -> AnyView {
    let mut names = build.asked_by.iter();
    let first = names.next().map(|first| view! { "for " {version_link(first)} });
    let others: Vec<String> = names.map(crate::features::shared::version_title).collect();
    let others = (!others.is_empty()).then(|| format!(", also asked for by {}", words::list(&others)));
    let bare = build.asked_by.is_empty().then_some(text::BARE);
    let lock = build.lock.as_deref().map(|manifest| {
        let (hash, manifest_of) = (build.digests.image, Some(manifest.to_owned()));
        let image = Route::Image { hash, manifest: manifest_of, tab: ImageTab::default() }.to_string();
        view! { ", " <a href=image title=manifest.to_owned()>{text::with_lock(manifest)}</a> }
    });
    let rebuild = build.rebuild.then(|| format!(", {}", text::REBUILD));
    view! {
        {list::build_state(build.state)} {list::strip(build)} {former_badge(build.hash_version)}
        <span class="hint">{first} {others} {bare} {rebuild} {lock}</span>
    }
    .into_any()
}
