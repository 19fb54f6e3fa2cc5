//! Which cases properties are tried with.

use proptest::test_runner::{Config, FileFailurePersistence, RngSeed};

/// The seed of the cases of every ordinary run.
const SEED: u64 = 13;

/// The cases of the properties in one file: the same in every run, four times as many new ones with
/// `TERRARIUM_THOROUGH` set. Seeds of cases that failed are kept in `proptest-regressions/NAME.txt`, to be committed,
/// and are tried first from then on.
pub fn cases(name: &str) -> Config {
    let thorough = std::env::var_os("TERRARIUM_THOROUGH").is_some();
    let config = Config::default();
    let regressions = format!("{}/proptest-regressions/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    Config {
        rng_seed: if thorough { RngSeed::Random } else { RngSeed::Fixed(SEED) },
        cases: if thorough { config.cases * 4 } else { config.cases },
        // The type asks for a text that lives as long as the process.
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(regressions.leak()))),
        ..config
    }
}
