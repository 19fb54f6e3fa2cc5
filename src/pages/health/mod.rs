//! The health of the workspace: what works, what does not, and what to do about it.

mod text;

use crate::{
    api::{self, use_query},
    state::changes::use_changes,
    titles,
    ui::{Heading, State, Tone, bar, load, note, state, time_ago, words},
};
use ::api::{EngineHealth, Health, Problem, WorkspaceEvent};
use leptos::prelude::*;

pub fn page() -> AnyView {
    let is_relevant = |event: &WorkspaceEvent| {
        matches!(event, WorkspaceEvent::Registry(_) | WorkspaceEvent::Build(_) | WorkspaceEvent::Image(_))
    };
    let changed = use_changes().watch(is_relevant);
    let health = use_query(move || {
        changed.track();
        api::health()
    });
    load(health, placeholder, show)
}

fn show(health: &Health) -> AnyView {
    let problems: Vec<AnyView> = health
        .problems()
        .map(|problem| note(Tone::Warn, problem.message.clone(), view! { <p>{problem.help.clone()}</p> }))
        .collect();
    let summary = match problems.len() {
        0 => state(State::Good, text::HEALTHY),
        count => state(State::Warn, text::problems(count)),
    };
    view! {
        <header class="head">
            <div>
                <Heading text=titles::HEALTH />
                <p class="sub">{summary} "\u{2002}" {text::version(&health.version)} " " {time_ago(&health.since)}</p>
            </div>
        </header>
        <div class="stack">
            {problems}
            <div class="split">
                <div class="stack">{services(health)} {engines(health)}</div>
                <div class="stack">{limits(health)} {sources(health)}</div>
            </div>
        </div>
    }
    .into_any()
}

fn placeholder() -> AnyView {
    view! {
        <header class="head"><div><Heading text=titles::HEALTH /></div></header>
        <div class="split" aria-hidden="true"><div class="panel shape-tall"></div> <div class="panel shape-tall"></div></div>
    }
    .into_any()
}

/// Registry, database, disk and queue.
fn services(health: &Health) -> AnyView {
    let Health { registry, database, disk, queue, .. } = health;
    let place = if registry.own { text::OWN } else { text::FOREIGN };
    let size = database.size.map(words::bytes).unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a part of a disk in a picture")]
    let used = 1.0 - disk.free as f64 / disk.total.max(1) as f64;
    panel(
        text::SERVICES,
        view! {
            <dl class="body dl">
                <dt>{text::REGISTRY}</dt>
                <dd>{service_state(text::ONLINE, registry.problem.as_ref())} " " <code>{registry.address.clone()}</code> " " {place}</dd>
                <dt>{text::DATABASE}</dt> <dd>{service_state(text::ONLINE, database.problem.as_ref())} " " {size}</dd>
                <dt>{text::DISK}</dt>
                <dd>
                    {service_state(text::ENOUGH_SPACE, disk.problem.as_ref())} " " {text::free_space(disk.free, disk.total)}
                    {bar("own", used)} <code class="soft">{disk.folder.clone()}</code>
                </dd>
                <dt>{text::QUEUE}</dt> <dd>{text::queue(*queue)}</dd>
            </dl>
        },
    )
}

/// The engines that can be used, and why not the others.
fn engines(health: &Health) -> AnyView {
    let rows: Vec<AnyView> = health.engines.iter().map(engine).collect();
    panel(text::ENGINES, view! { <dl class="body dl">{rows}</dl> })
}

fn engine(engine: &EngineHealth) -> AnyView {
    let (sign, label) = match (engine.chosen, &engine.name) {
        (true, _) => (State::Good, text::ACTIVE),
        (false, Some(_)) => (State::Waiting, text::AVAILABLE),
        (false, None) => (State::Nothing, text::UNAVAILABLE),
    };
    let about = engine.name.clone().or_else(|| engine.reason.as_deref().map(words::sentence)).unwrap_or_default();
    view! { <dt>{engine.kind.clone()}</dt> <dd>{state(sign, label)} " " <span class="soft">{about}</span></dd> }
        .into_any()
}

/// The limits of builds and runs, and the options that change them.
fn limits(health: &Health) -> AnyView {
    let limits = text::limits(&health.limits).into_iter().map(|(name, limit, option)| {
        view! { <dt>{name}</dt> <dd>{limit} " " <code class="soft">{option}</code></dd> }
    });
    panel(
        text::LIMITS,
        view! {
            <div class="body">
                <p class="soft">{text::LIMITS_HELP}</p>
                <dl class="dl">{limits.collect::<Vec<_>>()}</dl>
            </div>
        },
    )
}

fn sources(health: &Health) -> AnyView {
    let hash = format!("v{}", health.hash_version);
    panel(
        text::SOURCES,
        view! {
            <dl class="body dl">
                <dt>{text::INDEXES}</dt> <dd>{addresses(&health.indexes, text::DEFAULT_INDEX)}</dd>
                <dt>{text::CHANNELS}</dt> <dd>{addresses(&health.channels, text::NO_CHANNELS)}</dd>
                <dt>{text::HASH}</dt> <dd>{hash}</dd>
            </dl>
        },
    )
}

fn addresses(all: &[String], none: &'static str) -> AnyView {
    if all.is_empty() {
        return view! { <span class="soft">{none}</span> }.into_any();
    }
    let all = all.iter().map(|address| view! { <div><code>{address.clone()}</code></div> });
    all.collect::<Vec<_>>().into_any()
}

fn service_state(good: &'static str, problem: Option<&Problem>) -> AnyView {
    match problem {
        None => state(State::Good, good),
        Some(_) => state(State::Warn, text::SEE_ABOVE),
    }
}

fn panel(title: &'static str, body: impl IntoView + 'static) -> AnyView {
    view! { <section class="panel"><header><h2>{title}</h2></header> {body.into_any()}</section> }.into_any()
}
