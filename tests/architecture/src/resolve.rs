//! From a path as it is written to the module that defines what it names.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
};

use crate::{
    syntax::{ImportedName, Namespace, WrittenPath},
    tree::{ModuleId, Workspace},
};

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A module itself.
    Module(ModuleId),
    /// An item that the module defines.
    Item(ModuleId),
    /// Something of a crate outside of the workspace, or nothing: a type parameter looks the same.
    Foreign(String),
}

/// A name in a module.
type Key = (ModuleId, Namespace, String);

/// Lookups under way: re-exports may go round in circles.
type Visited = BTreeSet<Key>;

/// Finds what paths lead to.
pub struct Resolver<'a> {
    workspace: &'a Workspace,
    /// Finished lookups.
    cache: RefCell<HashMap<Key, BTreeSet<Target>>>,
}

impl<'a> Resolver<'a> {
    pub fn new(workspace: &'a Workspace) -> Self {
        Self { workspace, cache: RefCell::default() }
    }

    /// What a path written in a module leads to. Several targets when names are ambiguous.
    pub fn resolve(&self, module: ModuleId, path: &WrittenPath, namespace: Namespace) -> BTreeSet<Target> {
        self.resolve_path(module, path, namespace, &mut Visited::new())
    }

    fn resolve_path(
        &self,
        module: ModuleId,
        path: &WrittenPath,
        namespace: Namespace,
        visited: &mut Visited,
    ) -> BTreeSet<Target> {
        let Some((first, rest)) = path.segments.split_first() else { return BTreeSet::new() };
        let mut targets = self.resolve_first(module, first, path.is_external, rest.is_empty(), namespace, visited);
        for (index, segment) in rest.iter().enumerate() {
            let namespace = if index + 1 == rest.len() { namespace } else { Namespace::Type };
            targets = targets
                .into_iter()
                .flat_map(|target| match target {
                    Target::Module(module) if segment == "super" => {
                        BTreeSet::from_iter(self.workspace.modules[module].parent.map(Target::Module))
                    }
                    Target::Module(module) => self.look_up(module, segment, namespace, visited),
                    // A variant or an associated item is where its type is.
                    item => BTreeSet::from([item]),
                })
                .collect();
        }
        targets
    }

    fn resolve_first(
        &self,
        module: ModuleId,
        first: &str,
        is_external: bool,
        is_last: bool,
        namespace: Namespace,
        visited: &mut Visited,
    ) -> BTreeSet<Target> {
        match first {
            "crate" => BTreeSet::from([Target::Module(self.workspace.root_of(module))]),
            "self" => BTreeSet::from([Target::Module(module)]),
            "super" => BTreeSet::from_iter(self.workspace.modules[module].parent.map(Target::Module)),
            "Self" => BTreeSet::new(),
            name => {
                if !is_external {
                    let namespace = if is_last { namespace } else { Namespace::Type };
                    if visited.contains(&(module, namespace, name.to_owned())) {
                        return BTreeSet::new();
                    }
                    let found = self.look_up(module, name, namespace, visited);
                    if !found.is_empty() {
                        return found;
                    }
                    if is_last && namespace == Namespace::Macro {
                        return self.textual_macro(module, name);
                    }
                }
                match self.workspace.library(name) {
                    Some(root) => BTreeSet::from([Target::Module(root)]),
                    None => BTreeSet::from([Target::Foreign(name.to_owned())]),
                }
            }
        }
    }

    fn look_up(&self, module: ModuleId, name: &str, namespace: Namespace, visited: &mut Visited) -> BTreeSet<Target> {
        let key = (module, namespace, name.to_owned());
        if let Some(found) = self.cache.borrow().get(&key) {
            return found.clone();
        }
        if !visited.insert(key.clone()) {
            return BTreeSet::new();
        }
        let found = self.look_up_unvisited(module, name, namespace, visited);
        visited.remove(&key);
        // Inside of another lookup, a circle may have hidden something.
        if visited.is_empty() {
            self.cache.borrow_mut().insert(key, found.clone());
        }
        found
    }

    fn look_up_unvisited(
        &self,
        module: ModuleId,
        name: &str,
        namespace: Namespace,
        visited: &mut Visited,
    ) -> BTreeSet<Target> {
        let this = &self.workspace.modules[module];
        let mut found = BTreeSet::new();
        if namespace == Namespace::Type {
            found.extend(this.children.get(name).copied().map(Target::Module));
        }
        if this.scope.items.contains(&(namespace, name.to_owned())) {
            found.insert(Target::Item(module));
        }
        if namespace == Namespace::Macro && this.parent.is_none() {
            let exporting = self.workspace.crates[this.krate].exported_macros.get(name);
            found.extend(exporting.into_iter().flatten().copied().map(Target::Item));
        }
        for import in &this.scope.imports {
            if import.name == ImportedName::One(name.to_owned()) {
                found.extend(self.resolve_path(module, &import.path, namespace, visited));
            }
        }
        if !found.is_empty() {
            return found;
        }
        for import in this.scope.imports.iter().filter(|import| import.name == ImportedName::All) {
            for target in self.resolve_path(module, &import.path, Namespace::Type, visited) {
                if let Target::Module(from) = target {
                    found.extend(self.look_up(from, name, namespace, visited));
                }
            }
        }
        found
    }

    /// A `macro_rules!` that is in scope because it was declared before, in a module with `#[macro_use]`.
    fn textual_macro(&self, module: ModuleId, name: &str) -> BTreeSet<Target> {
        let defining = self.workspace.crates[self.workspace.modules[module].krate].macros.get(name);
        defining.into_iter().flatten().copied().map(Target::Item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::tests::workspace;

    /// What a path leads to, as `crate::module` of the defining file.
    fn resolve(workspace: &Workspace, module: &str, path: &str, namespace: Namespace) -> Vec<String> {
        let module = workspace.modules.iter().position(|other| other.path.join("::") == module).unwrap();
        let path = WrittenPath { segments: path.split("::").map(str::to_owned).collect(), is_external: false, line: 1 };
        let name = |id: ModuleId| {
            let mut name = vec![workspace.crates[workspace.modules[id].krate].name.clone()];
            name.extend(workspace.modules[id].path.clone());
            name.join("::")
        };
        let targets = Resolver::new(workspace).resolve(module, &path, namespace);
        let text = |target| match target {
            Target::Module(id) => format!("module {}", name(id)),
            Target::Item(id) => name(id),
            Target::Foreign(name) => format!("foreign {name}"),
        };
        targets.into_iter().map(text).collect()
    }

    #[test]
    fn reexports_lead_to_the_defining_module() {
        let workspace = workspace(&[
            ("a/src/lib.rs", "mod b; mod c; pub use b::*; use c::Renamed as Other;"),
            ("a/src/b/mod.rs", "mod deep; pub use deep::{Item, self as shown};"),
            ("a/src/b/deep.rs", "pub struct Item; pub fn act() {}"),
            ("a/src/c.rs", "pub enum Renamed {}"),
            ("z/src/lib.rs", "pub use a::Item as Again;"),
        ]);
        assert_eq!(resolve(&workspace, "c", "crate::Item::new", Namespace::Value), ["a::b::deep"]);
        assert_eq!(resolve(&workspace, "c", "super::b::shown::act", Namespace::Value), ["a::b::deep"]);
        assert_eq!(resolve(&workspace, "b", "super::Other", Namespace::Type), ["a::c"]);
        assert_eq!(resolve(&workspace, "c", "z::Again", Namespace::Type), ["a::b::deep"]);
        assert_eq!(resolve(&workspace, "b::deep", "super::super::c", Namespace::Type), ["module a::c"]);
        assert_eq!(resolve(&workspace, "c", "sqlx::query", Namespace::Value), ["foreign sqlx"]);
    }

    #[test]
    fn a_module_and_a_function_of_one_name_are_told_apart() {
        let workspace = workspace(&[
            ("a/src/lib.rs", "mod work; mod user; pub use work::work;"),
            ("a/src/work/mod.rs", "mod inner; pub use inner::{work, Thing};"),
            ("a/src/work/inner.rs", "pub fn work() {} pub struct Thing;"),
            ("a/src/user.rs", "use crate::work;"),
        ]);
        assert_eq!(resolve(&workspace, "user", "work", Namespace::Value), ["a::work::inner"]);
        assert_eq!(resolve(&workspace, "user", "work", Namespace::Type), ["module a::work"]);
        assert_eq!(resolve(&workspace, "user", "work::Thing", Namespace::Type), ["a::work::inner"]);
    }

    #[test]
    fn circular_reexports_end() {
        let workspace = workspace(&[
            ("a/src/lib.rs", "mod b; mod c;"),
            ("a/src/b.rs", "pub use super::c::*;"),
            ("a/src/c.rs", "pub use super::b::*; pub use super::b::Gone;"),
        ]);
        assert!(resolve(&workspace, "b", "super::c::Gone", Namespace::Type).is_empty());
    }

    #[test]
    fn macros_are_found_by_import_by_export_and_by_text() {
        let workspace = workspace(&[
            ("a/src/lib.rs", "#[macro_use] mod b; mod c;"),
            ("a/src/b.rs", "macro_rules! textual { () => {} } #[macro_export] macro_rules! shown { () => {} }"),
            ("a/src/c.rs", ""),
        ]);
        assert_eq!(resolve(&workspace, "c", "textual", Namespace::Macro), ["a::b"]);
        assert_eq!(resolve(&workspace, "c", "crate::shown", Namespace::Macro), ["a::b"]);
        assert_eq!(resolve(&workspace, "c", "vec", Namespace::Macro), Vec::<String>::new());
    }
}
