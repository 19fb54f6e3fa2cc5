//! The vectors: the published pairs, and where they are there the digests of real files. The same code runs natively
//! and in a browser (`--target wasm32-unknown-unknown`).

use definition::{Definition, Digests, Fingerprint, Kind, canonical, import};
use serde_json::Value;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn digests(definition: &Definition) -> Value {
    let digests: Digests = canonical(definition).expect("has a hash").digests();
    serde_json::to_value(digests).expect("digests are JSON")
}

#[test]
#[wasm_bindgen_test]
fn pairs_share_a_hash_exactly_when_they_must() {
    let vectors: Value = serde_json::from_str(vectors::PAIRS).expect("the pairs are JSON");
    let pairs = vectors["pairs"].as_array().expect("a list of pairs");
    assert!(pairs.len() >= 127);
    for pair in pairs {
        let [a, b] = ["a", "b"].map(|side| digests(&Definition::from_json(&pair[side]).expect("a definition")));
        assert_eq!(a, pair["digests_a"], "{}", pair["title"]);
        assert_eq!(b, pair["digests_b"], "{}", pair["title"]);
        assert_eq!(a["image"] == b["image"], pair["same"], "{}", pair["title"]);
    }
}

#[test]
#[wasm_bindgen_test]
fn what_no_tool_can_build_is_refused_at_its_line() {
    let vectors: Value = serde_json::from_str(vectors::PAIRS).expect("the pairs are JSON");
    let invalid = vectors["invalid"].as_array().expect("a list of definitions");
    assert!(invalid.len() >= 6);
    for vector in invalid {
        let read = Definition::from_json(&vector["definition"]).expect("a definition");
        let refused = canonical(&read).expect_err("it has no hash");
        assert_eq!(serde_json::to_value(refused.line()).expect("a number"), vector["line"], "{}", vector["title"]);
    }
}

#[test]
#[wasm_bindgen_test]
fn fingerprints_are_those_published_and_tell_the_differences() {
    let vectors: Value = serde_json::from_str(vectors::FINGERPRINTS).expect("the fingerprints are JSON");
    let list = vectors["fingerprints"].as_array().expect("a list of fingerprints");
    let fingerprints: Vec<Fingerprint> = list
        .iter()
        .map(|vector| {
            let definition = Definition::from_json(&vector["definition"]).expect("a definition");
            let fingerprint = canonical(&definition).expect("has a hash").fingerprint();
            let published = serde_json::from_value(vector["fingerprint"].clone()).expect("a fingerprint");
            assert_eq!(fingerprint, published);
            published
        })
        .collect();
    let distances = vectors["distances"].as_array().expect("a list of distances");
    assert_eq!(distances.len(), 3);
    for vector in distances {
        let of = |side: usize| {
            &fingerprints[usize::try_from(vector["of"][side].as_u64().expect("an index")).expect("small")]
        };
        assert_eq!(of(0).distance(of(1), usize::MAX), vector["distance"], "{vector}");
    }
}

#[test]
#[wasm_bindgen_test]
fn real_files_have_the_expected_digests() {
    let Some(hash) = vectors::HASH else {
        return match vectors::CORPUS {
            [] => skip::because("there is no ../shared beside the repository"),
            _ => skip::even_in_ci("../shared has no vectors of this version of the hash"),
        };
    };
    let expected: Value = serde_json::from_str(hash).expect("the vectors are JSON");
    let base_image = expected["base_image_for_conda_and_requirements"].as_str().expect("a base image");
    let list = expected["vectors"].as_array().expect("a list of vectors");
    let mismatches: Vec<String> = list.iter().filter_map(|vector| mismatch(vector, base_image)).collect();
    assert!(mismatches.is_empty(), "{} of {}:\n{}", mismatches.len(), list.len(), mismatches.join("\n"));
}

fn mismatch(vector: &Value, base_image: &str) -> Option<String> {
    let file = vector["file"].as_str().expect("a file name");
    let (_, bytes) = vectors::CORPUS.iter().find(|(name, _)| *name == file).expect("in the corpus");
    let kind: Kind = serde_json::from_value(vector["kind"].clone()).expect("a kind");
    let found = import(bytes, Some(kind)).map_err(|error| (error.line, error.message)).and_then(|imported| {
        let mut definition = imported.definition;
        if kind != Kind::Dockerfile {
            definition.base_image = Some(base_image.to_owned());
        }
        canonical(&definition).map_err(|invalid| (invalid.line(), invalid.to_string()))
    });
    match (found, vector.get("digests")) {
        (Ok(canonical), Some(expected)) => {
            let digests = serde_json::to_value(canonical.digests()).expect("digests are JSON");
            (digests != *expected).then(|| format!("{file}: {digests} instead of {expected}"))
        }
        (Ok(_), None) => Some(format!("{file}: read, but invalid: {}", vector["invalid"])),
        (Err(error), Some(_)) => Some(format!("{file}: {error:?}")),
        // The published reason begins with the line, where there is one.
        (Err((line, message)), None) => {
            let reason = vector["invalid"].as_str().expect("a reason");
            let expected = reason.split_once("line ").and_then(|(_, rest)| rest.split(':').next()?.parse::<u32>().ok());
            (expected.is_some() && expected != line).then(|| format!("{file}: {line:?} {message}, not {reason}"))
        }
    }
}

#[test]
#[wasm_bindgen_test]
fn every_file_of_the_corpus_is_read_or_refused_with_help() {
    if vectors::CORPUS.is_empty() {
        skip::because("there is no ../shared/corpus beside the repository");
    }
    for (name, bytes) in vectors::CORPUS {
        for kind in [None, Some(Kind::Conda), Some(Kind::Requirements), Some(Kind::V1), Some(Kind::V2)] {
            match import(bytes, kind) {
                Ok(imported) => drop(canonical(&imported.definition)),
                Err(error) => assert!(!error.message.is_empty() && !error.help.is_empty(), "{name}: {error:?}"),
            }
        }
    }
}
