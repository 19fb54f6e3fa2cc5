//! The API of a workspace over HTTP, the console's pages, and the server that serves both.
//!
//! `handlers` has the endpoints by noun; `guard` decides who may ask and finds the actor of each request; `site` puts
//! everything together, with the paths of other crates.

#![expect(clippy::missing_errors_doc, reason = "an inner crate: signatures say that a function reads or fails")]

mod actor;
mod compression;
mod connections;
mod error;
pub mod extract;
mod guard;
mod handlers;
mod headers;
mod openapi;
mod serve;
mod site;
mod stalled;
mod tagged;
pub mod tls;

pub use actor::CurrentActor;
pub use connections::ConnectionLimits;
pub use error::Error;
pub use handlers::log_text;
pub use openapi::openapi;
pub use serve::{Listeners, serve};
pub use site::{Site, SiteSettings};
