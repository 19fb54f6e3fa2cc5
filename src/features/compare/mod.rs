//! Two versions side by side: which components differ, which packages, and whether one image serves both.

mod effects;
mod packages;
mod page;
mod pick;
mod strips;
mod text;

pub use page::page;
