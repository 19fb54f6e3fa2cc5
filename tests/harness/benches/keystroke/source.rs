//! The definitions of drafts and images.

use crate::PACKAGES;
use definition::{Definition, Kind, import};

/// The definition of an image. Few have as many packages as the largest drafts, and each has some in a unique version.
pub fn image(seed: usize) -> Definition {
    let packages = if seed < 4 * PACKAGES.len() { PACKAGES[seed % PACKAGES.len()] } else { PACKAGES[0] };
    definition(packages, seed + 1)
}

/// The definition of a draft after its file was dropped and its base image entered.
pub fn definition(packages: usize, seed: usize) -> Definition {
    let imported = import(conda(packages, seed).as_bytes(), Some(Kind::Conda));
    let definition = imported.map(|imported| imported.definition).unwrap_or_default();
    Definition { base_image: Some("python:3.12".into()), ..definition }
}

/// A conda file of pinned packages, half conda, half pip; the seed selects versions.
pub fn conda(packages: usize, seed: usize) -> String {
    let version = |number: usize| if number < 50 && number.is_multiple_of(5) { seed * (number + 1) } else { 0 };
    let (conda, pip): (Vec<_>, Vec<_>) = (0..packages).partition(|number| number % 2 == 0);
    let conda = conda.iter().map(|number| format!("  - package-{number:04}=1.{number}.{}\n", version(*number)));
    let pip = pip.iter().map(|number| format!("      - package-{number:04}==1.{number}.{}\n", version(*number)));
    format!(
        "channels: [conda-forge]\ndependencies:\n{}  - pip:\n{}",
        conda.collect::<String>(),
        pip.collect::<String>()
    )
}
