//! What this machine knows of registries: the file of names and passwords that container tools share.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    env, fmt, fs, io,
    path::{Path, PathBuf},
};

/// The names and passwords of registries, as `podman login` and `docker login` keep them.
///
/// Credential helpers (`credsStore`, `credHelpers`) are not asked.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    file: Option<PathBuf>,
    logins: BTreeMap<String, Login>,
}

/// How to log in to a registry. Its password is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub name: String,
    /// The password or token.
    pub password: String,
}

/// Why the file cannot be used. Nothing that stands in it is told but the names of hosts.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// It cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, io::Error),
    /// It is not of the usual form.
    #[error("{0}, line {1}, is not {{\"auths\": {{HOST: {{\"auth\": …}}}}}}")]
    Form(PathBuf, usize),
    /// What it says of a host is not `NAME:PASSWORD` in base64.
    #[error("{0} has no NAME:PASSWORD in base64 for {1}")]
    Login(PathBuf, String),
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    auths: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    auth: String,
}

impl Credentials {
    /// What the file says that `REGISTRY_AUTH_FILE` names, else `~/.docker/config.json` where there is one.
    ///
    /// # Errors
    /// See [`CredentialsError`].
    pub fn of_this_machine() -> Result<Self, CredentialsError> {
        let named = env::var_os("REGISTRY_AUTH_FILE").filter(|path| !path.is_empty()).map(PathBuf::from);
        let usual = || Some(env::home_dir()?.join(".docker/config.json")).filter(|path| path.is_file());
        named.or_else(usual).map_or_else(|| Ok(Self::default()), |path| Self::read(&path))
    }

    /// What this file says.
    ///
    /// # Errors
    /// See [`CredentialsError`].
    pub fn read(path: &Path) -> Result<Self, CredentialsError> {
        let unreadable = |error| CredentialsError::Unreadable(path.to_owned(), error);
        let text = fs::read_to_string(path).map_err(unreadable)?;
        let file: File =
            serde_json::from_str(&text).map_err(|error| CredentialsError::Form(path.to_owned(), error.line()))?;
        let mut logins = BTreeMap::new();
        // Of a host without one, a credential helper knows.
        for (place, Entry { auth }) in file.auths.into_iter().filter(|(_, entry)| !entry.auth.is_empty()) {
            let login = login(&auth).ok_or_else(|| CredentialsError::Login(path.to_owned(), place.clone()))?;
            logins.insert(canonical(&place), login);
        }
        Ok(Self { file: Some(path.canonicalize().map_err(unreadable)?), logins })
    }

    /// The file, for tools that read it themselves.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// How to log in to the registry on this host (`HOST` or `HOST:PORT`).
    #[must_use]
    pub fn for_host(&self, host: &str) -> Option<&Login> {
        self.logins.get(&canonical(host))
    }

    /// How to log in for this repository: what is known of the longest beginning of its path.
    #[must_use]
    pub fn for_repository(&self, host: &str, repository: &str) -> Option<&Login> {
        let whole = format!("{}/{repository}", canonical(host));
        let ends = whole.match_indices('/').map(|(end, _)| end).chain([whole.len()]);
        ends.rev().find_map(|end| self.logins.get(&whole[..end]))
    }

    /// Everything that is known: `HOST[:PORT][/PATH]` and how to log in there.
    pub fn logins(&self) -> impl Iterator<Item = (&str, &Login)> {
        self.logins.iter().map(|(place, login)| (place.as_str(), login))
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Login").field("name", &self.name).finish_non_exhaustive()
    }
}

fn login(auth: &str) -> Option<Login> {
    let text = String::from_utf8(BASE64_STANDARD.decode(auth.trim()).ok()?).ok()?;
    let (name, password) = text.split_once(':')?;
    Some(Login { name: name.to_owned(), password: password.to_owned() })
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
            "kept.by.a.helper": {},
        }, "credsStore": "desktop" });
        let credentials = read(&file.to_string()).unwrap();
        let name = |host, repository| credentials.for_repository(host, repository).map(|login| login.name.as_str());
        assert_eq!(name("r.example:5000", "team/env"), Some("team"));
        assert_eq!(name("r.example:5000", "teams/env"), Some("anna"));
        assert_eq!(name("docker.io", "library/debian"), Some("hub"));
        assert_eq!(name("r.example", "team/env"), None);
        assert_eq!(name("kept.by.a.helper", "x"), None);
        assert_eq!(credentials.for_host("registry-1.docker.io").unwrap().password, "a:b");
        assert_eq!(credentials.logins().count(), 3);
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
}
