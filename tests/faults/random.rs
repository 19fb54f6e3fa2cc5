//! Random numbers that can be repeated with a seed.

use std::time::{Duration, SystemTime};

/// A random number generator (`SplitMix64`).
pub struct Random(u64);

impl Random {
    /// A generator with the seed in `TERRARIUM_SEED`, or else the time. Prints the seed, so that a run can be repeated.
    pub fn seeded() -> Self {
        let given = std::env::var("TERRARIUM_SEED").ok().and_then(|seed| seed.parse().ok());
        let time = || SystemTime::UNIX_EPOCH.elapsed().map_or(0, |time| u64::from(time.subsec_nanos()));
        let seed = given.unwrap_or_else(time);
        println!("TERRARIUM_SEED={seed}");
        Self(seed)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (number ^ (number >> 31)) % end
    }

    /// Sleeps for a random time of at most this many milliseconds, so that faults come at any moment.
    pub async fn sleep_up_to(&mut self, milliseconds: u64) {
        tokio::time::sleep(Duration::from_millis(self.below(milliseconds))).await;
    }
}
