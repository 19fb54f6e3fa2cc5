//! What conda channels offer.

use super::{Catalogue, CatalogueError, Names, Offered};
use crate::address::reasons;
use crate::conda::channels;
use crate::error::PackageError;
use crate::http::{DEFAULT_READ_TIMEOUT, download_client};
use rattler_conda_types::{Channel, MatchSpec, PackageName, ParseMatchSpecOptions, RepoDataRecord, Subdir, Version};
use rattler_repodata_gateway::{Gateway, GatewayError};
use std::collections::BTreeSet;

/// The platform of definitions that name none, whatever the server runs on.
const PLATFORMS: [Subdir; 2] = [Subdir::Linux64, Subdir::NoArch];

impl Catalogue {
    /// The names in these channels that begin like this, the shortest first, at most `limit`.
    ///
    /// # Errors
    /// When a channel is none or cannot be read.
    pub async fn conda_names(
        &self,
        from: &[String],
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, CatalogueError> {
        let query = self.gateway()?.names(channels_of(from)?, PLATFORMS);
        let found = query.await.map_err(|error| unreachable(&error))?.names;
        let names = found.iter().map(PackageName::as_normalized).filter(|name| name.starts_with(prefix));
        Ok(Names::new(names.map(str::to_owned).collect()).beginning(prefix, limit).map(str::to_owned).collect())
    }

    /// The versions of a package in these channels, newest first. As when solving, the first channel that has it counts.
    ///
    /// # Errors
    /// When the name or a channel is none, when no channel has it, or when one cannot be read.
    pub async fn conda_versions(&self, from: &[String], name: &str) -> Result<Vec<Offered>, CatalogueError> {
        let unclear =
            || CatalogueError::Name("the name of a conda package holds letters, digits, `.`, `_` and `-` only".into());
        let plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter));
        let name = PackageName::try_from(name).ok().filter(|_| plain).ok_or_else(unclear)?;
        let wanted = MatchSpec::from_str(name.as_normalized(), ParseMatchSpecOptions::lenient());
        let wanted = wanted.map_err(|_| unclear())?;
        let query = self.gateway()?.query(channels_of(from)?, PLATFORMS, [wanted]).recursive(false);
        let found = query.await.map_err(|error| unreachable(&error))?.repodata;
        let records: Vec<&RepoDataRecord> = found.iter().flat_map(|channel| channel.iter()).collect();
        let first = records.first().and_then(|record| record.channel.clone());
        let versions: BTreeSet<&Version> = records
            .iter()
            .filter(|record| record.channel == first)
            .map(|record| record.package_record.version.version())
            .collect();
        if versions.is_empty() {
            return Err(CatalogueError::Missing(name.as_normalized().to_owned()));
        }
        let offered = |version: &&Version| Offered {
            version: version.to_string(),
            prerelease: is_prerelease(&version.to_string()),
            yanked: false,
            requires_python: None,
        };
        Ok(versions.iter().rev().map(offered).collect())
    }

    fn gateway(&self) -> Result<&Gateway, CatalogueError> {
        if let Some(gateway) = self.gateway.get() {
            return Ok(gateway);
        }
        let cache = self.folder.join("conda/channels");
        let gateway = Gateway::builder()
            .with_client(download_client(DEFAULT_READ_TIMEOUT).map_err(|error| failed(&error))?)
            .with_cache_dir(cache);
        Ok(self.gateway.get_or_init(|| gateway.finish()))
    }
}

fn channels_of(named: &[String]) -> Result<Vec<Channel>, CatalogueError> {
    channels(named.iter().map(String::as_str)).map_err(|error| CatalogueError::Name(error.to_string()))
}

fn failed(error: &PackageError) -> CatalogueError {
    CatalogueError::Unreachable(error.to_string())
}

fn unreachable(error: &GatewayError) -> CatalogueError {
    CatalogueError::Unreachable(format!(
        "a channel cannot be read: {}. Make sure that it exists and that the server reaches it",
        reasons(error)
    ))
}

/// A number, then `a`, `b`, `rc` or `dev`; a letter alone (`2024a`) is a release.
fn is_prerelease(version: &str) -> bool {
    let letters = version.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let numbered = version.ends_with(|letter: char| letter.is_ascii_digit());
    letters
        .into_iter()
        .any(|word| matches!(word, "rc" | "dev" | "alpha" | "beta") || numbered && matches!(word, "a" | "b"))
}

#[cfg(test)]
mod tests {
    use super::is_prerelease;

    #[test]
    fn a_letter_alone_is_no_prerelease() {
        let prereleases = ["1.0rc1", "2.0.0.dev3", "1.0a2", "3.13.0b1"];
        assert!(prereleases.iter().all(|version| is_prerelease(version)));
        assert!(["2024a", "1.1.1w", "1.0.post1", "9e"].iter().all(|version| !is_prerelease(version)));
    }
}
