//! Versions: links to them, who uses an image, and what differs between two definitions.

use crate::{
    routes::{Route, VersionTab},
    titles::version_title,
    ui::words,
};
use api::{Version, VersionReference};
use definition::Comparison;
use leptos::prelude::*;

/// How many versions a list of users names; the rest is counted.
const MAX_USERS: usize = 3;
/// How many differences are named; the rest is counted.
const MAX_CHANGES: usize = 4;

pub const NO_USERS: &str = "no version";

/// The versions that are not named.
pub fn more(count: usize) -> String {
    format!("and {count} more")
}

pub fn reference_of(version: &Version) -> VersionReference {
    VersionReference { environment: version.environment.clone(), version: version.version.clone() }
}

pub fn version_link(reference: &VersionReference) -> AnyView {
    let route = Route::Version { reference: reference.clone(), tab: VersionTab::default() };
    view! { <a href=route.to_string()>{version_title(reference)}</a> }.into_any()
}

/// Links to the first of the versions, and how many more there are of `count`.
pub fn version_links(versions: &[VersionReference], count: usize) -> AnyView {
    if count == 0 {
        return view! { <span class="quiet">{NO_USERS}</span> }.into_any();
    }
    let named = &versions[..versions.len().min(MAX_USERS)];
    let links: Vec<AnyView> = named
        .iter()
        .enumerate()
        .map(|(at, version)| view! { {(at > 0).then_some(", ")} {version_link(version)} }.into_any())
        .collect();
    let rest = count.saturating_sub(named.len());
    let rest = (rest > 0).then(|| view! { " " <span class="quiet">{more(rest)}</span> });
    view! { {links} {rest} }.into_any()
}

/// The differences, each in a few words (`+ torch 2.3.1`, `numpy 1.26 → 2.0`); empty when both use the same image.
pub fn changes_in_words(comparison: &Comparison) -> Vec<String> {
    let others = comparison.changes.iter().map(|change| match (&change.before, &change.after) {
        (None, _) => format!("+ {}", change.what),
        (_, None) => format!("\u{2212} {}", change.what),
        _ => format!("different {}", change.what),
    });
    let packages = comparison.packages.iter().map(|package| {
        let name = &package.name;
        match (package.before.as_deref(), package.after.as_deref()) {
            (None, Some(after)) => format!("+ {name} {}", bare(after)).trim_end().to_owned(),
            (Some(before), Some(after)) => format!("{name} {} \u{2192} {}", any(before), any(after)),
            (_, None) => format!("\u{2212} {name}"),
        }
    });
    let all: Vec<String> = others.chain(packages).collect();
    let rest = all.len().saturating_sub(MAX_CHANGES);
    let mut named: Vec<String> = all.into_iter().take(MAX_CHANGES).collect();
    if rest > 0 {
        named.push(words::count(rest, "more", "more"));
    }
    named
}

/// A constraint without its signs of equality.
fn bare(constraint: &str) -> &str {
    constraint.trim_start_matches('=')
}

fn any(constraint: &str) -> &str {
    if constraint.is_empty() { "any" } else { bare(constraint) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::{Change, Component, PackageChange, PackageSource};

    fn package(name: &str, before: Option<&str>, after: Option<&str>) -> PackageChange {
        PackageChange {
            name: name.into(),
            source: PackageSource::Pip,
            before: before.map(Into::into),
            after: after.map(Into::into),
        }
    }

    #[test]
    fn packages_are_named_with_what_happened_to_them() {
        let packages = vec![
            package("numpy", Some("==1.26"), Some("==2.0")),
            package("scipy", Some(""), Some(">=1.14")),
            package("torch", None, Some("==2.3.1")),
            package("xgboost", Some("==2.0.3"), None),
        ];
        let comparison = Comparison { packages, ..Comparison::default() };
        assert_eq!(
            changes_in_words(&comparison),
            ["numpy 1.26 \u{2192} 2.0", "scipy any \u{2192} >=1.14", "+ torch 2.3.1", "\u{2212} xgboost"]
        );
    }

    #[test]
    fn many_differences_are_counted() {
        let change = Change {
            component: Component::Base,
            what: "base image".into(),
            before: Some("a".into()),
            after: Some("b".into()),
        };
        let packages = (0..9).map(|number| package(&format!("p{number}"), None, Some(""))).collect();
        let comparison = Comparison { changes: vec![change], packages, ..Comparison::default() };
        assert_eq!(changes_in_words(&comparison), ["different base image", "+ p0", "+ p1", "+ p2", "6 more"]);
    }
}
