//! What clients that are told of one file trust: everything that this machine trusts, and the workspace's certificate.

use super::{Certificate, CertificateError, own::write};
use std::path::Path;

/// The name of its file.
pub const BUNDLE: &str = "bundle.pem";

impl Certificate {
    /// Writes the bundle with this certificate into the folder. The clients' one setting replaces what the machine
    /// trusts, and whoever uses it still wants to reach the rest of the world.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_bundle(&self, folder: &Path) -> Result<(), CertificateError> {
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            tracing::warn!(%error, "certificates of this machine cannot be read; clients of the bundle miss them");
        }
        let all = self.chain.iter().chain(found.certs.iter().filter(|certificate| !self.chain.contains(certificate)));
        let blocks: Vec<_> = all.map(|certificate| pem::Pem::new("CERTIFICATE", certificate.to_vec())).collect();
        std::fs::create_dir_all(folder).map_err(|error| CertificateError::File(folder.to_owned(), error))?;
        write(&folder.join(BUNDLE), &pem::encode_many(&blocks), 0o644)
    }
}
