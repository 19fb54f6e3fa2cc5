//! Answers from elsewhere, cached for a while. `moka` does the caching; the workspace's clock decides what is stale, so
//! that tests need no waiting.

use crate::clock::SharedClock;
use moka::future::Cache;
use std::{hash::Hash, sync::Arc};
use time::{Duration, OffsetDateTime};

/// How many answers are cached at most.
const MAX_ANSWERS: u64 = 500;

/// Answers by question. One asker at a time for each question, the others take over its answer; failures are not cached.
#[derive(Clone)]
pub struct AnswerCache<K: Eq + Hash + Send + Sync + 'static, V: Send + Sync + 'static> {
    ttl: Duration,
    clock: SharedClock,
    answers: Cache<K, (OffsetDateTime, Arc<V>)>,
}

/// Why there is no new answer: a cached one is fresh, or asking failed.
enum NoNewAnswer<V, E> {
    Fresh(Arc<V>),
    Failed(E),
}

impl<K: Clone + Eq + Hash + Send + Sync + 'static, V: Send + Sync + 'static> AnswerCache<K, V> {
    /// Caches answers for this long.
    pub fn new(ttl: Duration, clock: SharedClock) -> Self {
        Self { ttl, clock, answers: Cache::new(MAX_ANSWERS) }
    }

    /// The cached answer, or a new one.
    pub async fn get<E: Send + Sync + 'static>(
        &self,
        question: K,
        ask: impl Future<Output = Result<V, E>>,
    ) -> Result<Arc<V>, E> {
        let now = self.clock.now();
        let entry = self.answers.entry(question).and_try_compute_with(async |cached| {
            let cached = cached.map(moka::Entry::into_value).filter(|(at, _)| now - *at < self.ttl);
            if let Some((_, answer)) = cached {
                return Err(NoNewAnswer::Fresh(answer));
            }
            let answer = ask.await.map_err(NoNewAnswer::Failed)?;
            Ok(moka::ops::compute::Op::Put((now, Arc::new(answer))))
        });
        match entry.await {
            Ok(computed) => match computed.into_entry() {
                Some(entry) => Ok(entry.into_value().1),
                None => unreachable!("an answer was put"),
            },
            Err(NoNewAnswer::Fresh(answer)) => Ok(answer),
            Err(NoNewAnswer::Failed(error)) => Err(error),
        }
    }
}
