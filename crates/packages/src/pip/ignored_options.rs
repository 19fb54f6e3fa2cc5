//! Options that pip reads from a requirements file and uv takes from elsewhere only.

use std::io;

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
