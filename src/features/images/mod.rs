//! The images of the workspace: which there are, who uses them, what they saved, and what may go.

mod details;
mod drift;
mod free;
mod history;
mod list;
mod lost;
mod page;
mod parts;
mod row;
mod table;
mod text;

pub use list::page as list_page;
pub use page::page as image_page;
