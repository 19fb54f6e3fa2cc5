//! Logs as text.

use crate::Error;
use api::code;
use futures::{Stream, stream};
use store::{
    Store,
    logs::{self, Log},
};

/// How many lines are read at once.
const BATCH_SIZE: i64 = 2000;

/// The numbers of the first and the last line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogRange {
    from: i64,
    to: i64,
}

impl LogRange {
    /// From this line, or the first, to this line, or the last.
    ///
    /// # Errors
    /// When the last line is before the first.
    pub fn new(from: Option<u32>, to: Option<u32>) -> Result<Self, Error> {
        let from = i64::from(from.unwrap_or(1).max(1));
        let to = to.map_or(i64::MAX, i64::from);
        if to < from {
            return Err(Error::refuse(code::INVALID_PARAMETER, "the last line is before the first").field("to"));
        }
        Ok(Self { from, to })
    }
}

/// These lines of a log, read in parts as they are sent.
pub fn log_text(
    store: Store,
    log: Log,
    LogRange { from, to }: LogRange,
) -> impl Stream<Item = Result<String, Error>> + Send {
    stream::try_unfold(from, move |from| {
        let store = store.clone();
        async move {
            let limit = BATCH_SIZE.min(to.saturating_sub(from).saturating_add(1));
            let lines =
                if limit < 1 { Vec::new() } else { logs::lines(&mut *store.read().await?, log, from, limit).await? };
            let Some(last) = lines.last() else { return Ok::<_, Error>(None) };
            let next = i64::try_from(last.number).unwrap_or(i64::MAX).saturating_add(1);
            let text: Vec<String> = lines.into_iter().map(|line| line.text + "\n").collect();
            Ok(Some((text.concat(), next)))
        }
    })
}
