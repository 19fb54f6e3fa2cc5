//! Who may do what: actors, permissions, the workspace's key and what it signs.
//!
//! Every service function that reads or writes takes the [`Actor`] for whom it works and calls [`authorize`] first. The
//! clients of Azure insist on a bearer token and read when it ends, so a token is a JWT (RFC 7519). Its one algorithm is
//! HMAC with SHA-256 over the workspace's own key: a JWT library would bring algorithms along that nobody may choose.

mod actor;
mod authorize;
mod key;
mod purpose;
mod refused;
mod signature;
mod token;

pub use actor::{Actor, Credential, Permissions};
pub use authorize::{Resource, authorize};
pub use key::{Key, KeyError};
pub use purpose::Purpose;
pub use refused::Refused;
pub use token::TENANT;
