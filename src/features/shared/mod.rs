//! What several features say and show in the same way.

mod blocks;
mod changes;
mod kinds;
mod link;
mod listing;

pub use blocks::{COMPONENTS, blocks, component_name, filled, inspect, version_strip};
pub use changes::changes_in_words;
pub use kinds::{environment_type, image_state};
pub use link::{Act, act, doing, version_link, version_title};
pub use listing::{Page, listing};
