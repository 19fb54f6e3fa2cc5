//! HTTPS: Microsoft's clients send tokens over nothing else.
//!
//! The certificate is one that was given, or one of the workspace's own for the names of this machine. The latter is no
//! authority: who trusts it trusts it for these names alone, whatever becomes of its key.

mod bundle;
mod certificate;
mod listener;
mod own;

pub use bundle::BUNDLE;
pub use certificate::{Certificate, CertificateError};
pub use listener::TlsListener;
pub use own::own;

/// The folder of all this in the data folder.
pub const FOLDER: &str = "tls";
/// The name of the file that says where the server listens with TLS, or did when it ran.
pub const ADDRESS: &str = "address";
