//! The texts of comparisons.

use crate::{components::strips::component_name, ui::words};
use definition::{Comparison, Component};

pub const PICK: &str = "Write each as NAME:VERSION, for example training:7";
pub const FIRST: &str = "First version";
pub const SECOND: &str = "Second version";
pub const OTHER_VERSIONS: &str = "Other versions";
pub const COMPARE: &str = "Compare";
pub const SWAP: &str = "Swap";
pub const SWAP_KEY: &str = "swap";
pub const SHARE: &str = "Share";
pub const SHARE_KEY: &str = "share";
pub const COPIED: &str = "Copied the link to this comparison";
pub const EQUALS: &str = "equals";
pub const DIFFERS: &str = "differs from";

pub const PACKAGES: &str = "Packages";
pub const PACKAGE: &str = "Package";
pub const CHANGE: &str = "Change";
pub const COMPARED: &str = "Which versions of packages are compared";
pub const DEFINED: &str = "as defined";
pub const BUILT: &str = "as built";
pub const SWITCH_KEY: &str = "as defined or as built";
pub const NOT_BUILT: &str = "Both versions need an image before their packages can be compared as built";
pub const NO_PACKAGES: &str = "Neither definition lists packages";
pub const ANY: &str = "any";
pub const CHANGED: &str = "changed";
pub const ADDED: &str = "added";
pub const REMOVED: &str = "removed";
pub const EQUAL: &str = "equal";

pub const OTHERS: &str = "Base image, steps and options";
pub const NO_EFFECT: &str = "No effect on the image";
pub const SPELLING: &str = "Only order, case, white space or spelling differ";

pub fn with(version: &str) -> String {
    format!("with {version}")
}

pub fn show_equal(count: usize) -> String {
    format!("Show {}", words::count(count, "equal package", "equal packages"))
}

/// Whether both use the same image, and what differs.
pub fn summary(comparison: &Comparison) -> String {
    if comparison.components.is_empty() {
        return "Both use the same image".into();
    }
    let names: Vec<&str> = comparison.components.iter().map(|component| component_name(*component)).collect();
    let differs = |component| comparison.components.contains(&component);
    let is_same_stage = !differs(Component::Base) && !differs(Component::Steps);
    match (names.as_slice(), is_same_stage) {
        ([name], true) => format!("Two images: {name} differs. Same base image and Docker steps"),
        ([name], false) => format!("Two images: {name} differs"),
        (names, true) => format!("Two images: {} differ. Same base image and Docker steps", words::list(names)),
        (names, false) => format!("Two images: {} differ", words::list(names)),
    }
}

/// `3 changed, 1 added`; kinds without packages are left out.
pub fn counts([changed, added, removed, equal]: [usize; 4]) -> String {
    let counts = [(changed, CHANGED), (added, ADDED), (removed, REMOVED), (equal, EQUAL)];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    counts.map(|(count, kind)| format!("{count} {kind}")).collect::<Vec<_>>().join(", ")
}

pub fn variable_changed(name: &str, before: &str, after: &str) -> String {
    format!("Variable {name} changed from {before} to {after}: it is set at run time")
}

pub fn variable_added(name: &str) -> String {
    format!("Variable {name} added: it is set at run time")
}

pub fn variable_removed(name: &str) -> String {
    format!("Variable {name} removed: it is set at run time")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_says_what_differs_and_what_is_shared() {
        let with = |components: &[Component]| Comparison { components: components.to_vec(), ..Comparison::default() };
        assert_eq!(summary(&with(&[])), "Both use the same image");
        assert_eq!(
            summary(&with(&[Component::Python])),
            "Two images: Python differs. Same base image and Docker steps"
        );
        assert_eq!(summary(&with(&[Component::Base, Component::Python])), "Two images: base and Python differ");
    }

    #[test]
    fn kinds_without_packages_are_not_counted() {
        assert_eq!(counts([3, 0, 1, 40]), "3 changed, 1 removed, 40 equal");
    }
}
