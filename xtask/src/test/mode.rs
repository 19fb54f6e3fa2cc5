//! How a run of the tests goes.

/// The variable that tells tests of a thorough run.
pub const THOROUGH: &str = "TERRARIUM_THOROUGH";

/// How this run goes.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// Whether the long forms run.
    pub thorough: bool,
}
