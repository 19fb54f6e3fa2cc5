//! Whom a rebuild touches.

use super::text;
use crate::{
    features::shared::version_link,
    ui::{Icon, small_icon},
};
use ::api::{RebuildOutlook, Touched, VersionReference};
use leptos::prelude::*;

/// The panel: the versions by environment and owner, tied ones by themselves.
pub fn show(outlook: &RebuildOutlook) -> AnyView {
    view! {
        <section class="panel"><header><h3>{text::TOUCHES}</h3></header> <div class="body">{list(outlook)}</div></section>
    }
    .into_any()
}

/// The versions that share the hash, by environment and owner.
pub fn list(outlook: &RebuildOutlook) -> AnyView {
    let mut groups: Vec<Vec<&Touched>> = Vec::new();
    for version in &outlook.touches {
        let same = |group: &&mut Vec<&Touched>| {
            let first = group[0];
            first.environment == version.environment && text::owner(first) == text::owner(version)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(version),
            None => groups.push(vec![version]),
        }
    }
    let rows: Vec<AnyView> = groups.into_iter().map(|group| row(&group)).collect();
    if rows.is_empty() {
        view! { <p class="hint">{text::NOBODY}</p> }.into_any()
    } else {
        view! { <ul class="rows">{rows}</ul> }.into_any()
    }
}

fn row(group: &[&Touched]) -> AnyView {
    let tied = group[0].tied.is_some();
    let links: Vec<AnyView> = group
        .iter()
        .enumerate()
        .map(|(at, version)| {
            let reference = reference(version);
            view! { {(at > 0).then_some(", ")} {version_link(&reference)} }.into_any()
        })
        .collect();
    view! {
        <li>
            {small_icon(if tied { Icon::Pin } else { Icon::Jar })} <span>{links}</span>
            <span class="end hint">{text::owner(group[0])}</span>
        </li>
    }
    .into_any()
}

/// The reference of a version.
pub fn reference(version: &Touched) -> VersionReference {
    VersionReference { environment: version.environment.clone(), version: version.version.clone() }
}
