//! A cache of solutions: the same specifications, available packages and virtual packages have the same solution.
//!
//! The cache holds the digests of the chosen records, so no address of a channel is on the disk, and a solution is used only
//! while the channels still offer exactly these records.

use super::specifications::SolveRequest;
use crate::address::public;
use crate::cache::{touch, trim};
use definition::Digest;
use rattler_conda_types::{GenericVirtualPackage, RepoDataRecord};
use rattler_repodata_gateway::RepoData;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;
use tempfile::NamedTempFile;

/// Raised whenever the solver may solve the same problem differently.
const SOLVER_VERSION: u32 = 1;
/// The maximum size of the cache in bytes, which holds some thousand solutions.
const MAX_CACHE_BYTES: u64 = 16 << 20;

/// Everything that goes into a solve.
pub struct Problem {
    /// Identifies the problem.
    digest: Digest,
    /// The records to choose from, by their digests.
    offered: HashMap<Digest, Arc<RepoDataRecord>>,
}

impl Problem {
    /// The problem of a request, where these packages are available.
    pub fn new(request: &SolveRequest, available: &[RepoData], machine: &[GenericVirtualPackage]) -> io::Result<Self> {
        let mut text = format!("{SOLVER_VERSION}\n{:?}\n{machine:?}\n", request.specifications);
        let mut offered = HashMap::new();
        for source in available {
            // The order in which a channel gives its records is chance; that of the channels is their priority.
            let mut digests = Vec::with_capacity(source.len());
            for record in source.iter_arc() {
                let digest = digest(record)?;
                digests.push(digest);
                offered.insert(digest, Arc::clone(record));
            }
            digests.sort_unstable();
            for digest in digests {
                text.push_str(&digest.to_string());
            }
            text.push('\n');
        }
        Ok(Self { digest: Digest::of(&text), offered })
    }

    /// The cached solution, in its order. An entry that was damaged or changed is ignored.
    pub fn cached(&self, folder: &Path) -> Option<Vec<RepoDataRecord>> {
        let place = folder.join(self.digest.to_string());
        let text = fs::read_to_string(&place).ok()?;
        let (proof, chosen) = text.split_once('\n')?;
        if proof != self.proof(chosen) {
            return None;
        }
        let digests = chosen.lines().map(|line| line.parse::<Digest>().ok());
        let records = digests
            .map(|digest| Some(RepoDataRecord::clone(self.offered.get(&digest?)?)))
            .collect::<Option<Vec<_>>>()?;
        touch(&place);
        Some(records)
    }

    /// Caches a solution, and removes the least recently used ones when the cache is too large.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn store(&self, folder: &Path, chosen: &[RepoDataRecord]) -> io::Result<()> {
        let mut lines = String::new();
        for record in chosen {
            let _ = writeln!(lines, "{}", digest(record)?);
        }
        fs::create_dir_all(folder)?;
        let mut file = NamedTempFile::new_in(folder)?;
        write!(file, "{}\n{lines}", self.proof(&lines))?;
        file.persist(folder.join(self.digest.to_string()))?;
        trim(folder, MAX_CACHE_BYTES).map(drop)
    }

    fn proof(&self, chosen: &str) -> String {
        Digest::of(&format!("{}\n{chosen}", self.digest)).to_string()
    }
}

/// The digest of all that a channel says of an archive, and of where it is.
fn digest(record: &RepoDataRecord) -> io::Result<Digest> {
    Ok(Digest::of(&format!("{}\n{}", public(&record.url), serde_json::to_string(&record.package_record)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rattler_conda_types::{PackageRecord, package::DistArchiveIdentifier};
    use url::Url;

    fn record(name: &str) -> RepoDataRecord {
        let url = Url::parse(&format!("https://anna:secret@x.example/noarch/{name}-1.0-0.conda")).unwrap();
        let version: rattler_conda_types::VersionWithSource = "1.0".parse().unwrap();
        RepoDataRecord {
            package_record: PackageRecord::new(name.parse().unwrap(), version, "0".parse().unwrap()),
            identifier: DistArchiveIdentifier::try_from_url(&url).unwrap(),
            url,
            channel: None,
        }
    }

    fn question(names: &[&str]) -> Problem {
        let offered = names.iter().map(|name| (digest(&record(name)).unwrap(), Arc::new(record(name)))).collect();
        Problem { digest: Digest::of("a question"), offered }
    }

    #[test]
    fn an_answer_is_known_until_somebody_touches_it_or_a_record_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let asked = question(&["a", "b", "c"]);
        assert!(asked.cached(folder.path()).is_none());
        let chosen = vec![record("a"), record("c")];
        asked.store(folder.path(), &chosen).unwrap();
        assert_eq!(asked.cached(folder.path()), Some(chosen.clone()));
        assert!(question(&["a", "b"]).cached(folder.path()).is_none(), "c is gone");

        let place = folder.path().join(asked.digest.to_string());
        let whole = fs::read_to_string(&place).unwrap();
        assert!(!whole.contains("secret") && !whole.contains("example"), "{whole}");
        for garbage in ["", "\0\0", &whole[..whole.len() - 65], &whole.replace('\n', "\n\n")] {
            fs::write(&place, garbage).unwrap();
            assert!(asked.cached(folder.path()).is_none(), "{garbage}");
        }
        asked.store(folder.path(), &chosen).unwrap();
        assert_eq!(asked.cached(folder.path()), Some(chosen));
    }
}
