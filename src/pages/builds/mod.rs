//! All builds, newest first.

use crate::{
    api,
    components::{
        builds::build_time,
        listing::{Page, empty, listing},
        states::build_state,
        strips::build_strip,
        versions::version_link,
    },
    reactive::memo,
    routes::Route,
    state::{changes::use_changes, clock::use_now},
    titles,
    ui::{Heading, time_ago, words},
};
use ::api::{Build, WorkspaceEvent};
use leptos::prelude::*;

const NONE: &str = "No builds yet";
const NONE_HELP: &str = "Register a version and build its image, or build one from its page";
const BUILD: &str = "Build";
const STATE: &str = "State";
const STRIP: &str = "Hash strip";
const FOR: &str = "For";
const DURATION: &str = "Duration";
const STARTED: &str = "Started";

pub fn page() -> AnyView {
    let changed = use_changes().watch(|event| matches!(event, WorkspaceEvent::Build(_)));
    let list = listing(changed, |_, cursor| {
        Box::pin(async move {
            let list = api::builds(cursor).await?;
            Ok(Page { items: list.items, next: list.next })
        })
    });
    let help = || view! { <p class="soft">{NONE_HELP}</p> };
    view! {
        <header class="head"><div><Heading text=titles::BUILDS /></div></header>
        {list.view(2, move |builds| if builds.is_empty() { empty(NONE, help()) } else { table(builds) })}
    }
    .into_any()
}

fn table(builds: &[&Build]) -> AnyView {
    let rows: Vec<AnyView> = builds.iter().map(|build| row(build)).collect();
    view! {
        <section class="panel">
            <table class="grid builds">
                <thead>
                    <tr>
                        <th scope="col">{BUILD}</th> <th scope="col">{STATE}</th>
                        <th scope="col" class="wide-only">{STRIP}</th> <th scope="col">{FOR}</th>
                        <th scope="col" class="wide-only">{DURATION}</th> <th scope="col" class="wide-only">{STARTED}</th>
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
    let timed = build.clone();
    let duration = memo(move || build_time(&timed, now.get()).map(words::duration));
    view! {
        <tr>
            <td><a class="name" href=href>{build.id}</a></td>
            <td>{build_state(build.state)}</td>
            <td class="wide-only">{build_strip(build)}</td>
            <td>
                {build.asked_by.first().map(version_link)}
                <span class="narrow-only hint">
                    {time_ago(&build.queued_at)} {move || duration.get().map(|duration| format!(", {duration}"))}
                </span>
            </td>
            <td class="wide-only">{duration}</td>
            <td class="wide-only soft">{time_ago(&build.queued_at)}</td>
        </tr>
    }
    .into_any()
}
