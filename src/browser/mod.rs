//! The only place that touches the browser's own interfaces.

pub mod abort;
pub mod clipboard;
pub mod dates;
pub mod dialog;
pub mod download;
pub mod events;
pub mod files;
pub mod focus;
pub mod folders;
pub mod keys;
pub mod page;
pub mod performance;
pub mod scroll;
pub mod storage;
pub mod upload;
