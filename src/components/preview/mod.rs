//! What would happen if a draft were registered now: verdict, hash, and why.

mod built_versions;
mod cheapest;
mod compared;
mod controller;
mod estimate;
mod nearest;
mod no_effect;
mod panel;
mod statement;
mod strip;
mod text;
mod verdict;
mod why;

pub use built_versions::BuiltVersionsPanel;
pub use cheapest::CheapestPanel;
pub use controller::PreviewController;
pub use nearest::{Nearest, use_candidates, use_nearest};
pub use panel::VerdictPanel;
pub use statement::VerdictKind;
pub use strip::StripPanel;
pub use verdict::{LiveVerdict, use_verdict};
pub use why::{NoEffectPanel, WhyPanel, differences};
