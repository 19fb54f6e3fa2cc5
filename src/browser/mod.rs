//! The interfaces of the browser. Nothing else in the console uses them directly.

pub mod dates;
pub mod dialog;
pub mod events;
pub mod files;
pub mod focus;
pub mod folders;
pub mod http;
pub mod keys;
pub mod output;
pub mod page;
pub mod performance;
pub mod scroll;
pub mod storage;
