//! Hundreds of thousands of names, sorted, and lookup by prefix.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How long a list of names is used before it is fetched again.
const NAMES_TTL: Duration = Duration::from_hours(24);
/// How long to wait after a failed request before the next one.
const RETRY_DELAY: Duration = Duration::from_mins(10);

/// Sorted names, one a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(String);

impl Names {
    /// Sorts names; those that can be no line are left out.
    #[must_use]
    pub fn new(mut names: Vec<String>) -> Self {
        names.retain(|name| !name.is_empty() && !name.contains(char::is_whitespace));
        names.sort_unstable();
        names.dedup();
        Self(names.into_iter().map(|name| name + "\n").collect())
    }

    /// At most `limit` names that begin like this, the shortest first: what is meant is rarely the longest. Those of one
    /// length are in order, and so are all when nothing is asked for.
    pub fn beginning(&self, prefix: &str, limit: usize) -> impl Iterator<Item = &str> {
        let names = self.0[self.find(prefix)..].lines().take_while(|name| name.starts_with(prefix));
        let many = if prefix.is_empty() { limit } else { usize::MAX };
        let mut names: Vec<&str> = names.take(many).collect();
        if !prefix.is_empty() {
            names.sort_by_key(|name| name.len());
        }
        names.into_iter().take(limit)
    }

    /// Where the first line begins that is not before the prefix.
    fn find(&self, prefix: &str) -> usize {
        let (mut low, mut high) = (0, self.0.len());
        while low < high {
            let middle = self.line(low + (high - low) / 2).max(low);
            let end = self.0[middle..].find('\n').map_or(self.0.len(), |length| middle + length);
            if &self.0[middle..end] < prefix {
                low = end + 1;
            } else {
                high = middle;
            }
        }
        low.min(self.0.len())
    }

    /// Where the line begins that this byte is in.
    fn line(&self, at: usize) -> usize {
        self.0.as_bytes()[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)
    }
}

/// The names of the indexes in memory, and when they were fetched.
#[derive(Debug, Default)]
pub struct NameCache {
    names: Option<(SystemTime, Arc<Names>)>,
    failed: Option<SystemTime>,
}

impl NameCache {
    /// What is in memory or on disk.
    pub fn names(&mut self, file: &Path) -> Option<Arc<Names>> {
        if self.names.is_none() {
            let at = fs::metadata(file).and_then(|file| file.modified()).ok()?;
            let text = fs::read_to_string(file).ok()?;
            self.names = Some((at, Arc::new(Names::new(text.lines().map(str::to_owned).collect()))));
        }
        self.names.as_ref().map(|(_, names)| Arc::clone(names))
    }

    /// Whether the index should be asked now.
    pub fn is_stale(&self) -> bool {
        let younger = |at: SystemTime, than: Duration| at.elapsed().is_ok_and(|age| age < than);
        let fresh = self.names.as_ref().is_some_and(|(at, _)| younger(*at, NAMES_TTL));
        !fresh && !self.failed.is_some_and(|at| younger(at, RETRY_DELAY))
    }

    /// Replaces the names in memory and on disk.
    pub fn put(&mut self, names: Names, file: &Path) -> io::Result<()> {
        let folder = file.parent().ok_or_else(|| io::Error::other("the cache has no folder"))?;
        fs::create_dir_all(folder)?;
        let temporary = tempfile::NamedTempFile::new_in(folder)?;
        fs::write(temporary.path(), &names.0)?;
        temporary.persist(file).map_err(|error| error.error)?;
        self.names = Some((SystemTime::now(), Arc::new(names)));
        self.failed = None;
        Ok(())
    }

    /// Records that the index did not answer.
    pub fn fail(&mut self) {
        self.failed = Some(SystemTime::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Names {
        Names::new(names.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn names_are_found_by_their_beginning() {
        let names = names(&["torchvision", "numpy", "torch", "torch-geometric", "torchaudio", "six", "bad name", ""]);
        let found = |prefix, limit| names.beginning(prefix, limit).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(found("torch", 10), ["torch", "torchaudio", "torchvision", "torch-geometric"]);
        assert_eq!(found("torch", 1), ["torch"]);
        assert_eq!(found("", 2), ["numpy", "six"]);
        assert_eq!(found("zz", 5), Vec::<String>::new());
        assert_eq!(Names::default().beginning("a", 5).count(), 0);
    }

    #[test]
    fn every_name_is_found_by_itself() {
        let all: Vec<String> = (0..500).map(|number| format!("n{}", number * 7919 % 1000)).collect();
        let names = Names::new(all.clone());
        assert!(all.iter().all(|name| names.beginning(name, 1).next() == Some(name)));
    }

    #[test]
    fn they_are_kept_on_disk_and_a_failure_is_not_repeated_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("names");
        let mut kept = NameCache::default();
        assert!(kept.names(&file).is_none() && kept.is_stale());
        kept.fail();
        assert!(!kept.is_stale());
        kept.put(names(&["six"]), &file).unwrap();
        let mut later = NameCache::default();
        assert_eq!(*later.names(&file).unwrap(), names(&["six"]));
        assert!(!later.is_stale());
    }
}
