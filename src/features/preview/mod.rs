//! What would happen if a draft were submitted now: verdict, hash, and why.

mod cheapest;
mod expected;
mod frozen;
mod nearest;
mod no_effect;
mod outlook;
mod panel;
mod statement;
mod strip;
mod text;
mod verdict;
mod why;

pub use cheapest::CheapestPanel;
pub use frozen::FrozenPanel;
pub use nearest::{Nearest, use_nearest, use_pool};
pub use outlook::Outlook;
pub use panel::VerdictPanel;
pub use statement::{Verdicts, use_verdicts};
pub use strip::StripPanel;
pub use verdict::Kind;
pub use why::{NoEffectPanel, WhyPanel, differences};
