//! Who may use the faces for Microsoft's clients: the workspace's key, the tokens that it signs, and the addresses that
//! it signs to be read without a token.
//!
//! The clients insist on a bearer token and read when it ends, so a token here is a JWT (RFC 7519). Its one algorithm is
//! HMAC with SHA-256 over the workspace's own key: a general JWT library would bring RSA and elliptic curves along for
//! an algorithm that nobody may choose anyhow.

mod bearer;
mod key;
mod refused;
mod signature;
mod token;

pub use bearer::{Bearer, Tokens, bearer, checked};
pub use key::{Key, KeyError};
pub use refused::Refused;
pub use signature::Purpose;
pub use token::TENANT;
