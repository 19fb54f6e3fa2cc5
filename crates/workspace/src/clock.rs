//! Where the time comes from.

use std::sync::Arc;
use time::OffsetDateTime;

pub use store::timestamp::{milliseconds_between, stamp};

/// Tells the time; tests bring their own.
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> OffsetDateTime;

    /// The current time as the store and the API have it.
    fn timestamp(&self) -> String {
        stamp(self.now())
    }
}

/// A clock that services share.
pub type SharedClock = Arc<dyn Clock>;

/// The clock of this machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}
