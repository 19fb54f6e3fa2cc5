//! Moments and victims by chance, the same for the same seed.

use std::time::{Duration, SystemTime};

/// A generator of numbers (`SplitMix64`).
pub struct Random(u64);

impl Random {
    /// The generator of the seed in `TERRARIUM_SEED`, else of the time. Says which, so that a run can be repeated.
    pub fn seeded() -> Self {
        let given = std::env::var("TERRARIUM_SEED").ok().and_then(|seed| seed.parse().ok());
        let time = || SystemTime::UNIX_EPOCH.elapsed().map_or(0, |time| u64::from(time.subsec_nanos()));
        let seed = given.unwrap_or_else(time);
        println!("TERRARIUM_SEED={seed}");
        Self(seed)
    }

    /// A number below this one.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (number ^ (number >> 31)) % end
    }

    /// Lets a while pass, at most this many milliseconds: the fault comes at any moment.
    pub async fn while_passes(&mut self, most: u64) {
        tokio::time::sleep(Duration::from_millis(self.below(most))).await;
    }
}
