//! The conda part: solved and installed on the server for the platform of the image, with `/opt/env` as the prefix that
//! the files know, into the folder that the step sees there.

mod channels;
mod from_lock;
mod glibc;
mod install;
mod preferences;
mod records;
mod resolve;
mod solve;
mod solve_cache;
mod specifications;
mod virtual_packages;

pub use channels::channels;
pub use install::install;
pub use resolve::resolve;
