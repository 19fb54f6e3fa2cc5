//! The manifests that the registry had a moment ago.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long a manifest counts as there.
const MAX_AGE: Duration = Duration::from_secs(5);

/// Manifests that the registry was found to have within the last seconds. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct RecentlyConfirmed(Arc<Mutex<HashMap<String, Instant>>>);

impl RecentlyConfirmed {
    /// Whether the registry had the manifest within the last seconds.
    pub fn contains(&self, manifest: &str, now: Instant) -> bool {
        let confirmed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        confirmed.get(manifest).is_some_and(|at| is_recent(*at, now))
    }

    /// Notes that the registry has the manifest, and forgets those that were found too long ago.
    pub fn insert(&self, manifest: String, now: Instant) {
        let mut confirmed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        confirmed.retain(|_, at| is_recent(*at, now));
        confirmed.insert(manifest, now);
    }
}

fn is_recent(at: Instant, now: Instant) -> bool {
    now.saturating_duration_since(at) < MAX_AGE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_confirmed_counts_for_seconds_only() {
        let (confirmed, now) = (RecentlyConfirmed::default(), Instant::now());
        confirmed.insert("sha256:1".to_owned(), now);
        assert!(confirmed.contains("sha256:1", now + Duration::from_secs(4)));
        assert!(!confirmed.contains("sha256:2", now));
        let later = now + MAX_AGE;
        assert!(!confirmed.contains("sha256:1", later));
        confirmed.insert("sha256:2".to_owned(), later);
        assert_eq!(confirmed.0.lock().unwrap().len(), 1, "the older one is forgotten");
    }
}
