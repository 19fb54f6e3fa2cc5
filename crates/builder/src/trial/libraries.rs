//! Which libraries the native code of an environment needs and does not find, looked up as the dynamic loader does it.
//!
//! A library that another package of the environment brings counts as found wherever it is: packages load those of others
//! before their own (`torchvision` those of `torch`), which no file tells.

use super::{
    elf::Object,
    modules::{below_site_packages, is_extension},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::{Component, Path, PathBuf},
};

/// How many libraries are followed from one module.
const MAX_STEPS: usize = 2000;
/// Where the environment is, without the first slash.
const ENVIRONMENT: &str = "opt/env";

/// A library that native code needs and does not find.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Its name, as the code asks for it.
    pub library: String,
    /// The file that asks for it, below the environment.
    pub wanted_by: PathBuf,
}

/// The native code of an environment, and the libraries of the image that it is in.
pub struct Libraries {
    objects: BTreeMap<PathBuf, Object>,
    /// Where each name of a library is in the environment.
    names: HashMap<String, PathBuf>,
    /// The names of the libraries that the loader finds by itself.
    image: BTreeSet<String>,
}

impl Libraries {
    /// The native code of an environment, each file with what it says about itself, in an image with these libraries.
    pub fn new(objects: BTreeMap<PathBuf, Object>, image: impl IntoIterator<Item = String>) -> Self {
        let mut names = HashMap::new();
        for (path, object) in &objects {
            let file = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
            for name in file.into_iter().chain(object.soname.clone()) {
                names.entry(name).or_insert_with(|| path.clone());
            }
        }
        Self { objects, names, image: image.into_iter().collect() }
    }

    /// What each file says about itself.
    pub fn objects(&self) -> &BTreeMap<PathBuf, Object> {
        &self.objects
    }

    /// Where the environment has a library of this name.
    pub fn in_environment(&self, library: &str) -> Option<&Path> {
        self.names.get(library).map(PathBuf::as_path)
    }

    /// The native modules of the environment.
    pub fn modules(&self) -> impl Iterator<Item = &Path> {
        let is_module = |path: &&Path| {
            let name = path.file_name().and_then(|name| name.to_str());
            below_site_packages(path).is_some() && name.is_some_and(is_extension)
        };
        self.objects.keys().map(PathBuf::as_path).filter(is_module)
    }

    /// The files that ask for a library themselves.
    pub fn that_want<'a>(&'a self, library: &'a str) -> impl Iterator<Item = &'a Path> {
        let wants = move |object: &Object| object.needed.iter().any(|needed| needed == library);
        self.objects.iter().filter(move |(_, object)| wants(object)).map(|(path, _)| path.as_path())
    }

    /// What a file and the libraries that it leads to need and do not find.
    pub fn missing(&self, file: &Path) -> BTreeSet<Missing> {
        let mut missing = BTreeSet::new();
        let mut seen = BTreeSet::from([file.to_owned()]);
        // Each with the folders that its loaders hand on.
        let mut waiting: Vec<(PathBuf, Vec<PathBuf>)> = vec![(file.to_owned(), Vec::new())];
        while let Some((path, inherited)) = waiting.pop() {
            let Some(object) = self.objects.get(&path).filter(|_| seen.len() <= MAX_STEPS) else { continue };
            let own = |paths: &[String]| paths.iter().flat_map(|text| folders(text, &path)).collect::<Vec<_>>();
            // The old kind of path counts for what it leads to as well, the new one only for itself.
            let handed_on = match object.runpath.as_slice() {
                [] => [own(&object.rpath), inherited].concat(),
                _ => inherited,
            };
            let searched = match object.runpath.as_slice() {
                [] => handed_on.clone(),
                runpath => own(runpath),
            };
            for library in &object.needed {
                match self.find(library, &searched) {
                    Found::Here(found) => {
                        if seen.insert(found.clone()) {
                            waiting.push((found, handed_on.clone()));
                        }
                    }
                    Found::InImage => {}
                    Found::Nowhere => {
                        missing.insert(Missing { library: library.clone(), wanted_by: path.clone() });
                    }
                }
            }
        }
        missing
    }

    fn find(&self, library: &str, folders: &[PathBuf]) -> Found {
        let in_folders = folders.iter().map(|folder| folder.join(library)).find(|path| self.objects.contains_key(path));
        match in_folders {
            Some(path) => Found::Here(path),
            // A path stands for itself; whether the image has it is not known.
            None if self.image.contains(library) || library.contains('/') => Found::InImage,
            None => self.names.get(library).map_or(Found::Nowhere, |path| Found::Here(path.clone())),
        }
    }
}

enum Found {
    Here(PathBuf),
    InImage,
    Nowhere,
}

/// The folders that an entry of a search path means for a file, as far as they are in the environment.
fn folders(entry: &str, file: &Path) -> Vec<PathBuf> {
    let origin = Path::new("/").join(ENVIRONMENT).join(file.parent().unwrap_or(Path::new("")));
    let origin = origin.to_string_lossy();
    let entry = entry.replace("${ORIGIN}", &origin).replace("$ORIGIN", &origin);
    let entries = if entry.contains("$LIB") || entry.contains("${LIB}") {
        let with = |folder| entry.replace("${LIB}", folder).replace("$LIB", folder);
        vec![with("lib"), with("lib64"), with("lib/x86_64-linux-gnu"), with("lib/aarch64-linux-gnu")]
    } else {
        vec![entry]
    };
    let below = |entry: String| Some(plain(Path::new(&entry))?.strip_prefix(ENVIRONMENT).ok()?.to_owned());
    entries.into_iter().filter_map(below).collect()
}

/// An absolute path without `.` and `..`, and without the first slash.
fn plain(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for component in path.strip_prefix("/").ok()?.components() {
        match component {
            Component::Normal(name) => plain.push(name),
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = "lib/python3.11/site-packages";

    fn object(needed: &[&str]) -> Object {
        Object { needed: needed.iter().map(|name| (*name).to_owned()).collect(), ..Object::default() }
    }

    fn libraries(objects: Vec<(&str, Object)>) -> Libraries {
        let below = |path: &str| Path::new(SITE).join(path);
        Libraries::new(
            objects.into_iter().map(|(path, object)| (below(path), object)).collect(),
            ["libc.so.6".to_owned()],
        )
    }

    fn missing(libraries: &Libraries, file: &str) -> Vec<String> {
        let told = |missing: Missing| {
            let by = below_site_packages(&missing.wanted_by).unwrap().display().to_string();
            format!("{} for {by}", missing.library)
        };
        libraries.missing(&Path::new(SITE).join(file)).into_iter().map(told).collect()
    }

    #[test]
    fn every_missing_library_is_named_not_only_the_first() {
        let found = libraries(vec![("cv2.abi3.so", object(&["libGL.so.1", "libc.so.6", "libgthread-2.0.so.0"]))]);
        assert_eq!(
            missing(&found, "cv2.abi3.so"),
            ["libGL.so.1 for cv2.abi3.so", "libgthread-2.0.so.0 for cv2.abi3.so"]
        );
        assert_eq!(found.modules().count(), 1);
    }

    #[test]
    fn a_library_is_followed_to_what_it_needs_itself() {
        let module = Object { runpath: vec!["$ORIGIN/../a.libs".into()], ..object(&["libb-1.so"]) };
        let found = libraries(vec![("a/c.abi3.so", module), ("a.libs/libb-1.so", object(&["libX11.so.6"]))]);
        assert_eq!(missing(&found, "a/c.abi3.so"), ["libX11.so.6 for a.libs/libb-1.so"]);
    }

    #[test]
    fn a_loader_hands_on_the_old_kind_of_path_and_not_the_new_one() {
        // Both folders have the library; what it needs in turn tells which one was taken.
        let tree = |module: Object| {
            libraries(vec![
                ("a/c.so", module),
                ("a/libmiddle.so", object(&["libend.so"])),
                ("near/libend.so", object(&["libnear.so"])),
                ("a-far/libend.so", object(&["libfar.so"])),
            ])
        };
        let old = tree(Object {
            rpath: vec!["$ORIGIN:x".into(), "$ORIGIN".into(), "$ORIGIN/../near".into()],
            ..object(&["libmiddle.so"])
        });
        assert_eq!(missing(&old, "a/c.so"), ["libnear.so for near/libend.so"]);
        let new =
            tree(Object { runpath: vec!["$ORIGIN".into(), "$ORIGIN/../near".into()], ..object(&["libmiddle.so"]) });
        assert_eq!(missing(&new, "a/c.so"), ["libfar.so for a-far/libend.so"]);
    }

    #[test]
    fn what_another_package_brings_is_found_wherever_it_is() {
        let torch = Object { soname: Some("libc10.so".into()), ..Object::default() };
        let found = libraries(vec![("vision/_C.so", object(&["libc10.so"])), ("torch/lib/libc10-1.so", torch)]);
        assert_eq!(missing(&found, "vision/_C.so"), Vec::<String>::new());
        assert!(found.in_environment("libc10.so").is_some());
    }

    #[test]
    fn circles_end_and_paths_out_of_the_environment_lead_nowhere() {
        let one = Object {
            rpath: vec!["/usr/local/cuda/lib64".into(), "$ORIGIN/../../../../../../..".into()],
            ..object(&["libtwo.so"])
        };
        let found = libraries(vec![("one.so", one), ("libtwo.so", object(&["libtwo.so", "one.so", "libcuda.so.1"]))]);
        assert_eq!(missing(&found, "one.so"), ["libcuda.so.1 for libtwo.so"]);
    }

    #[test]
    fn folders_of_search_paths_are_expanded() {
        let file = Path::new("lib/a/b.so");
        assert_eq!(folders("${ORIGIN}/../c/./d", file), [Path::new("lib/c/d")]);
        assert_eq!(folders("/opt/env/$LIB", file)[0], Path::new("lib"));
        assert_eq!(folders("relative", file), Vec::<PathBuf>::new());
    }
}
