//! What differs between two definitions, in a few words.

use crate::ui::words;
use definition::Comparison;

/// How many differences are named; the rest is counted.
const NAMED: usize = 4;

/// What differs, each in a few words (`+ torch 2.3.1`, `numpy 1.26 → 2.0`); empty when one image serves both.
pub fn changes_in_words(comparison: &Comparison) -> Vec<String> {
    let others = comparison.changes.iter().map(|change| match (&change.before, &change.after) {
        (None, _) => format!("+ {}", change.what),
        (_, None) => format!("\u{2212} {}", change.what),
        _ => format!("other {}", change.what),
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
    let rest = all.len().saturating_sub(NAMED);
    let mut named: Vec<String> = all.into_iter().take(NAMED).collect();
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
        assert_eq!(changes_in_words(&comparison), ["other base image", "+ p0", "+ p1", "+ p2", "6 more"]);
    }
}
