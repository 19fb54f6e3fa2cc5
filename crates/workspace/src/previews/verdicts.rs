//! How often each verdict was given.

use api::Verdict;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Every verdict with its name in metrics.
pub const VERDICTS: [(Verdict, &str); 3] =
    [(Verdict::Hit, "hit"), (Verdict::Miss, "miss"), (Verdict::Unknown, "unknown")];

/// How often each verdict was given since the server started. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct VerdictCounts(Arc<[AtomicU64; 3]>);

impl VerdictCounts {
    /// Counts a verdict.
    pub fn count(&self, given: Verdict) {
        if let Some(at) = VERDICTS.iter().position(|(verdict, _)| *verdict == given) {
            self.0[at].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The counts, in the order of [`VERDICTS`].
    pub fn totals(&self) -> [u64; 3] {
        [0, 1, 2].map(|at| self.0[at].load(Ordering::Relaxed))
    }
}
