//! Definitions as people have them.

use super::index::Index;
use serde_json::{Value, json};

/// A conda environment on the default base image.
pub fn conda<const N: usize>(packages: [&str; N]) -> Value {
    json!({ "python": { "condaDependencies": { "channels": ["main"], "dependencies": packages.as_slice() } } })
}

/// Pip requirements on the default base image.
pub fn pip<const N: usize>(requirements: [&str; N]) -> Value {
    let pip = requirements.as_slice();
    json!({ "python": { "condaDependencies": { "dependencies": ["python=3.11", { "pip": pip }] } } })
}

/// A Dockerfile whose user manages the packages.
pub fn dockerfile(text: &str) -> Value {
    json!({ "docker": { "baseDockerfile": text }, "python": { "userManagedDependencies": true } })
}

/// Docker steps for the engine of these tests, which knows `say`, `fail`, `drift` and `panic`. The base is one of several
/// stages, so nobody looks for it anywhere.
pub fn steps<const N: usize>(steps: [&str; N]) -> Value {
    let steps = steps.map(|step| format!("RUN {step}\n")).concat();
    dockerfile(&format!("FROM scratch AS start\n{steps}FROM start\n"))
}

/// A definition whose packages come from this index only.
pub fn from(index: &Index, requirements: &[&str]) -> Value {
    let options = format!("--index-url {}", index.address);
    let pip: Vec<&str> = std::iter::once(options.as_str()).chain(requirements.iter().copied()).collect();
    let dockerfile = "FROM scratch AS start\nFROM start\n";
    json!({
        "docker": { "baseDockerfile": dockerfile },
        "python": { "condaDependencies": { "dependencies": ["python", { "pip": pip }] } }
    })
}
