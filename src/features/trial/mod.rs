//! The trial of an image: whether it works, what does not, and the Docker step that fixes it.

mod findings;
mod fix;
mod panel;
mod text;

pub use findings::findings;
pub use fix::{Target, add_to_draft, fix_button, fixes, has_fix};
pub use panel::{panel, summary};
pub use text::{TRIAL, title};
