//! The words of comparisons.

use crate::{features::shared::component_name, ui::words};
use definition::{Comparison, Component};

pub use crate::titles::COMPARE as TITLE;
pub const PICK: &str = "Write each as NAME:VERSION, for example training:7";
pub const COMPARE: &str = "Compare";
pub const SWAP: &str = "Swap";
pub const SHARE: &str = "Share";
pub const PACKAGES: &str = "Packages";
pub const DEFINED: &str = "as defined";
pub const BUILT: &str = "as built";
pub const OTHERS: &str = "Base image, steps and options";
pub const NO_EFFECT: &str = "No effect on the image";
pub const SPELLING: &str = "Order, case, blanks or equal spellings";
pub const NOT_BUILT: &str = "Both versions need an image before their packages can be compared as built";
pub const NO_PACKAGES: &str = "Neither definition names a package";

pub const STAGE_IS_ONE: &str = ". Base image and Docker steps are one";
pub const TURN_KEY: &str = "defined or built";

/// What unfolds the packages that are equal.
pub fn show_equal(count: usize) -> String {
    format!("Show {}", words::count(count, "equal package", "equal packages"))
}

/// Whether one image serves both, and what differs.
pub fn summary(comparison: &Comparison) -> String {
    let names: Vec<&str> = comparison.components.iter().map(|component| component_name(*component)).collect();
    let differs = |component| comparison.components.contains(&component);
    let stage = if differs(Component::Base) || differs(Component::Steps) { "" } else { STAGE_IS_ONE };
    match names.len() {
        0 => "One image serves both".into(),
        1 => format!("Two images: {} differs{stage}", names[0]),
        _ => format!("Two images: {} differ{stage}", words::list(&names)),
    }
}

/// How many packages moved, came, went and stayed.
pub fn counts([moved, added, removed, equal]: [usize; 4]) -> String {
    let parts = [(moved, "moved"), (added, "added"), (removed, "removed"), (equal, "equal")];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    parts.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
}
