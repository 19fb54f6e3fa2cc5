//! Who made what the server itself made.

/// The name, as clients show it.
pub const SERVER: &str = "terrarium";
