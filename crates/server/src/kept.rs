//! Answers from elsewhere, kept for a while: one asker at a time for each question, the others take over its answer.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex as Blocking, PoisonError},
};
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;

/// How many answers are kept at most.
const MOST: usize = 500;

type Place<V> = Arc<Mutex<Option<(OffsetDateTime, Arc<V>)>>>;

/// Answers by question. An asker that goes away leaves the question to the next one; failures are not kept.
#[derive(Debug)]
pub struct Kept<K, V> {
    fresh: Duration,
    places: Blocking<HashMap<K, Place<V>>>,
}

impl<K: Clone + Eq + Hash, V> Kept<K, V> {
    /// Keeps answers for this long.
    pub fn new(fresh: Duration) -> Self {
        Self { fresh, places: Blocking::default() }
    }

    /// The answer that is kept, or a new one.
    pub async fn get<E>(
        &self,
        question: &K,
        now: OffsetDateTime,
        ask: impl Future<Output = Result<V, E>>,
    ) -> Result<Arc<V>, E> {
        let place = self.place(question, now);
        let mut kept = place.lock().await;
        if let Some((_, answer)) = kept.as_ref().filter(|(at, _)| now - *at < self.fresh) {
            return Ok(Arc::clone(answer));
        }
        let answer = Arc::new(ask.await?);
        *kept = Some((now, Arc::clone(&answer)));
        Ok(answer)
    }

    fn place(&self, question: &K, now: OffsetDateTime) -> Place<V> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= MOST && !places.contains_key(question) {
            let stale = |place: &mut Place<V>| match place.try_lock() {
                Ok(kept) => kept.as_ref().is_none_or(|(at, _)| now - *at >= self.fresh),
                Err(_) => false,
            };
            places.retain(|_, place| !stale(place));
            let oldest = |(question, place): (&K, &Place<V>)| {
                let at = place.try_lock().ok().and_then(|kept| kept.as_ref().map(|(at, _)| *at))?;
                Some((at, question.clone()))
            };
            if places.len() >= MOST
                && let Some((_, question)) = places.iter().filter_map(oldest).min_by_key(|(at, _)| *at)
            {
                places.remove(&question);
            }
        }
        Arc::clone(places.entry(question.clone()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(second).unwrap()
    }

    fn answer(number: u32) -> std::future::Ready<Result<u32, ()>> {
        std::future::ready(Ok(number))
    }

    #[tokio::test]
    async fn an_answer_is_kept_until_it_is_stale_and_a_failure_is_not() {
        let kept = Kept::<&str, u32>::new(Duration::seconds(10));
        assert_eq!(kept.get(&"a", at(0), async { Err::<u32, _>(()) }).await, Err(()));
        assert_eq!(*kept.get(&"a", at(1), answer(1)).await.unwrap(), 1);
        assert_eq!(*kept.get(&"a", at(10), answer(2)).await.unwrap(), 1);
        assert_eq!(*kept.get(&"b", at(10), answer(3)).await.unwrap(), 3);
        assert_eq!(*kept.get(&"a", at(11), answer(4)).await.unwrap(), 4);
    }

    #[tokio::test]
    async fn the_oldest_makes_room() {
        let kept = Kept::<usize, u32>::new(Duration::days(1));
        for question in 0..=MOST {
            kept.get(&question, at(i64::try_from(question).unwrap()), answer(1)).await.unwrap();
        }
        assert_eq!(*kept.get(&0, at(1000), answer(2)).await.unwrap(), 2);
        assert_eq!(*kept.get(&MOST, at(1000), answer(2)).await.unwrap(), 1);
    }
}
