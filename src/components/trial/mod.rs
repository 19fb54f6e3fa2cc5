//! The trial of an image: whether it works, what does not, and the Docker step that fixes it.

mod fix;
mod panel;
mod text;

pub use fix::{FixTarget, add_to_draft, fix_button, fixes, has_fix};
pub use panel::{findings, panel, summary};
pub use text::{TRIAL, title};
