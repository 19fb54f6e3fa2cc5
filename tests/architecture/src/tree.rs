//! The modules of all crates of the workspace.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    manifest::Package,
    parse::parse,
    syntax::{Declaration, Namespace, Scope},
};

/// The sources of a workspace, read.
#[derive(Debug, Default)]
pub struct Workspace {
    pub(crate) crates: Vec<Crate>,
    pub(crate) modules: Vec<Module>,
}

/// A library or a program. A package may have both.
#[derive(Debug)]
pub(crate) struct Crate {
    pub package: String,
    pub name: String,
    pub is_library: bool,
    pub root: ModuleId,
    /// The modules that define a macro.
    pub macros: BTreeMap<String, Vec<ModuleId>>,
    /// The modules whose macro `#[macro_export]` puts at the root.
    pub exported_macros: BTreeMap<String, Vec<ModuleId>>,
}

pub(crate) type ModuleId = usize;

#[derive(Debug)]
pub(crate) struct Module {
    /// An index of [`Workspace::crates`].
    pub krate: usize,
    /// From the root of the crate, which has none.
    pub path: Vec<String>,
    /// Relative to the workspace.
    pub file: PathBuf,
    pub parent: Option<ModuleId>,
    /// The module that the file belongs to: itself, unless it is `mod name { … }` in the file of another.
    pub file_owner: ModuleId,
    pub children: BTreeMap<String, ModuleId>,
    pub scope: Scope,
}

/// Why sources could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A package without `src/lib.rs` and `src/main.rs`.
    #[error("package {package} has neither src/lib.rs nor src/main.rs: this test does not find its sources")]
    NoSources {
        /// The package.
        package: String,
    },
    /// A `mod` item without its file.
    #[error("{file}:{line}: the file of module {name} was not found")]
    NoModule {
        /// Where it is declared.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// As it is declared.
        name: String,
    },
    /// A file that is not Rust.
    #[error("{file}:{line}: {source}")]
    Syntax {
        /// The file.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong there.
        source: syn::Error,
    },
}

/// Gives the text of a file, if it exists.
type Open<'a> = &'a dyn Fn(&Path) -> Option<String>;

impl Workspace {
    /// Reads the sources of packages from the disk.
    ///
    /// # Errors
    ///
    /// A file that is missing or is not Rust.
    pub fn read(folder: &Path, packages: &[Package]) -> Result<Self, ReadError> {
        Self::read_with(packages, &|path| fs::read_to_string(folder.join(path)).ok())
    }

    /// # Errors
    ///
    /// As [`Self::read`].
    pub(crate) fn read_with(packages: &[Package], open: Open<'_>) -> Result<Self, ReadError> {
        let mut workspace = Self::default();
        for package in packages {
            let before = workspace.crates.len();
            for (file, is_library) in [("src/lib.rs", true), ("src/main.rs", false)] {
                let file = package.folder.join(file);
                if let Some(text) = open(&file) {
                    workspace.read_crate(package, is_library, file, &text, open)?;
                }
            }
            if workspace.crates.len() == before {
                return Err(ReadError::NoSources { package: package.name.clone() });
            }
        }
        Ok(workspace)
    }

    fn read_crate(
        &mut self,
        package: &Package,
        is_library: bool,
        file: PathBuf,
        text: &str,
        open: Open<'_>,
    ) -> Result<(), ReadError> {
        let root = self.modules.len();
        let krate = self.crates.len();
        let (package, name) = (package.name.clone(), package.crate_name());
        let (macros, exported_macros) = (BTreeMap::new(), BTreeMap::new());
        self.crates.push(Crate { package, name, is_library, root, macros, exported_macros });
        let scope = parse_file(&file, text)?.unwrap_or_default();
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        let module =
            Module { krate, path: Vec::new(), file, parent: None, file_owner: root, children: BTreeMap::new(), scope };
        self.read_module(module, &folder, open)?;
        Ok(())
    }

    /// Adds a module and those that it declares, whose files are in the folder.
    fn read_module(&mut self, mut module: Module, folder: &Path, open: Open<'_>) -> Result<ModuleId, ReadError> {
        let id = self.modules.len();
        let declarations = std::mem::take(&mut module.scope.declarations);
        let krate = &mut self.crates[module.krate];
        for (_, name) in module.scope.items.iter().filter(|(namespace, _)| *namespace == Namespace::Macro) {
            krate.macros.entry(name.clone()).or_default().push(id);
        }
        for name in &module.scope.exported_macros {
            krate.exported_macros.entry(name.clone()).or_default().push(id);
        }
        self.modules.push(module);
        for declaration in declarations {
            let name = declaration.name.clone();
            if let Some(child) = self.read_child(id, declaration, folder, open)? {
                self.modules[id].children.insert(name, child);
            }
        }
        Ok(id)
    }

    fn read_child(
        &mut self,
        parent: ModuleId,
        declaration: Declaration,
        folder: &Path,
        open: Open<'_>,
    ) -> Result<Option<ModuleId>, ReadError> {
        let Module { krate, path, file, file_owner, .. } = &self.modules[parent];
        let (krate, file_owner) = (*krate, *file_owner);
        let path = [path.as_slice(), std::slice::from_ref(&declaration.name)].concat();
        let own_folder = folder.join(&declaration.name);
        if let Some(scope) = declaration.inline {
            let file = file.clone();
            let module =
                Module { krate, path, file, parent: Some(parent), file_owner, children: BTreeMap::new(), scope };
            return self.read_module(module, &own_folder, open).map(Some);
        }
        let candidates = match &declaration.file {
            Some(name) => vec![file.parent().unwrap_or(Path::new("")).join(name)],
            None => vec![folder.join(format!("{}.rs", declaration.name)), own_folder.join("mod.rs")],
        };
        let Some((file, text)) =
            candidates.into_iter().find_map(|candidate| open(&candidate).map(|text| (candidate, text)))
        else {
            return Err(ReadError::NoModule {
                file: file.clone(),
                line: declaration.line,
                name: declaration.name.clone(),
            });
        };
        let Some(scope) = parse_file(&file, &text)? else { return Ok(None) };
        let file_owner = self.modules.len();
        let module = Module { krate, path, file, parent: Some(parent), file_owner, children: BTreeMap::new(), scope };
        self.read_module(module, &own_folder, open).map(Some)
    }

    /// The library that a path begins with.
    pub(crate) fn library(&self, name: &str) -> Option<ModuleId> {
        self.crates.iter().find(|krate| krate.is_library && krate.name == name).map(|krate| krate.root)
    }

    pub(crate) fn root_of(&self, module: ModuleId) -> ModuleId {
        self.crates[self.modules[module].krate].root
    }

    pub(crate) fn package_of(&self, module: ModuleId) -> &str {
        &self.crates[self.modules[module].krate].package
    }

    /// Whether a module is in another or is the other.
    pub(crate) fn is_within(&self, module: ModuleId, ancestor: ModuleId) -> bool {
        let (module, ancestor) = (&self.modules[module], &self.modules[ancestor]);
        module.krate == ancestor.krate && module.path.starts_with(&ancestor.path)
    }
}

fn parse_file(file: &Path, text: &str) -> Result<Option<Scope>, ReadError> {
    parse(text).map_err(|source| ReadError::Syntax { file: file.to_owned(), line: source.span().start().line, source })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::manifest::Dependency;

    /// A package whose folder has its name.
    pub fn package(name: &str, dependencies: &[&str]) -> Package {
        let dependencies = dependencies
            .iter()
            .map(|package| Dependency { package: (*package).to_owned(), for_tests: false, line: 1 })
            .collect();
        Package { name: name.to_owned(), folder: PathBuf::from(name), dependencies }
    }

    /// The packages are the first parts of the paths.
    pub fn workspace(files: &[(&str, &str)]) -> Workspace {
        let mut names: Vec<&str> = files.iter().filter_map(|(path, _)| path.split('/').next()).collect();
        names.dedup();
        let packages: Vec<Package> = names.into_iter().map(|name| package(name, &[])).collect();
        let open =
            |path: &Path| files.iter().find(|(file, _)| Path::new(file) == path).map(|(_, text)| (*text).to_owned());
        Workspace::read_with(&packages, &open).unwrap()
    }

    #[test]
    fn modules_are_found_in_both_shapes_of_folders() {
        let workspace = workspace(&[
            ("a/src/lib.rs", "mod b; mod c; mod d { mod e; } #[cfg(test)] mod tests;"),
            ("a/src/b.rs", "mod inner;"),
            ("a/src/b/inner.rs", ""),
            ("a/src/c/mod.rs", "#[path = \"other.rs\"] mod named;"),
            ("a/src/c/other.rs", ""),
            ("a/src/d/e.rs", ""),
        ]);
        let paths: Vec<String> = workspace.modules.iter().map(|module| module.path.join("::")).collect();
        assert_eq!(paths, ["", "b", "b::inner", "c", "c::named", "d", "d::e"]);
        let inline = &workspace.modules[5];
        assert_eq!(inline.file_owner, 0, "an inline module belongs to the file that it is in");
    }

    #[test]
    fn a_missing_module_names_its_declaration() {
        let open = |path: &Path| (path == Path::new("a/src/lib.rs")).then(|| "\nmod gone;".to_owned());
        let error = Workspace::read_with(&[package("a", &[])], &open).unwrap_err();
        assert_eq!(error.to_string(), "a/src/lib.rs:2: the file of module gone was not found");
    }
}
