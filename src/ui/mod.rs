//! Primitives: they know no route, no request and no environment.

mod badge;
mod code;
mod copy;
mod dialog;
mod heading;
mod icon;
mod keys;
mod load;
mod meter;
mod note;
mod search;
mod segmented;
mod state;
mod strip;
mod tabs;
mod time;
mod window;
pub mod words;

pub use badge::badge;
pub use code::code;
pub use copy::CopyButton;
pub use dialog::Dialog;
pub use heading::Heading;
pub use icon::{Icon, icon, small_icon};
pub use keys::key_caps;
pub use load::{load, problem};
pub use meter::{bar, meter};
pub use note::{Tone, note};
pub use search::SearchField;
pub use segmented::segmented;
pub use state::{State, state};
pub use strip::{Block, Relation, strip, strip_large};
pub use tabs::{Tab, tabs};
pub use time::time_ago;
pub use window::{in_sight, room};
