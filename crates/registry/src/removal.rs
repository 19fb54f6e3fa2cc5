//! Removes manifests. Their layers are freed when the registry collects its garbage.

use crate::client::{REMOVAL_TIMEOUT, Registry};
use oci_client::{RegistryOperation, secrets::RegistryAuth};
use reqwest::{Method, StatusCode};

impl Registry {
    /// Removes a manifest by its digest. A missing one is not an error.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn remove(&self, repository: &str, manifest: &str) -> Result<(), String> {
        let reference = self.reference(repository, manifest);
        let token = self.client().auth(&reference, self.authentication(), RegistryOperation::Push).await;
        let scheme = if self.is_loopback() { "http" } else { "https" };
        let address = format!("{scheme}://{}/v2/{repository}/manifests/{manifest}", self.address());
        let request = self.http()?.request(Method::DELETE, address).timeout(REMOVAL_TIMEOUT);
        let request = match (token, self.authentication()) {
            (Ok(Some(token)), _) => request.bearer_auth(token),
            (_, RegistryAuth::Basic(name, password)) => request.basic_auth(name, Some(password)),
            _ => request,
        };
        let answer = request.send().await.map_err(|error| error.without_url().to_string())?;
        match answer.status() {
            status if status.is_success() || status == StatusCode::NOT_FOUND => Ok(()),
            StatusCode::METHOD_NOT_ALLOWED => Err("the registry does not allow images to be removed".to_owned()),
            status => Err(format!("it answered with status {}", status.as_u16())),
        }
    }
}
