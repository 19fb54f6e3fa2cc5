//! The services of a workspace: they keep environments and their versions, say beforehand whether an image will be reused,
//! build images, run commands and report what happens.
//!
//! A folder per noun. A service is a type that names what it needs; every function of it that reads or writes takes the
//! actor for whom it works. The services read and write through `store`; how an image is made is the business of `builder`,
//! the rules of definitions and their hash are those of `definition`. Nothing here knows HTTP.

#![expect(
    clippy::missing_errors_doc,
    clippy::must_use_candidate,
    reason = "an inner crate: signatures say that a function reads or fails"
)]

pub mod access;
pub mod activity;
pub mod builds;
pub mod clock;
pub mod contexts;
mod counterparts;
pub mod definitions;
mod disk;
pub mod environments;
mod error;
pub mod events;
pub mod exports;
mod hash_upgrade;
pub mod health;
pub mod images;
pub mod input;
pub mod jobs;
pub mod packages;
pub mod previews;
pub mod runs;
mod settings;
pub mod uploads;
pub mod versions;
mod workspace;

pub use clock::{Clock, SystemClock};
pub use disk::{Disk, DiskGauge};
pub use error::{Error, Refusal};
pub use settings::Settings;
pub use workspace::{OpenError, Workspace};
