//! An entry of the audit trail, as a sentence.

use super::text;
use crate::{
    browser::dates,
    routes::{Route, VersionTab},
    titles::version_title,
    ui::{Icon, icon},
};
use api::{Action, Activity, ActivityDetail, BuildState, FieldChange, Subject};
use leptos::prelude::*;

/// How many differences are shown; the rest is folded.
const MAX_SHOWN: usize = 4;

pub fn show(entry: &Activity) -> AnyView {
    let (time, exact) = dates::parse(&entry.at)
        .map_or_else(|| (entry.at.clone(), String::new()), |time| (dates::time_of_day(time), dates::exact(time)));
    view! {
        <li>
            <time datetime=entry.at.clone() title=exact>{time}</time>
            {icon(sign(entry))}
            <div class="trail-text">
                <p>{sentence(entry)}</p>
                {about(&entry.detail)}
                {changes(&entry.detail)}
            </div>
        </li>
    }
    .into_any()
}

fn sign(entry: &Activity) -> Icon {
    match (entry.action, entry.detail.state) {
        (Action::Register | Action::Upload, _) => Icon::Plus,
        (Action::Update | Action::Label | Action::Annotate, _) => Icon::Edit,
        (Action::Archive, _) => Icon::Archive,
        (Action::Restore, _) => Icon::Jar,
        (Action::Build | Action::Join | Action::Submit, _) => Icon::Play,
        (Action::Rebuild | Action::Revert, _) => Icon::Rebuild,
        (Action::Cancel, _) | (Action::Finish, Some(BuildState::Cancelled)) => Icon::Stop,
        (Action::Finish, Some(BuildState::Failed)) => Icon::Cross,
        (Action::Finish | Action::Reuse | Action::Reappear, _) => Icon::Check,
        (Action::Requeue, _) => Icon::Clock,
        (Action::Tie | Action::Untie, _) => Icon::Link,
        (Action::Evict | Action::Vanish | Action::Delete, _) => Icon::Nothing,
    }
}

/// Who did what. Where the workspace itself did it, the sentence begins with the build or image.
fn sentence(entry: &Activity) -> AnyView {
    let subject = link(&entry.subject);
    match entry.action {
        Action::Finish | Action::Requeue => {
            let event = match entry.detail.state {
                Some(state) if matches!(entry.subject, Subject::Run(_)) => text::run_ended(state),
                Some(state) => text::ended(state),
                None if entry.action == Action::Requeue => text::REQUEUED,
                None => text::ENDED,
            };
            view! { {subject} " " {event} }.into_any()
        }
        Action::Vanish | Action::Reappear => {
            view! { {subject} " " {text::did(entry.action, &entry.detail.changes)} }.into_any()
        }
        action => {
            let did = text::did(action, &entry.detail.changes);
            view! { <strong>{entry.who.clone()}</strong> " " {did} " " {subject} }.into_any()
        }
    }
}

fn link(subject: &Subject) -> AnyView {
    let (route, title) = match subject {
        Subject::Environment(name) => (Some(Route::Environment { name: name.clone() }), name.clone()),
        Subject::Version(reference) => {
            let route = Route::Version { reference: reference.clone(), tab: VersionTab::default() };
            (Some(route), version_title(reference))
        }
        Subject::Build(id) => (Some(Route::Build { id: *id }), text::build(*id)),
        Subject::Run(id) => (Some(Route::Run { id: *id }), text::run(*id)),
        Subject::Image(hash) => (Some(Route::image(*hash)), text::image(*hash)),
        Subject::Context(digest) => (None, text::context(*digest)),
        Subject::Upload(path) => (None, text::upload(path)),
    };
    match route {
        Some(route) => view! { <a href=route.to_string()>{title}</a> }.into_any(),
        None => view! { <span>{title}</span> }.into_any(),
    }
}

/// The image, how many versions use it, and the reason.
fn about(detail: &ActivityDetail) -> Option<AnyView> {
    let versions = detail.versions.map(text::versions);
    let image = detail.image.map(text::image);
    let line = match (image, versions) {
        (Some(image), Some(versions)) => Some(format!("{image}, {versions}")),
        (image, versions) => image.or(versions),
    };
    let reason = detail.reason.clone().map(|reason| view! { <p class="soft">{reason}</p> });
    (line.is_some() || reason.is_some()).then(|| view! { <p class="hint">{line}</p> {reason} }.into_any())
}

fn changes(detail: &ActivityDetail) -> Option<AnyView> {
    if detail.changes.is_empty() {
        return None;
    }
    let mut rows: Vec<AnyView> = detail.changes.iter().map(change).collect();
    let rest = rows.split_off(rows.len().min(MAX_SHOWN));
    let hidden = rest.len() + usize::try_from(detail.more).unwrap_or_default();
    let more = (detail.more > 0).then(|| view! { <li class="hint">{text::not_kept(detail.more)}</li> });
    let folded = (hidden > 0).then(|| {
        view! {
            <details class="fold">
                <summary>{text::more(hidden)}</summary>
                <ul class="differences">{rest} {more}</ul>
            </details>
        }
    });
    Some(view! { <ul class="differences">{rows}</ul> {folded} }.into_any())
}

fn change(change: &FieldChange) -> AnyView {
    let FieldChange { what, before, after } = change.clone();
    let value = |text: String| if text.is_empty() { text::ANY.to_owned() } else { text };
    let (sign, kind) = match (&before, &after) {
        (None, _) => (Icon::Plus, text::ADDED),
        (_, None) => (Icon::Close, text::REMOVED),
        _ => (Icon::Differs, text::CHANGED),
    };
    let arrow = (before.is_some() && after.is_some()).then_some(" \u{2192} ");
    let before = before.filter(|text| after.is_some() || !text.is_empty()).map(value);
    let after = after.filter(|text| before.is_some() || !text.is_empty()).map(value);
    view! {
        <li>
            {icon(sign)} <span class="vh">{kind}</span> <span>{what}</span>
            <code>{before} {arrow} {after}</code>
        </li>
    }
    .into_any()
}
