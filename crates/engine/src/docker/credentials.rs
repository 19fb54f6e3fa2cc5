//! The credentials that a daemon gets with a request.

use super::daemon::Daemon;
use bollard::auth::DockerCredentials;
use registry::{Login, RegistryAuth};
use std::collections::HashMap;

/// The names by which Docker Hub is asked for.
const DOCKER_HUB: [&str; 3] = ["docker.io", "registry-1.docker.io", "https://index.docker.io/v1/"];

impl Daemon {
    /// Those of the workspace's registry.
    pub(super) fn credentials(&self) -> Option<DockerCredentials> {
        match self.registry.authentication() {
            RegistryAuth::Basic(name, password) => Some(credentials(self.registry.address(), name, password)),
            _ => None,
        }
    }

    /// Those of all registries, by the name of each.
    pub(super) async fn all_credentials(&self) -> Option<HashMap<String, DockerCredentials>> {
        let store = self.registry.credentials().clone();
        // Credential helpers are programs.
        let logins = tokio::task::spawn_blocking(move || store.logins()).await.unwrap_or_default();
        let mut all = HashMap::new();
        for (place, Login { name, password }) in logins {
            let names = if place == "docker.io" { &DOCKER_HUB[..] } else { &[place.as_str()] };
            all.extend(names.iter().map(|place| ((*place).to_owned(), credentials(place, &name, &password))));
        }
        all.extend(self.credentials().map(|own| (self.registry.address().to_owned(), own)));
        (!all.is_empty()).then_some(all)
    }
}

fn credentials(place: &str, name: &str, password: &str) -> DockerCredentials {
    DockerCredentials {
        username: Some(name.to_owned()),
        password: Some(password.to_owned()),
        serveraddress: Some(place.to_owned()),
        ..DockerCredentials::default()
    }
}
