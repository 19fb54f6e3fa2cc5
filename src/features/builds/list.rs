//! All builds, newest first.

use super::{text, times};
use crate::{
    api,
    features::shared::{Page, listing, version_link, version_strip},
    reactive::memo,
    routes::Route,
    state::{changes::use_changes, clock::use_now, inspector::CanonicalForm},
    ui::{Heading, State, problem, state, time_ago, words},
};
use ::api::{Build, BuildState, WorkspaceEvent};
use leptos::prelude::*;

/// The page.
pub fn page() -> AnyView {
    let changed = use_changes().watch(|event| matches!(event, WorkspaceEvent::Build(_)));
    let list = listing(changed, |_, cursor| {
        Box::pin(async move {
            let list = api::builds(cursor).await?;
            Ok(Page { items: list.items, next: list.next })
        })
    });
    let found = move || {
        match list.pages.get() {
        None => {
            view! { <section class="panel shape" aria-busy="true"><span class="line"></span><span class="line"></span></section> }
                .into_any()
        }
        Some(Err(failure)) => problem(&failure, Callback::new(move |()| list.pages.refetch())),
        Some(Ok(pages)) => {
            let builds: Vec<&Build> = pages.iter().flat_map(|page| &page.items).collect();
            if builds.is_empty() { nothing() } else { table(&builds) }
        }
    }
    };
    view! {
        <header class="head"><div><Heading text=text::TITLE /></div></header>
        {found}
        <p class="more">{list.more_button()}</p>
    }
    .into_any()
}

fn nothing() -> AnyView {
    view! { <div class="empty"><p class="strong">{text::NONE}</p> <p class="soft">{text::NONE_HELP}</p></div> }
        .into_any()
}

fn table(builds: &[&Build]) -> AnyView {
    let rows: Vec<AnyView> = builds.iter().map(|build| row(build)).collect();
    view! {
        <section class="panel">
            <table class="grid builds">
                <thead>
                    <tr>
                        <th scope="col">"Build"</th> <th scope="col">"State"</th>
                        <th scope="col" class="wide-only">"Hash strip"</th> <th scope="col">"Asked for by"</th>
                        <th scope="col" class="wide-only">"Took"</th> <th scope="col" class="wide-only">"Asked for"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn row(build: &Build) -> AnyView {
    let href = Route::Build { id: build.id }.to_string();
    let now = use_now();
    let known = build.clone();
    let took = memo(move || times::taken(&known, now.get()).map(words::duration));
    view! {
        <tr>
            <td><a class="name" href=href>{build.id}</a></td>
            <td>{build_state(build.state)}</td>
            <td class="wide-only">{strip(build)}</td>
            <td>
                {build.asked_by.first().map(version_link)}
                <span class="narrow-only hint">
                    {time_ago(&build.queued_at)} {move || took.get().map(|took| format!(", {took}"))}
                </span>
            </td>
            <td class="wide-only">{took}</td>
            <td class="wide-only soft">{time_ago(&build.queued_at)}</td>
        </tr>
    }
    .into_any()
}

/// The state of a build, icon and word.
pub fn build_state(of: BuildState) -> AnyView {
    let sign = match of {
        BuildState::Queued => State::Waiting,
        BuildState::Running => State::Live,
        BuildState::Succeeded => State::Good,
        BuildState::Failed => State::Bad,
        BuildState::Cancelled => State::Nothing,
    };
    state(sign, text::state(of))
}

/// The strip of what is built.
pub fn strip(build: &Build) -> AnyView {
    let form = match build.asked_by.first() {
        Some(version) => CanonicalForm::Version(version.clone()),
        None => CanonicalForm::Image(build.digests.image),
    };
    version_strip(&build.digests, build.filled, form)
}
