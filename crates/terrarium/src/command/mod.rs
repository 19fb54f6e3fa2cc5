//! The commands, each with its arguments.

mod azure_config;
mod build;
mod check;
mod evict;
mod follow;
mod hash;
mod local;
mod preview;
mod runs;
mod serve;
mod trial;
mod versions;

pub use azure_config::{AzureConfig, ConfigForm, azure_config};
pub use build::{Build, build};
pub use check::{Check, CheckFormat, check};
pub use evict::{Evict, evict};
pub use hash::{Hash, hash};
pub use local::{Pull, Run, pull, run};
pub use preview::{Preview, preview};
pub use runs::{Runs, Submit, runs, submit};
pub use serve::{Serve, serve};
pub use versions::{Export, Register, export, register};
