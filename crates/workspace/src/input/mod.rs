//! Values that clients send in many places: names, pages of lists, labels and tags.

mod name;
pub mod page;
pub mod tags;

pub use name::{LATEST, Name};
