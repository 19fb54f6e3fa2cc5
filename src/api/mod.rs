//! Requests to the workspace. Reads are cancelled with the view that sent them; writes always finish.

mod endpoints;
mod failure;
mod query;
mod request;

pub use endpoints::*;
pub use failure::Failure;
pub use query::{Query, Request, use_query, use_query_if};
