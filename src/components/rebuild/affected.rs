//! The versions that a rebuild affects.

use super::text;
use crate::{
    components::versions::version_link,
    ui::{Icon, small_icon},
};
use ::api::{RebuildOutlook, Touched, VersionReference};
use leptos::prelude::*;

pub fn panel(outlook: &RebuildOutlook) -> AnyView {
    view! {
        <section class="panel"><header><h3>{text::AFFECTED}</h3></header> <div class="body">{list(outlook)}</div></section>
    }
    .into_any()
}

/// The versions by environment and owner; tied ones have rows of their own.
pub fn list(outlook: &RebuildOutlook) -> AnyView {
    let rows: Vec<AnyView> = groups(&outlook.touches).iter().map(|group| row(group)).collect();
    if rows.is_empty() {
        view! { <p class="hint">{text::NOBODY}</p> }.into_any()
    } else {
        view! { <ul class="rows">{rows}</ul> }.into_any()
    }
}

fn groups(versions: &[Touched]) -> Vec<Vec<&Touched>> {
    let mut groups: Vec<Vec<&Touched>> = Vec::new();
    for version in versions {
        let same = |group: &&mut Vec<&Touched>| {
            group[0].environment == version.environment && text::owner(group[0]) == text::owner(version)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(version),
            None => groups.push(vec![version]),
        }
    }
    groups
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

pub fn reference(version: &Touched) -> VersionReference {
    VersionReference { environment: version.environment.clone(), version: version.version.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_grouped_by_environment_owner_and_tie() {
        let version = |environment: &str, version: &str, owner: &str, tied: Option<&str>| -> Touched {
            serde_json::from_value(serde_json::json!({
                "environment": environment, "version": version, "registered_by": owner, "registered_at": "then", "tied": tied,
            }))
            .expect("a version")
        };
        let versions = [
            version("training", "1", "me", None),
            version("scoring", "1", "me", None),
            version("training", "2", "me", None),
            version("training", "3", "me", Some("sha256:71c0")),
            version("training", "4", "you", None),
        ];
        let numbers: Vec<Vec<&str>> = groups(&versions)
            .into_iter()
            .map(|group| group.into_iter().map(|version| version.version.as_str()).collect())
            .collect();
        assert_eq!(numbers, [vec!["1", "2"], vec!["1"], vec!["3"], vec!["4"]]);
    }
}
