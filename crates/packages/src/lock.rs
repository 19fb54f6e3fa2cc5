//! Packages as a build asks for them, and as a lock names them.

use definition::PythonPlan;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Which packages to install.
#[derive(Clone, Copy, Debug)]
pub struct PackageRequest<'a> {
    /// What the definition asks for.
    pub python: &'a PythonPlan,
    /// The platform of the image, `os/architecture`.
    pub platform: &'a str,
    /// Exactly the packages to install, instead of resolving what the definition asks for.
    pub lock: Option<&'a [Locked]>,
    /// How long a channel or an index may send nothing. An index is tried four times.
    pub timeout: Duration,
}

/// How many packages a message names.
pub(crate) const MAX_NAMED: usize = 10;

/// An installed package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Locked {
    /// Its normalised name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Who installed it.
    pub source: PackageManager,
    /// The conda build string.
    pub build: Option<String>,
    /// The SHA-256 of its file, where the installer recorded it.
    pub sha256: Option<String>,
    /// Where the file came from, without credentials.
    pub url: Option<String>,
}

/// Who installed a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PackageManager {
    /// rattler.
    Conda,
    /// uv.
    Pip,
    /// Ivy.
    Maven,
    /// uv, which installed Python itself.
    Uv,
}

/// A package that a build would install.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Its normalised name.
    pub name: String,
    /// Its version; `None` for an address whose version only installing shows.
    pub version: Option<String>,
    /// Who would install it.
    pub source: PackageManager,
    /// The packages that depend on it; empty when the definition asks for it.
    pub through: Vec<String>,
}

/// Says that files of a lock are not available any more, and what to do.
pub(crate) fn unavailable(packages: &[&Locked]) -> String {
    let describe = |package: &&Locked| {
        let Locked { name, version, url, sha256, .. } = package;
        let from = url.as_ref().map(|url| format!(" from {url}")).unwrap_or_default();
        let hash = sha256.as_ref().map(|hash| format!(", SHA-256 {hash}")).unwrap_or_default();
        format!("{name} {version}{from}{hash}")
    };
    let more = packages.len().saturating_sub(MAX_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let named: Vec<_> = packages.iter().take(MAX_NAMED).map(describe).collect();
    let (whose, are, they) =
        if packages.len() == 1 { ("the file of ", "is", "it") } else { ("the files of ", "are", "them") };
    format!(
        "{whose}{}{more}, which the lock names, {are} not available any more: neither where {they} came from nor in an index, \
         channel, repository or folder of wheels that this server is set up for. Put {they} into one of those, or build without the \
         lock, which takes what is offered today",
        named.join("; ")
    )
}

/// The log line for a package of a lock without a hash. `file` is what cannot be checked.
pub(crate) fn unverified(package: &Locked, file: &str) -> String {
    format!("{} {} cannot be checked: the lock does not know the SHA-256 of its {file}", package.name, package.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_gone_is_named_with_what_to_do() {
        let six = Locked {
            name: "six".into(),
            version: "1.16.0".into(),
            source: PackageManager::Pip,
            build: None,
            sha256: None,
            url: Some("https://x.example/six.whl".into()),
        };
        insta::assert_snapshot!("gone", unavailable(&[&six]));
    }
}
