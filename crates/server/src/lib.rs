//! The workspace: it keeps environments and their versions, says beforehand whether an image will be reused, builds
//! images and tells what happens.
//!
//! A request comes in through `http`, which calls one function of the workspace (a file by what is done: `register`,
//! `preview`, …), which reads and writes through `store`. Nothing below `http` knows HTTP, and nothing but `store` knows
//! SQL. The rules of definitions and their hash are not here but in the crate `definition`; how an image is made is not
//! here but in the crate `builder`.

mod activity;
mod azure;
mod blobs;
mod builds;
mod caches;
mod checked;
mod clock;
mod contexts;
mod curated;
mod definitions;
mod difference;
mod disk;
mod environments;
mod error;
mod events;
mod evict;
mod explanation;
mod exports;
mod follow;
mod health;
mod history;
mod http;
mod image_index;
mod images;
mod kept;
mod labels;
mod limited;
mod listen;
mod locked;
mod log_room;
mod metrics;
mod name;
mod neighbours;
mod packages;
mod page;
mod policy;
mod preview;
mod python;
mod pythons;
mod queue;
mod rebuild;
mod reconcile;
mod recorder;
mod recovery;
mod register;
mod rehash;
mod reuse;
mod runs;
mod serve;
mod settings;
mod status;
mod store;
mod terms;
mod ties;
pub mod tls;
mod today;
mod trail;
mod trials;
mod versions;
mod watch;
mod wire;
mod work;
mod workspace;
mod worth;

pub use azure::access;
pub use clock::{Clock, SystemClock};
pub use error::Error;
pub use http::{openapi, router};
pub use serve::{Listeners, serve};
pub use settings::Settings;
pub use workspace::{OpenError, Workspace};
