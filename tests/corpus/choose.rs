//! Selects the files to build: those that need only the Python index.

use definition::checks::{Severity, check};
use definition::edit::rows;
use definition::{
    Definition, Kind, PackageSource, PythonVersion, canonical, check_python, import, outside, requested_python,
};
use harness::Outcome;
use std::{collections::BTreeSet, fs, path::Path};

/// Packages whose wheels have gigabytes of GPU code: the curated environments cover them.
const LARGE: [&str; 12] = [
    "accelerate",
    "cupy",
    "deepspeed",
    "jax",
    "sentence-transformers",
    "tensorflow",
    "tensorflow-gpu",
    "torch",
    "torchaudio",
    "torchvision",
    "vllm",
    "xformers",
];

/// A file that can be built.
pub struct Candidate {
    /// The path in the corpus.
    pub file: String,
    /// The content.
    pub definition: Definition,
}

/// Selects this many files, spread evenly by name over all that qualify: without errors of checks, without other indexes and
/// missing files, with an available Python, and without those that have the same packages as another one.
pub fn choose(corpus: &Path, pythons: &[PythonVersion], wanted: usize) -> Outcome<Vec<Candidate>> {
    let mut candidates = Vec::new();
    let mut seen = BTreeSet::new();
    for (folder, kind) in [("requirements", Kind::Requirements), ("conda", Kind::Conda)] {
        let mut paths: Vec<_> = fs::read_dir(corpus.join(folder))?.collect::<Result<_, _>>()?;
        paths.sort_by_key(fs::DirEntry::file_name);
        for path in paths {
            let file = format!("{folder}/{}", path.file_name().to_string_lossy());
            let Ok(imported) = import(&fs::read(path.path())?, Some(kind)) else { continue };
            let Some(packages) = packages(&imported.definition, pythons) else { continue };
            if seen.insert(format!("{packages:?}")) {
                candidates.push(Candidate { file, definition: imported.definition });
            }
        }
    }
    println!("{} files qualify", candidates.len());
    let (all, wanted) = (candidates.len(), wanted.min(candidates.len()));
    let spread: BTreeSet<usize> = (0..wanted).map(|number| number * all / wanted).collect();
    Ok(candidates.into_iter().enumerate().filter(|(number, _)| spread.contains(number)).map(|(_, one)| one).collect())
}

/// The names of the packages of a definition that qualifies.
fn packages(definition: &Definition, pythons: &[PythonVersion]) -> Option<Vec<String>> {
    requested_python(definition)?;
    let with_base = Definition { base_image: Some("base:1".into()), ..definition.clone() };
    let is_whole = outside(&canonical(&with_base).ok()?).is_empty();
    let has_errors = check(definition).iter().any(|check| check.severity() == Severity::Error);
    if !is_whole || has_errors || !check_python(pythons, definition).is_empty() {
        return None;
    }
    let mut names = Vec::new();
    for row in rows(definition).iter().filter(|row| row.source == PackageSource::Pip) {
        let line = row.text.trim();
        if line.starts_with('-') || line.contains("://") {
            return None;
        }
        let name = line.split(|letter: char| !letter.is_ascii_alphanumeric() && !"._-".contains(letter)).next()?;
        // A package with a marker may not be needed here.
        if !name.is_empty() && !line.contains(';') {
            names.push(name.to_lowercase().replace(['_', '.'], "-"));
        }
    }
    (!names.is_empty() && !names.iter().any(|name| LARGE.contains(&name.as_str()))).then_some(names)
}
