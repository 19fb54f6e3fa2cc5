//! The pip part: indexes, requirements, credentials, and uv, which resolves and installs.

mod ignored_options;
mod index_settings;
mod indexes;
mod netrc;
mod pylock;
mod requirements;
mod resolve;
pub(crate) mod uv;

pub(crate) use ignored_options::IgnoredOptions;
pub(crate) use index_settings::IndexSettings;
pub use indexes::Indexes;
pub(crate) use netrc::{Netrc, netrc_for};
pub(crate) use pylock::{Origin, Package, Pylock};
pub(crate) use requirements::Requirement;
pub use requirements::normalised;
#[cfg(test)]
pub(crate) use requirements::read as read_resolved;
pub(crate) use resolve::resolve;
pub use uv::{folder as uv_folder, folder_for as uv_folder_for};
