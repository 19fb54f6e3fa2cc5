//! One file per command.

mod azure_config;
mod build;
mod check;
mod evict;
mod export;
mod follow;
mod hash;
mod image;
mod listen;
mod preview;
mod pull;
mod register;
mod run;
mod runs;
mod serve;
mod submit;
mod trial;

pub use azure_config::azure_config;
pub use build::build;
pub use check::check;
pub use evict::evict;
pub use export::export;
pub use hash::hash;
pub use preview::preview;
pub use pull::pull;
pub use register::register;
pub use run::run;
pub use runs::runs;
pub use serve::serve;
pub use submit::submit;

use serde::Serialize;

/// Prints one JSON object a line.
fn print_json(value: &impl Serialize) -> Result<(), crate::failure::Failure> {
    println!("{}", serde_json::to_string(value).map_err(std::io::Error::from)?);
    Ok(())
}
