//! What a step left. The code of packages ran in these folders, so nothing in them is trusted: a file may be a link to a
//! file of the server, a device, or larger than the memory.
//!
//! This crate is the only code that reads such a folder. It opens the folder once and everything else relative to that
//! handle, component by component and without following any link, so no path leads out of the folder, whatever is
//! replaced meanwhile. (`cap-std` has such a handle as well, but follows the links that stay inside.)

mod entries;
mod folder;

pub use entries::{Entry, Kind};
pub use folder::OutputFolder;
