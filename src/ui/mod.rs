//! Basic elements of pages. They know no route, no environment and no endpoint.

mod choices;
mod code;
mod heading;
mod icon;
mod labels;
mod meter;
mod note;
mod overlay;
mod search;
mod strip;
mod table;
mod tabs;
pub mod words;

pub use choices::{Choice, Choices};
pub use code::{CopyButton, code, code_spans};
pub use heading::Heading;
pub use icon::{Icon, icon, small_icon};
pub use labels::{State, badge, key_caps, state, time_ago};
pub use meter::{bar, meter, parts};
pub use note::{Tone, load, note, problem};
pub use overlay::{Dialog, Messages};
pub use search::SearchField;
pub use strip::{Block, Relation, strip, strip_large};
pub use table::{spacer, use_table_window, visible_rows};
pub use tabs::{Tab, segmented, tabs};
