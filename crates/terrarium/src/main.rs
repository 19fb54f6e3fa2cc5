//! Terrarium.
fn main() {}
