//! The OCI registry that holds the images.

use crate::{Credentials, Mirror, room::Collector};
use oci_client::{
    Client, Reference,
    client::{ClientConfig, ClientProtocol},
    errors::{OciDistributionError, OciErrorCode},
    secrets::RegistryAuth,
};
use std::{error::Error, net::IpAddr, time::Duration};

/// How long a question may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// A registry.
#[derive(Clone)]
pub struct Registry {
    address: String,
    client: Client,
    patience: Duration,
    pub(crate) authentication: RegistryAuth,
    /// What this machine knows of registries, of those of base images too.
    credentials: Credentials,
    /// What stands in for the registries of base images.
    mirrors: Vec<Mirror>,
    /// Where it is the workspace's own.
    pub(crate) collector: Option<Collector>,
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
    /// A registry on this address (`HOST:PORT`); plain HTTP on loopback, TLS elsewhere.
    #[must_use]
    pub fn new(address: impl Into<String>) -> Self {
        let address = address.into();
        let patience = Duration::from_mins(1);
        Self {
            client: client(&address, patience),
            address,
            patience,
            authentication: RegistryAuth::Anonymous,
            credentials: Credentials::default(),
            mirrors: Vec::new(),
            collector: None,
        }
    }

    /// The same registry, for which builds wait this long while it does not answer or takes nothing of what is sent.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Self {
        Self { client: client(&self.address, patience), patience, ..self }
    }

    /// How long builds wait for it.
    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    /// The same registry, used with a name and a password.
    #[must_use]
    pub fn with_credentials(self, name: impl Into<String>, password: impl Into<String>) -> Self {
        Self { authentication: RegistryAuth::Basic(name.into(), password.into()), ..self }
    }

    /// The same registry, used with what this machine knows of it. Base images elsewhere are asked for with the same.
    #[must_use]
    pub fn knowing(self, credentials: Credentials) -> Self {
        let known = match credentials.for_host(&self.address) {
            Some(login) => self.with_credentials(&login.name, &login.password),
            None => self,
        };
        Self { credentials, ..known }
    }

    /// What this machine knows of registries.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The same registry; base images elsewhere come from these mirrors.
    #[must_use]
    pub fn beside(self, mirrors: Vec<Mirror>) -> Self {
        Self { mirrors, ..self }
    }

    /// What stands in for the registries of base images.
    pub(crate) fn mirrors(&self) -> &[Mirror] {
        &self.mirrors
    }

    /// Where a mirror has this image, if one stands in for its registry.
    pub(crate) fn mirrored(&self, image: &str) -> Option<String> {
        self.mirrors.iter().find_map(|mirror| mirror.image(image))
    }

    /// The same registry, whose garbage somebody collects.
    pub(crate) fn collected_by(self, collector: Collector) -> Self {
        Self { collector: Some(collector), ..self }
    }

    /// `HOST:PORT`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Whether it is on this machine and therefore spoken to without TLS.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.address)
    }

    /// Whether it is the workspace's own, which this process runs.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.collector.is_some()
    }

    /// Asks for a manifest by tag or digest, for two seconds at most.
    pub async fn presence(&self, repository: &str, reference: &str) -> Presence {
        let reference = self.reference(repository, reference);
        match tokio::time::timeout(PATIENCE, self.client.fetch_manifest_digest(&reference, &self.authentication)).await
        {
            Ok(Ok(digest)) => Presence::Present(digest),
            Ok(Err(error)) if is_absence(&error) => Presence::Absent,
            Ok(Err(error)) => Presence::Unknown(in_words(&error)),
            Err(_) => Presence::Unknown(no_answer()),
        }
    }

    /// Whether it answers at all, for two seconds at most; else what happened in words.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn reachable(&self) -> Result<(), String> {
        // A registry answers "not here" to a question for what nobody stores; anything else that answers is none.
        match self.presence("terrarium/none", "none").await {
            Presence::Present(_) | Presence::Absent => Ok(()),
            Presence::Unknown(reason) => Err(reason),
        }
    }

    /// The client, for what this file does not offer.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// What happened to something that was sent, in words.
    pub(crate) fn untaken(&self, error: &OciDistributionError) -> String {
        match error {
            OciDistributionError::RequestError(error) if error.is_timeout() => {
                format!("it took nothing for {} seconds", self.patience.as_secs())
            }
            other => in_words(other),
        }
    }

    /// The full reference of a tag or digest in a repository.
    pub(crate) fn reference(&self, repository: &str, reference: &str) -> Reference {
        let (address, repository, text) = (self.address.clone(), repository.to_owned(), reference.to_owned());
        if reference.starts_with("sha256:") {
            Reference::with_digest(address, repository, text)
        } else {
            Reference::with_tag(address, repository, text)
        }
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Registry").field("address", &self.address).finish_non_exhaustive()
    }
}

fn client(address: &str, patience: Duration) -> Client {
    let protocol = if is_loopback(address) { ClientProtocol::Http } else { ClientProtocol::Https };
    Client::new(ClientConfig {
        protocol,
        connect_timeout: Some(PATIENCE),
        // For each answer, not for all of what is sent: blobs go in pieces of four megabytes.
        read_timeout: Some(patience),
        ..ClientConfig::default()
    })
}

/// Whether this `HOST:PORT` is on this machine.
pub(crate) fn is_loopback(address: &str) -> bool {
    let host = address.rsplit_once(':').map_or(address, |(host, _port)| host);
    host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

fn is_absence(error: &OciDistributionError) -> bool {
    use OciErrorCode::{ManifestUnknown, NameUnknown, NotFound};
    match error {
        OciDistributionError::ServerError { code, .. } => *code == 404,
        OciDistributionError::RegistryError { envelope, .. } => {
            envelope.errors.iter().any(|error| matches!(error.code, ManifestUnknown | NameUnknown | NotFound))
        }
        _ => false,
    }
}

fn no_answer() -> String {
    format!("no answer within {} seconds", PATIENCE.as_secs())
}

/// What a registry said, in words.
pub(crate) fn in_words(error: &OciDistributionError) -> String {
    match error {
        OciDistributionError::RequestError(error) if error.is_timeout() => "no answer in time".to_owned(),
        OciDistributionError::RequestError(error) => {
            let mut innermost: &dyn Error = error;
            while let Some(source) = innermost.source() {
                innermost = source;
            }
            innermost.to_string()
        }
        OciDistributionError::ServerError { code, .. } => format!("it answered with status {code}"),
        OciDistributionError::UnauthorizedError { .. } | OciDistributionError::AuthenticationFailure(_) => {
            "it wants other credentials than it got".to_owned()
        }
        other => other.to_string(),
    }
}
