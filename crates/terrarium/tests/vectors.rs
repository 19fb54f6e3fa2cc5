//! `terrarium hash` over the published test vectors: real files, digests by an independent implementation.

use serde::Deserialize;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The version of the hash that this checkout computes. Published digests of another version say nothing about it.
const HASH_VERSION: u32 = 2;

#[derive(Deserialize)]
struct Vectors {
    base_image_for_conda_and_requirements: String,
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    file: String,
    kind: String,
    digests: Option<Value>,
}

/// The folder beside the repository that has vectors and corpus, where there is one.
fn shared() -> Option<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    ["../shared", "../../shared"].iter().map(|folder| repository.join(folder)).find(|folder| folder.is_dir())
}

#[test]
fn every_vector_has_its_digests() {
    let Some(shared) = shared() else {
        return skip::because("there is no ../shared beside the repository");
    };
    let published = shared.join(format!("vectors/hash-v{HASH_VERSION}.json"));
    if !published.is_file() {
        return skip::even_in_ci("../shared has no digests of this version of the hash");
    }
    let text = fs::read(published).unwrap();
    let Vectors { base_image_for_conda_and_requirements: base, vectors } = serde_json::from_slice(&text).unwrap();
    let mut by_kind = BTreeMap::<_, Vec<_>>::new();
    for vector in vectors {
        by_kind.entry(vector.kind.clone()).or_default().push(vector);
    }
    for (kind, vectors) in by_kind {
        let mut command = Command::new(env!("CARGO_BIN_EXE_terrarium"));
        command.args(["hash", "--json", "--kind", &kind, "--base-image", &base]).current_dir(shared.join("corpus"));
        let output = command.args(vectors.iter().map(|vector| &vector.file)).output().unwrap();
        let lines: Vec<Value> =
            String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), vectors.len(), "one line for each file");
        for (vector, line) in vectors.iter().zip(lines) {
            assert_eq!(line["file"], vector.file.as_str());
            assert_eq!(line.get("digests"), vector.digests.as_ref(), "{}: {line}", vector.file);
        }
        println!("{} files of kind {kind}", vectors.len());
    }
}
