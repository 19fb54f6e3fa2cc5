//! What several features say and show in the same way.

mod archive;
mod blocks;
mod changes;
mod kinds;
mod link;
mod listing;

pub use archive::{archiving, set_archived};
pub use blocks::{COMPONENTS, blocks, component_name, filled, inspect, version_strip};
pub use changes::changes_in_words;
pub use kinds::{environment_type, image_state};
pub use link::{Act, Doing, act, doing, version_link, version_title};
pub use listing::{Page, listing};
