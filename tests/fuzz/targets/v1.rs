#![no_main]

#[path = "../../../crates/definition/tests/support/fuzz.rs"]
mod fuzz;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (_, target) = fuzz::TARGETS.into_iter().find(|(name, _)| *name == "v1").expect("a target");
    target(bytes);
});
