//! The pip part: indexes, requirements, credentials, and uv, which resolves and installs.

mod indexes;
mod netrc;
mod pylock;
mod requirements;
mod resolve;
mod settings;
pub(crate) mod uv;

pub use indexes::Indexes;
pub(crate) use netrc::{Netrc, netrc_for};
pub(crate) use pylock::{Origin, Package, Pylock};
pub(crate) use requirements::Requirement;
pub use requirements::normalised;
#[cfg(test)]
pub(crate) use requirements::read as read_resolved;
pub(crate) use resolve::resolve;
pub(crate) use settings::{IgnoredOptions, IndexSettings};
pub use uv::{folder as uv_folder, folder_for as uv_folder_for};
