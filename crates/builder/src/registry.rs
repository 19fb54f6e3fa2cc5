//! The OCI registry that holds the images.

/// A registry.
#[derive(Clone, Debug)]
pub struct Registry {
    /// `HOST:PORT`.
    address: String,
}

/// Whether the registry has a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It does; its digest (`sha256:…`).
    Present(String),
    /// It does not.
    Absent,
    /// It did not answer in time, with what happened in words.
    Unknown(String),
}

impl Registry {
    /// A registry on this address; plain HTTP on loopback, TLS elsewhere.
    #[must_use]
    pub fn new(address: impl Into<String>) -> Self {
        Self { address: address.into() }
    }

    /// `HOST:PORT`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Asks for a manifest by tag or digest, for two seconds at most.
    pub async fn presence(&self, repository: &str, reference: &str) -> Presence {
        let _ = (repository, reference);
        unimplemented!()
    }

    /// Whether it answers at all, for two seconds at most; else what happened in words.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn reachable(&self) -> Result<(), String> {
        unimplemented!()
    }
}
