//! Whether the registry has something, asked in one request: the login that worked before is used until it is refused.

use crate::{
    client::{QUERY_TIMEOUT, Registry, describe_error},
    login_methods::LoginMethod,
};
use oci_client::{
    Reference, RegistryOperation,
    errors::{OciDistributionError, OciErrorCode},
    secrets::RegistryAuth,
};
use reqwest::{
    RequestBuilder, Response, StatusCode,
    header::{ACCEPT, HeaderName},
};

/// What manifests are accepted: those of images and of indexes, of OCI and of Docker.
const MANIFEST_TYPES: &str = "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, \
                              application/vnd.docker.distribution.manifest.v2+json, \
                              application/vnd.docker.distribution.manifest.list.v2+json";
const CONTENT_DIGEST: HeaderName = HeaderName::from_static("docker-content-digest");

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
    /// Asks for a manifest by tag or digest, for two seconds at most.
    pub async fn presence(&self, repository: &str, reference: &str) -> Presence {
        match tokio::time::timeout(QUERY_TIMEOUT, self.manifest_digest(repository, reference)).await {
            Ok(Ok(digest)) => Presence::Present(digest),
            Ok(Err(error)) if is_absence(&error) => Presence::Absent,
            Ok(Err(error)) => Presence::Unknown(describe_error(&error)),
            Err(_) => Presence::Unknown(format!("no answer within {} seconds", QUERY_TIMEOUT.as_secs())),
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

    /// Whether a repository has a blob.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn has_blob(&self, repository: &str, digest: &str) -> Result<bool, String> {
        let answer = self.head(&self.reference(repository, digest), "blobs", digest).await;
        match answer {
            Ok(answer) if answer.status().is_success() => Ok(true),
            Ok(answer) if answer.status() == StatusCode::NOT_FOUND => Ok(false),
            Ok(answer) => Err(describe_error(&status_error(&answer))),
            Err(error) => Err(describe_error(&error)),
        }
    }

    async fn manifest_digest(&self, repository: &str, name: &str) -> Result<String, OciDistributionError> {
        let reference = self.reference(repository, name);
        let answer = self.head(&reference, "manifests", name).await?;
        let digest = answer.headers().get(CONTENT_DIGEST).and_then(|digest| digest.to_str().ok());
        match (answer.status(), digest) {
            (StatusCode::OK, Some(digest)) if reference.digest().is_none_or(|asked| asked == digest) => {
                Ok(digest.to_owned())
            }
            (StatusCode::NOT_FOUND, _) => Err(status_error(&answer)),
            // Some registries do not answer `HEAD` as they should: the client reads the manifest and says what is wrong.
            _ => self.client().fetch_manifest_digest(&reference, self.authentication()).await,
        }
    }

    async fn head(&self, reference: &Reference, kind: &str, name: &str) -> Result<Response, OciDistributionError> {
        let scheme = if self.is_loopback() { "http" } else { "https" };
        // Docker Hub's API is under another name than its images.
        let (host, repository) = (reference.resolve_registry(), reference.repository());
        let url = format!("{scheme}://{host}/v2/{repository}/{kind}/{name}");
        let http = self.http().map_err(|error| OciDistributionError::GenericError(Some(error)))?;
        self.send(reference, || http.head(&url).header(ACCEPT, MANIFEST_TYPES)).await
    }

    /// Sends a request that reads something of a repository, with the login that worked before. When the registry refuses
    /// that, it is asked how to log in, and gets the request once more.
    async fn send(
        &self,
        reference: &Reference,
        request: impl Fn() -> RequestBuilder,
    ) -> Result<Response, OciDistributionError> {
        let login = self.login(reference, None).await?;
        let answer = self.with_login(request(), &login).send().await?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        let renewed = self.login(reference, Some(&login)).await?;
        if renewed == login {
            return Ok(answer);
        }
        Ok(self.with_login(request(), &renewed).send().await?)
    }

    fn with_login(&self, request: RequestBuilder, login: &LoginMethod) -> RequestBuilder {
        match (login, self.authentication()) {
            (LoginMethod::Bearer(token), _) => request.bearer_auth(token),
            (LoginMethod::Basic, RegistryAuth::Basic(name, password)) => request.basic_auth(name, Some(password)),
            _ => request,
        }
    }

    /// How to log in for a repository. The registry is asked when that is not known or was refused; whoever needs to know
    /// meanwhile waits for its answer.
    async fn login(
        &self,
        reference: &Reference,
        refused: Option<&LoginMethod>,
    ) -> Result<LoginMethod, OciDistributionError> {
        let mut methods = self.login_methods().0.lock().await;
        if let Some(known) = methods.get(reference.repository())
            && Some(known) != refused
        {
            return Ok(known.clone());
        }
        let token = self.client().auth(reference, self.authentication(), RegistryOperation::Pull).await?;
        let login = match (token, self.authentication()) {
            (Some(token), _) => LoginMethod::Bearer(token),
            (None, RegistryAuth::Basic(..)) => LoginMethod::Basic,
            (None, _) => LoginMethod::None,
        };
        methods.insert(reference.repository().to_owned(), login.clone());
        Ok(login)
    }
}

fn status_error(answer: &Response) -> OciDistributionError {
    let url = answer.url().to_string();
    match answer.status() {
        StatusCode::UNAUTHORIZED => OciDistributionError::UnauthorizedError { url },
        status => OciDistributionError::ServerError { code: status.as_u16(), url, message: String::new() },
    }
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
