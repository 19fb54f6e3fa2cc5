//! Definitions in one line.

use definition::{Canonical, Definition, Kind, canonical, import};

/// The definition of a conda file, on a base image.
pub fn conda(text: &str) -> Definition {
    let imported = import(text.as_bytes(), Some(Kind::Conda)).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    Definition { base_image: Some("python:3.12".into()), ..imported.definition }
}

/// The canonical form of a conda file, on a base image.
pub fn conda_canonical(text: &str) -> Canonical {
    canonical(&conda(text)).expect("has a base image")
}

/// The canonical form of a Dockerfile.
pub fn dockerfile_canonical(text: &str) -> Canonical {
    let imported = import(text.as_bytes(), Some(Kind::Dockerfile)).expect("a Dockerfile");
    canonical(&imported.definition).expect("has a base")
}
