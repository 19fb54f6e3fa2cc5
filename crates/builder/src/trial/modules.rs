//! The modules that a distribution is imported by, from the list of its files.

use std::{
    collections::BTreeSet,
    path::{Component, Path, PathBuf},
};

/// How many modules of one distribution are tried at most.
const MAX_MODULES: usize = 12;
/// Top-level folders and files that are for those who make a package, not for those who use it.
const NOT_FOR_USE: [&str; 13] = [
    "test",
    "tests",
    "testing",
    "doc",
    "docs",
    "example",
    "examples",
    "sample",
    "samples",
    "benchmark",
    "benchmarks",
    "setup",
    "conftest",
];

/// The modules to import, the one that has the name of the distribution first. `files` are below `site-packages`.
/// Empty for stubs, and for packages that only ask for others.
pub fn top_level<'a>(name: &str, files: impl IntoIterator<Item = &'a Path>) -> Vec<String> {
    let mut packages = BTreeSet::new();
    let mut modules = BTreeSet::new();
    for file in files {
        let Some((folders, stem)) = module(file) else { continue };
        if stem == "__init__" {
            packages.insert(folders);
        } else {
            modules.insert([folders, vec![stem]].concat());
        }
    }
    let within = |module: &Vec<String>| (1..module.len()).any(|length| packages.contains(&module[..length]));
    let mut found: Vec<&Vec<String>> = packages.iter().chain(&modules).filter(|module| !within(module)).collect();
    // What lies beside a package of its own, in a folder that others share, is a part that is loaded when it is needed.
    if found.iter().any(|module| module.len() == 1) {
        found.retain(|module| module.len() == 1);
    } else if found.iter().any(|module| packages.contains(*module)) {
        found.retain(|module| packages.contains(*module));
    }
    found.retain(|module| !NOT_FOR_USE.contains(&module[0].as_str()));
    let is_private = |module: &&Vec<String>| module.iter().any(|part| part.starts_with('_'));
    if !found.iter().all(is_private) {
        found.retain(|module| !is_private(module));
    }
    let mut names: Vec<String> = found.into_iter().map(|module| module.join(".")).collect();
    let own = name.replace('-', "_");
    names.sort_by_key(|module| (!module.replace('.', "_").eq_ignore_ascii_case(&own), module.len(), module.clone()));
    names.dedup();
    names.truncate(MAX_MODULES);
    names
}

/// The folders and the name of a module, when the file is one that can be imported by its path.
fn module(file: &Path) -> Option<(Vec<String>, String)> {
    let parts: Vec<&str> = file.components().map(part).collect::<Option<_>>()?;
    let (name, folders) = parts.split_last()?;
    let stem = stem(name)?;
    let folders: Vec<String> = folders.iter().map(|folder| (*folder).to_owned()).collect();
    let named = folders.iter().map(String::as_str).chain([stem]).all(is_identifier);
    (named && !(folders.is_empty() && stem == "__init__")).then(|| (folders, stem.to_owned()))
}

fn part(component: Component<'_>) -> Option<&str> {
    match component {
        Component::Normal(name) => name.to_str(),
        _ => None,
    }
}

/// The name of the module in the name of a file.
fn stem(name: &str) -> Option<&str> {
    if let Some(stem) = name.strip_suffix(".py") {
        return Some(stem);
    }
    is_extension(name).then(|| name.split('.').next().unwrap_or(name))
}

/// Whether a file is a native module by its name: `x.so`, `x.abi3.so`, `x.cpython-311-x86_64-linux-gnu.so`.
pub fn is_extension(name: &str) -> bool {
    let Some((stem, tag)) = name.strip_suffix(".so").map(|name| name.split_once('.').unwrap_or((name, ""))) else {
        return false;
    };
    is_identifier(stem) && !stem.starts_with("lib") && (tag.is_empty() || tag == "abi3" || tag.starts_with("cpython-"))
}

fn is_identifier(name: &str) -> bool {
    let first = name.chars().next();
    first.is_some_and(|first| first.is_alphabetic() || first == '_')
        && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// The path below the folder that modules are found in (`lib/python3.11/site-packages`), for a file of the environment.
pub fn below_site_packages(file: &Path) -> Option<&Path> {
    let mut parts = file.components();
    let prefix: PathBuf = parts.by_ref().take(3).collect();
    let python = prefix.parent()?.file_name()?.to_str()?;
    let is_one = prefix.starts_with("lib") && python.starts_with("python3") && prefix.ends_with("site-packages");
    is_one.then_some(parts.as_path())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules(name: &str, files: &[&str]) -> Vec<String> {
        top_level(name, files.iter().map(Path::new))
    }

    #[test]
    fn packages_and_single_files_are_modules() {
        let files = ["sklearn/__init__.py", "sklearn/svm/__init__.py", "scikit_learn.libs/libgomp-a34b.so.1.0.0"];
        assert_eq!(modules("scikit-learn", &files), ["sklearn"]);
        assert_eq!(modules("six", &["six.py", "six-1.16.0.dist-info/RECORD"]), ["six"]);
        assert_eq!(modules("zstd", &["zstd.cpython-311-x86_64-linux-gnu.so"]), ["zstd"]);
        assert_eq!(modules("x", &["../../../bin/x", "x/__init__.abi3.so"]), ["x"]);
    }

    #[test]
    fn a_shared_folder_leads_to_the_packages_in_it() {
        let files = ["google/cloud/storage/__init__.py", "google/cloud/storage/blob.py", "google/py.typed"];
        assert_eq!(modules("google-cloud-storage", &files), ["google.cloud.storage"]);
        let files = ["azure/ai/ml/__init__.py", "azure/ai/notes.py"];
        assert_eq!(modules("azure-ai-ml", &files), ["azure.ai.ml"]);
        let files = ["matplotlib/__init__.py", "pylab.py", "mpl_toolkits/mplot3d/__init__.py"];
        assert_eq!(modules("matplotlib", &files), ["matplotlib", "pylab"]);
    }

    #[test]
    fn what_is_for_makers_or_private_is_left_out_unless_there_is_nothing_else() {
        let files = ["a/__init__.py", "tests/__init__.py", "setup.py", "docs/conf.py", "_a.py", "conftest.py"];
        assert_eq!(modules("a", &files), ["a"]);
        assert_eq!(modules("cffi", &["_cffi_backend.cpython-311-x86_64-linux-gnu.so"]), ["_cffi_backend"]);
        assert_eq!(modules("odd", &["tests/__init__.py"]), Vec::<String>::new());
    }

    #[test]
    fn stubs_and_packages_that_only_ask_for_others_have_none() {
        assert_eq!(modules("types-six", &["six-stubs/__init__.pyi", "six-stubs/METADATA.toml"]), Vec::<String>::new());
        assert_eq!(modules("jupyter", &["jupyter-1.0.dist-info/RECORD"]), Vec::<String>::new());
    }

    #[test]
    fn native_modules_are_known_by_their_names() {
        for name in ["cv2.abi3.so", "_c.cpython-311-x86_64-linux-gnu.so", "x.so"] {
            assert!(is_extension(name), "{name}");
        }
        for name in ["libgomp-a34b.so.1.0.0", "libxgboost.so", "x.py", "x.so.1", "x.cpp.so"] {
            assert!(!is_extension(name), "{name}");
        }
    }

    #[test]
    fn modules_are_found_below_the_environment() {
        let below = |path| below_site_packages(Path::new(path)).map(|path| path.to_str().unwrap_or_default());
        assert_eq!(below("lib/python3.11/site-packages/six.py"), Some("six.py"));
        assert_eq!(below("lib/python3.11/lib-dynload/x.so"), None);
        assert_eq!(below("bin/six"), None);
    }
}
