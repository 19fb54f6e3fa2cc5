//! The credentials of registries on this machine: the file that container tools share, and the credential helpers that it
//! names.

use docker_credential::{CredentialRetrievalError, DockerCredential, get_credential_from_reader};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fmt, fs, io,
    path::{Path, PathBuf},
};

/// The names and passwords of registries, as `podman login` and `docker login` keep them.
///
/// Helpers (`credHelpers`, `credsStore`) are programs, and what they answer expires: they are asked whenever credentials are
/// needed. So the functions that return a [`Login`] may block.
#[derive(Clone, Default)]
pub struct Credentials {
    file: Option<PathBuf>,
    /// The text of the file.
    text: String,
    /// The keys of the file, by the registry and path that each is for.
    keys: BTreeMap<String, String>,
    /// Whether a helper is asked for registries that the file does not name.
    has_store: bool,
}

/// How to log in to a registry. Its password is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub name: String,
    /// The password or token.
    pub password: String,
}

/// Why the file cannot be used. The message holds nothing of its content but the names of hosts.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// It cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, io::Error),
    /// It is not of the usual form.
    #[error("{0}, line {1}, is not {{\"auths\": {{HOST: {{\"auth\": …}}}}}}")]
    Form(PathBuf, usize),
    /// An entry is not `NAME:PASSWORD` in base64.
    #[error("{0} has no NAME:PASSWORD in base64 for {1}")]
    Login(PathBuf, String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    #[serde(default)]
    auths: BTreeMap<String, Entry>,
    #[serde(default)]
    cred_helpers: BTreeMap<String, String>,
    creds_store: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    auth: String,
}

impl Credentials {
    /// Reads the file that `REGISTRY_AUTH_FILE` names, else `~/.docker/config.json` where there is one.
    ///
    /// # Errors
    /// See [`CredentialsError`].
    pub fn of_this_machine() -> Result<Self, CredentialsError> {
        let named = env::var_os("REGISTRY_AUTH_FILE").filter(|path| !path.is_empty()).map(PathBuf::from);
        let usual = || Some(env::home_dir()?.join(".docker/config.json")).filter(|path| path.is_file());
        named.or_else(usual).map_or_else(|| Ok(Self::default()), |path| Self::read(&path))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// See [`CredentialsError`].
    pub fn read(path: &Path) -> Result<Self, CredentialsError> {
        let unreadable = |error| CredentialsError::Unreadable(path.to_owned(), error);
        let text = fs::read_to_string(path).map_err(unreadable)?;
        let File { auths, cred_helpers, creds_store } =
            serde_json::from_str(&text).map_err(|error| CredentialsError::Form(path.to_owned(), error.line()))?;
        for (key, _) in auths.iter().filter(|(key, entry)| !entry.auth.is_empty() && !cred_helpers.contains_key(*key)) {
            if get_credential_from_reader(text.as_bytes(), key).is_err() {
                return Err(CredentialsError::Login(path.to_owned(), key.clone()));
            }
        }
        let names: BTreeSet<String> = auths.into_keys().chain(cred_helpers.into_keys()).collect();
        let keys = names.into_iter().map(|key| (canonical(&key), key)).collect();
        let has_store = creds_store.is_some_and(|name| !name.is_empty());
        Ok(Self { file: Some(path.canonicalize().map_err(unreadable)?), text, keys, has_store })
    }

    /// The file, for tools that read it themselves.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// How to log in to the registry on this host (`HOST` or `HOST:PORT`).
    #[must_use]
    pub fn for_host(&self, host: &str) -> Option<Login> {
        self.login(&canonical(host))
    }

    /// How to log in for this repository: the entry with the longest prefix of its path counts.
    #[must_use]
    pub fn for_repository(&self, host: &str, repository: &str) -> Option<Login> {
        let host = canonical(host);
        let whole = format!("{host}/{repository}");
        let ends = whole.match_indices('/').map(|(end, _)| end).chain([whole.len()]);
        let known = ends.rev().map(|end| &whole[..end]).find(|place| self.keys.contains_key(*place));
        self.login(known.unwrap_or(&host))
    }

    /// Everything that the file names: `HOST[:PORT][/PATH]` and how to log in there.
    #[must_use]
    pub fn logins(&self) -> Vec<(String, Login)> {
        self.keys.keys().filter_map(|place| Some((place.clone(), self.login(place)?))).collect()
    }

    fn login(&self, place: &str) -> Option<Login> {
        let key = match self.keys.get(place) {
            Some(key) => key,
            // What Docker calls its hub.
            None if self.has_store && place == "docker.io" => "https://index.docker.io/v1/",
            None if self.has_store => place,
            None => return None,
        };
        match get_credential_from_reader(self.text.as_bytes(), key) {
            Ok(DockerCredential::UsernamePassword(name, password)) => Some(Login { name, password }),
            Ok(DockerCredential::IdentityToken(_)) => {
                tracing::warn!(registry = place, "identity tokens of registries are not supported");
                None
            }
            Err(CredentialRetrievalError::NoCredentialConfigured) => None,
            // A helper that has none fails as well. Its output may hold a secret.
            Err(CredentialRetrievalError::HelperFailure { helper, .. }) => {
                tracing::debug!(registry = place, helper, "the credential helper has no credentials");
                None
            }
            Err(error) => {
                tracing::warn!(registry = place, %error, "could not get the credentials of a registry");
                None
            }
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places: Vec<_> = self.keys.keys().collect();
        formatter.debug_struct("Credentials").field("file", &self.file).field("places", &places).finish_non_exhaustive()
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Login").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A place without what older tools wrote around it; Docker Hub has many names.
fn canonical(place: &str) -> String {
    let place = place.split_once("://").map_or(place, |(_, rest)| rest).trim_end_matches('/');
    let place = place.strip_suffix("/v1").or_else(|| place.strip_suffix("/v2")).unwrap_or(place);
    let (host, path) = place.split_at(place.find('/').unwrap_or(place.len()));
    let host = match host {
        "index.docker.io" | "registry-1.docker.io" => "docker.io",
        host => host,
    };
    format!("{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    use std::os::unix::fs::PermissionsExt;

    fn read(text: &str) -> Result<Credentials, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("auth.json");
        fs::write(&file, text).unwrap();
        Credentials::read(&file).map_err(|error| error.to_string().replace(&file.display().to_string(), "FILE"))
    }

    fn auth(name: &str, password: &str) -> serde_json::Value {
        serde_json::json!({ "auth": BASE64_STANDARD.encode(format!("{name}:{password}")) })
    }

    #[test]
    fn the_longest_path_that_is_known_counts() {
        let file = serde_json::json!({ "auths": {
            "https://index.docker.io/v1/": auth("hub", "a:b"),
            "r.example:5000": auth("anna", "x"),
            "r.example:5000/team": auth("team", "y"),
            "without.a.login": {},
        }});
        let credentials = read(&file.to_string()).unwrap();
        let name = |host, repository| credentials.for_repository(host, repository).map(|login| login.name);
        assert_eq!(name("r.example:5000", "team/env"), Some("team".into()));
        assert_eq!(name("r.example:5000", "teams/env"), Some("anna".into()));
        assert_eq!(name("docker.io", "library/debian"), Some("hub".into()));
        assert_eq!(name("r.example", "team/env"), None);
        assert_eq!(name("without.a.login", "x"), None);
        assert_eq!(credentials.for_host("registry-1.docker.io").unwrap().password, "a:b");
        assert_eq!(credentials.logins().len(), 3);
    }

    #[test]
    fn nobody_reads_a_password_in_an_error_or_a_log() {
        let broken = [
            r#"{"auths": {"r.example": {"auth": 5, "x": "hunter2"}}}"#,
            r#"{"auths": {"r.example": "hunter2"}}"#,
            r#"{"auths": {"r.example": {"auth": "hunter2"}}}"#,
        ];
        let errors = broken.map(|text| read(text).unwrap_err());
        assert_eq!(errors[0], "FILE, line 1, is not {\"auths\": {HOST: {\"auth\": …}}}");
        assert_eq!(errors[2], "FILE has no NAME:PASSWORD in base64 for r.example");
        assert!(errors.iter().all(|error| !error.contains("hunter2")), "{errors:?}");
        let credentials = read(&serde_json::json!({"auths": {"r.example": auth("anna", "hunter2")}}).to_string());
        assert!(!format!("{credentials:?}").contains("hunter2"));
    }

    #[test]
    fn helpers_are_asked() {
        let folder = tempfile::tempdir().unwrap();
        let helper = |name: &str, script: &str| {
            let program = folder.path().join(format!("docker-credential-{name}"));
            fs::write(&program, format!("#!/bin/sh\nread -r server\n{script}\n")).unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        };
        let answer = r#"echo "{\"ServerURL\": \"$server\", \"Username\": \"anna\", \"Secret\": \"for $server\"}""#;
        helper("cloud", answer);
        helper("desktop", &format!("[ \"$server\" = known.example ] || exit 1\n{answer}"));
        let file = folder.path().join("config.json");
        let text = r#"{"auths": {"plain.example": {"auth": "YjpwbGFpbg=="}}, "credHelpers": {"cloud.example": "cloud"},
            "credsStore": "desktop"}"#;
        fs::write(&file, text).unwrap();
        // Another process, because the path of this one is for all tests.
        let program = env::current_exe().unwrap();
        let path = format!("{}:{}", folder.path().display(), env::var("PATH").unwrap());
        let output = std::process::Command::new(program)
            .args(["--exact", "credentials::tests::helpers_on_the_path", "--nocapture", "--include-ignored"])
            .env("PATH", path)
            .env("REGISTRY_AUTH_FILE", &file)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&[output.stdout, output.stderr].concat()));
    }

    #[test]
    #[ignore = "runs in a process of its own, see `helpers_are_asked`"]
    fn helpers_on_the_path() {
        let credentials = Credentials::of_this_machine().unwrap();
        let password = |host, repository| credentials.for_repository(host, repository).map(|login| login.password);
        assert_eq!(password("cloud.example", "team/env").as_deref(), Some("for cloud.example"));
        assert_eq!(password("known.example", "x").as_deref(), Some("for known.example"));
        assert_eq!(password("plain.example", "x").as_deref(), Some("plain"));
        assert_eq!(password("other.example", "x"), None);
        let places: Vec<String> = credentials.logins().into_iter().map(|(place, _)| place).collect();
        assert_eq!(places, ["cloud.example", "plain.example"]);
    }
}
