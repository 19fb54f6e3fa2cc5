//! The inputs that fuzzing begins with, and those that it found: nothing of them breaks anything.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/fuzz.rs"]
mod fuzz;

use std::fs;
use std::path::Path;

#[test]
fn every_input_of_the_corpus_is_taken() {
    for (name, target) in fuzz::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus").join(name);
        let inputs = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut count = 0;
        for input in inputs {
            target(&fs::read(input.expect("an entry").path()).expect("a file"));
            count += 1;
        }
        assert!(count > 0, "no input for {name}");
    }
}
