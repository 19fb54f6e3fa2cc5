//! A certificate and its key.

use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject as _},
    },
    sign::CertifiedKey,
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A certificate with those that vouch for it, and its key.
#[derive(Debug)]
pub struct Certificate {
    /// The certificate itself, then those that vouch for it.
    pub chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read or written.
    #[error("{0} cannot be used: {1}")]
    File(PathBuf, io::Error),
    /// A file is no PEM, or holds something else.
    #[error("{0} holds no {1}: {2}")]
    Pem(PathBuf, &'static str, pem::Error),
    /// The two do not belong together, or are of a kind that is not known.
    #[error("certificate and key cannot be used together: {0}")]
    Unusable(#[from] rustls::Error),
    /// None can be made.
    #[error("no certificate can be made for this machine: {0}")]
    Making(#[from] rcgen::Error),
}

impl Certificate {
    /// Reads the PEM files of a certificate, the first of its file, and of its key.
    ///
    /// # Errors
    /// When a file cannot be read or holds something else.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, CertificateError> {
        let certificates = CertificateDer::pem_file_iter(certificate).and_then(|all| match all.collect() {
            Ok(none) if Vec::is_empty(&none) => Err(pem::Error::NoItemsFound),
            read => read,
        });
        let chain = certificates.map_err(|error| unread(certificate, "certificate in PEM", error))?;
        let key = PrivateKeyDer::from_pem_file(key)
            .map_err(|error| unread(key, "private key in PEM without a passphrase", error))?;
        Ok(Self { chain, key })
    }

    /// Whether the key belongs to the certificate.
    pub(super) fn is_whole(&self) -> bool {
        CertifiedKey::from_der(self.chain.clone(), self.key.clone_key(), &provider()).is_ok()
    }

    /// What a server does with it: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1.
    ///
    /// # Errors
    /// When certificate and key do not belong together.
    pub fn config(self) -> Result<Arc<ServerConfig>, CertificateError> {
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(self.chain, self.key)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

fn unread(path: &Path, what: &'static str, error: pem::Error) -> CertificateError {
    match error {
        pem::Error::Io(error) => CertificateError::File(path.to_owned(), error),
        error => CertificateError::Pem(path.to_owned(), what, error),
    }
}
