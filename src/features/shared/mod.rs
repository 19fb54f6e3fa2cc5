//! What several features say and show in the same way.

mod blocks;
mod kinds;
mod link;

pub use blocks::{blocks, component_name, version_strip};
pub use kinds::{environment_type, image_state};
pub use link::{Act, act, version_link, version_title};
