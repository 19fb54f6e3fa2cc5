//! The OCI registry that holds the images.

use crate::{collector::Collector, credentials::Credentials, login_methods::LoginMethods, mirror::Mirror};
use oci_client::{
    Client, Reference,
    client::{ClientConfig, ClientProtocol},
    errors::OciDistributionError,
    secrets::RegistryAuth,
};
use std::{
    error::Error,
    net::IpAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

/// Limits for connecting, and for asking whether something is there.
pub(crate) const QUERY_TIMEOUT: Duration = Duration::from_secs(2);
/// Limit for removing a manifest.
pub(crate) const REMOVAL_TIMEOUT: Duration = Duration::from_secs(10);
/// How long builds wait for a registry that does not answer, unless they are told otherwise.
const DEFAULT_TIMEOUT: Duration = Duration::from_mins(1);

/// A registry.
#[derive(Clone)]
pub struct Registry {
    address: String,
    client: Client,
    /// For requests that the other client does not offer; made with the first.
    http: Arc<OnceLock<reqwest::Client>>,
    timeout: Duration,
    authentication: RegistryAuth,
    login_methods: LoginMethods,
    /// The credentials of this machine, for the registries of base images as well.
    credentials: Credentials,
    /// Mirrors of the registries of base images.
    mirrors: Vec<Mirror>,
    /// Present when the registry is the workspace's own.
    collector: Option<Collector>,
}

impl Registry {
    /// A registry on this address (`HOST:PORT`); plain HTTP on loopback, TLS elsewhere.
    #[must_use]
    pub fn new(address: impl Into<String>) -> Self {
        let address = address.into();
        Self {
            client: client(&address, DEFAULT_TIMEOUT),
            http: Arc::default(),
            address,
            timeout: DEFAULT_TIMEOUT,
            authentication: RegistryAuth::Anonymous,
            login_methods: LoginMethods::default(),
            credentials: Credentials::default(),
            mirrors: Vec::new(),
            collector: None,
        }
    }

    /// The same registry, for which builds wait this long while it does not answer or accepts no bytes.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { client: client(&self.address, timeout), http: Arc::default(), timeout, ..self }
    }

    /// How long builds wait for it.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The same registry, used with a name and a password.
    #[must_use]
    pub fn with_credentials(self, name: impl Into<String>, password: impl Into<String>) -> Self {
        let authentication = RegistryAuth::Basic(name.into(), password.into());
        Self { authentication, login_methods: LoginMethods::default(), ..self }
    }

    /// The same registry, used with the credentials of this machine, as are the registries of base images.
    #[must_use]
    pub fn with_credential_store(self, credentials: Credentials) -> Self {
        let known = match credentials.for_host(&self.address) {
            Some(login) => self.with_credentials(login.name, login.password),
            None => self,
        };
        Self { credentials, ..known }
    }

    /// The credentials of this machine.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The same registry; base images elsewhere come from these mirrors.
    #[must_use]
    pub fn with_mirrors(self, mirrors: Vec<Mirror>) -> Self {
        Self { mirrors, ..self }
    }

    /// The mirrors of the registries of base images.
    #[must_use]
    pub fn mirrors(&self) -> &[Mirror] {
        &self.mirrors
    }

    /// The reference of this image at the first mirror of its registry.
    #[must_use]
    pub fn mirrored(&self, image: &str) -> Option<String> {
        self.mirrors.iter().find_map(|mirror| mirror.image(image))
    }

    /// The same registry, whose garbage this process can have collected.
    #[must_use]
    pub fn with_collector(self, collector: Collector) -> Self {
        Self { collector: Some(collector), ..self }
    }

    /// Has its garbage collected; `None` when the registry is not run by this process.
    #[must_use]
    pub fn collector(&self) -> Option<&Collector> {
        self.collector.as_ref()
    }

    /// How requests log in.
    #[must_use]
    pub fn authentication(&self) -> &RegistryAuth {
        &self.authentication
    }

    /// How requests log in that were sent before.
    pub(crate) fn login_methods(&self) -> &LoginMethods {
        &self.login_methods
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

    /// The client, for requests that have no function here.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The client for requests that the other one does not offer.
    pub(crate) fn http(&self) -> Result<&reqwest::Client, String> {
        if let Some(client) = self.http.get() {
            return Ok(client);
        }
        let client = reqwest::Client::builder().connect_timeout(QUERY_TIMEOUT).read_timeout(self.timeout);
        let client = client.build().map_err(|error| error.to_string())?;
        Ok(self.http.get_or_init(|| client))
    }

    /// Describes why something could not be sent.
    #[must_use]
    pub fn describe_push_error(&self, error: &OciDistributionError) -> String {
        match error {
            OciDistributionError::RequestError(error) if error.is_timeout() => {
                format!("it accepted nothing for {} seconds", self.timeout.as_secs())
            }
            other => describe_error(other),
        }
    }

    /// The full reference of a tag or digest in a repository.
    #[must_use]
    pub fn reference(&self, repository: &str, reference: &str) -> Reference {
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

fn client(address: &str, timeout: Duration) -> Client {
    let protocol = if is_loopback(address) { ClientProtocol::Http } else { ClientProtocol::Https };
    Client::new(ClientConfig {
        protocol,
        connect_timeout: Some(QUERY_TIMEOUT),
        // For each answer, not for all of what is sent: blobs go in pieces of four megabytes.
        read_timeout: Some(timeout),
        ..ClientConfig::default()
    })
}

/// Whether this `HOST:PORT` is on this machine.
#[must_use]
pub fn is_loopback(address: &str) -> bool {
    let host = address.rsplit_once(':').map_or(address, |(host, _port)| host);
    host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

/// Describes an error of a registry.
#[must_use]
pub fn describe_error(error: &OciDistributionError) -> String {
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
            "it requires other credentials".to_owned()
        }
        other => other.to_string(),
    }
}
