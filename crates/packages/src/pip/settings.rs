//! Settings of uv: the indexes and folders of wheels of this machine and of the requirements file, and the options there that uv
//! takes from elsewhere only.

use super::{indexes::Indexes, uv};
use crate::{address::public, error::PackageError, folders::RecipeFolder};
use std::{io, path::PathBuf};
use url::Url;

/// The indexes of a build and the folders of wheels on this machine.
pub struct IndexSettings {
    /// The addresses of the indexes, with credentials, each ending in a slash.
    pub indexes: Vec<Url>,
    /// Folders of wheels, and where the step sees them.
    pub folders: Vec<RecipeFolder>,
    trusted: Vec<String>,
}

impl IndexSettings {
    /// Those that the definition asks for and those of this machine.
    pub async fn new(indexes: &Indexes, requirements: &str) -> Result<Self, PackageError> {
        let text = indexes.complete(requirements);
        let options: Vec<(&str, &str)> = text.lines().filter_map(option).collect();
        let of = |names: &[&str]| -> Vec<Url> {
            let values = options.iter().filter(|(name, _)| names.contains(name)).map(|(_, value)| *value);
            values.filter_map(|value| Url::parse(value).ok()).collect()
        };
        let mut all = of(&["--index-url", "-i"]);
        if all.is_empty() && !text.lines().any(|line| line.trim() == "--no-index") {
            all.push(uv::own_index().await?);
        }
        all.extend(of(&["--extra-index-url"]));
        all.retain(|url| matches!(url.scheme(), "http" | "https"));
        for index in all.iter_mut().filter(|index| !index.path().ends_with('/')) {
            let path = format!("{}/", index.path());
            index.set_path(&path);
        }
        let trusted = indexes.trusted().map(str::to_owned).collect();
        Ok(Self { indexes: all, folders: indexes.mounts(), trusted })
    }

    /// What uv reads, without credentials: building a package from source takes what that needs from these indexes, too.
    pub fn to_toml(&self) -> Result<String, PackageError> {
        let mut settings = toml::Table::new();
        let mut indexes = self.indexes.iter().map(|index| String::from(public(index)));
        match indexes.next() {
            Some(first) => settings.insert("index-url".into(), first.into()),
            None => settings.insert("no-index".into(), true.into()),
        };
        let list = |texts: Vec<String>| toml::Value::from(texts);
        settings.insert("extra-index-url".into(), list(indexes.collect()));
        settings.insert("find-links".into(), list(self.folders.iter().map(|folder| folder.target.clone()).collect()));
        settings.insert("allow-insecure-host".into(), list(self.trusted.clone()));
        Ok(toml::to_string(&settings).map_err(std::io::Error::other)?)
    }

    /// An address with the credentials that this machine has for its host.
    pub fn with_credentials(&self, address: &Url) -> Url {
        let known = self.indexes.iter().find(|index| index.host() == address.host() && !index.username().is_empty());
        let mut address = address.clone();
        if let Some(index) = known {
            // Both fail only for an address without a host.
            let _ = address.set_username(index.username());
            let _ = address.set_password(index.password());
        }
        address
    }

    /// Whether the certificate of this host is not looked at.
    pub fn trusts(&self, address: &Url) -> bool {
        let host = address.host_str().unwrap_or_default();
        let with_port = address.port().map(|port| format!("{host}:{port}")).unwrap_or_default();
        self.trusted.iter().any(|trusted| trusted == host || *trusted == with_port)
    }

    /// The file on this machine that the step sees at this path.
    pub fn on_this_machine(&self, seen: &str) -> Option<PathBuf> {
        self.folders.iter().find_map(|folder| {
            let name = seen.strip_prefix(&folder.target)?.strip_prefix('/')?;
            (!name.contains('/')).then(|| folder.source.join(name))
        })
    }
}

/// The name and value of an option of a requirements file.
fn option(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (name, value) = line.split_once([' ', '=']).filter(|_| line.starts_with('-'))?;
    Some((name, value.trim_start_matches(['=', ' ']).trim()))
}

/// What a requirements file asks for that uv passes over there.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct IgnoredOptions {
    /// `--pre`: versions that are no final release may be taken.
    pre_releases: bool,
    /// `--trusted-host HOST`.
    trusted_hosts: Vec<String>,
}

impl IgnoredOptions {
    /// Reads them from a requirements file.
    pub fn of(requirements: &str) -> Self {
        let mut options = Self::default();
        for line in requirements.lines() {
            let (name, value) = line.split_once([' ', '=']).unwrap_or((line, ""));
            match name {
                "--pre" => options.pre_releases = true,
                "--trusted-host" => options.trusted_hosts.push(value.trim().to_owned()),
                _ => {}
            }
        }
        options
    }

    /// The configuration file of uv that says the same.
    pub fn configuration(&self) -> io::Result<String> {
        let mut settings = toml::Table::new();
        if self.pre_releases {
            settings.insert("prerelease".into(), "allow".into());
        }
        settings.insert("allow-insecure-host".into(), self.trusted_hosts.clone().into());
        toml::to_string(&settings).map_err(io::Error::other)
    }

    /// The arguments of uv that say the same.
    pub fn arguments(&self) -> Vec<String> {
        let pre_releases = self.pre_releases.then(|| ["--prerelease".to_owned(), "allow".to_owned()]);
        let hosts = self.trusted_hosts.iter().flat_map(|host| ["--allow-insecure-host".to_owned(), host.clone()]);
        pre_releases.into_iter().flatten().chain(hosts).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::IgnoredOptions;

    #[test]
    fn what_uv_passes_over_in_the_file_is_told_otherwise() {
        let options = IgnoredOptions::of("--pre\n--trusted-host index.example:8080\nsix\n");
        assert_eq!(options.arguments(), ["--prerelease", "allow", "--allow-insecure-host", "index.example:8080"]);
        assert_eq!(
            options.configuration().unwrap(),
            "allow-insecure-host = [\"index.example:8080\"]\nprerelease = \"allow\"\n"
        );
        assert_eq!(IgnoredOptions::of("six\n").arguments(), [""; 0]);
    }
}
