//! The conda part: solved and installed on the server for the platform of the image, with `/opt/env` as the prefix that
//! the files know, into the folder that the step sees there.

mod from_lock;
mod install;
mod solve;
mod solve_cache;
mod specifications;
mod virtual_packages;

pub use install::install;
pub use solve::resolve;
pub use specifications::channels;
