//! The published pairs of definitions that must or must not share a hash.

use definition::{Definition, Digests, canonical};
use serde_json::Value;

fn digests(definition: &Value) -> Digests {
    canonical(&Definition::from_json(definition).expect("reads")).expect("has a hash").digests()
}

#[test]
fn pairs_share_a_hash_exactly_when_they_must() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/pairs-v1.json")).unwrap();
    let pairs = vectors["pairs"].as_array().unwrap();
    assert!(pairs.len() >= 33);
    for pair in pairs {
        let (a, b) = (digests(&pair["a"]), digests(&pair["b"]));
        assert_eq!(serde_json::to_value(a).unwrap(), pair["digests_a"], "{}", pair["title"]);
        assert_eq!(serde_json::to_value(b).unwrap(), pair["digests_b"], "{}", pair["title"]);
        assert_eq!(a.image == b.image, pair["same"], "{}", pair["title"]);
    }
}
