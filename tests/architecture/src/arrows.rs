//! Which module uses which, and where.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    resolve::{Resolver, Target},
    syntax::{Import, ImportedName, NAMESPACES, PathUse, WrittenPath},
    tree::{ModuleId, Workspace},
};

/// A use of what another file defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrow {
    pub from: ModuleId,
    pub to: ModuleId,
    /// Where the path is, from 1.
    pub line: usize,
    /// As it is written.
    pub path: String,
}

/// A use of a crate outside of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignUse {
    pub from: ModuleId,
    pub krate: String,
    pub line: usize,
    pub path: String,
}

/// Everything that sources use.
#[derive(Debug, Default)]
pub struct Uses {
    /// One for each pair of files: the first in the text, imports before other uses.
    pub(crate) arrows: Vec<Arrow>,
    /// One for each file and crate: the first in the text, imports before other uses.
    pub(crate) foreign: Vec<ForeignUse>,
}

impl Uses {
    /// Resolves every path of the sources.
    #[must_use]
    pub fn find(workspace: &Workspace) -> Self {
        let resolver = Resolver::new(workspace);
        let mut collected = Collected { workspace, resolver, arrows: BTreeMap::new(), foreign: BTreeMap::new() };
        for id in 0..workspace.modules.len() {
            collected.add_module(id);
        }
        Self { arrows: collected.arrows.into_values().collect(), foreign: collected.foreign.into_values().collect() }
    }
}

struct Collected<'a> {
    workspace: &'a Workspace,
    resolver: Resolver<'a>,
    arrows: BTreeMap<(ModuleId, ModuleId), Arrow>,
    foreign: BTreeMap<(ModuleId, String), ForeignUse>,
}

impl Collected<'_> {
    fn add_module(&mut self, id: ModuleId) {
        let scope = &self.workspace.modules[id].scope;
        let single_uses: BTreeSet<&str> = scope
            .uses
            .iter()
            .filter_map(|path| match path.path.segments.as_slice() {
                [name] => Some(name.as_str()),
                _ => None,
            })
            .collect();
        for import in &scope.imports {
            self.add_import(id, import, &single_uses);
        }
        for path in &scope.uses {
            if !is_variable(path, &scope.variables) {
                self.add_use(id, path);
            }
        }
    }

    fn add_import(&mut self, id: ModuleId, import: &Import, single_uses: &BTreeSet<&str>) {
        let mut targets = BTreeSet::new();
        for namespace in NAMESPACES {
            targets.extend(self.resolver.resolve(id, &import.path, namespace));
        }
        let names_module = targets.iter().any(|target| matches!(target, Target::Module(_)));
        for target in targets {
            match target {
                Target::Foreign(krate) => self.add_foreign(id, krate, &import.path),
                // A module that is imported, or all of it, counts where something of it is used.
                Target::Module(_) => {}
                // A function that shares its name with a module comes along unasked.
                Target::Item(_)
                    if names_module
                        && !matches!(&import.name, ImportedName::One(name) if single_uses.contains(name.as_str())) => {}
                // A folder may show what is in it.
                Target::Item(to) if import.is_reexport && self.workspace.is_within(to, id) => {}
                Target::Item(to) => self.add_arrow(id, to, &import.path),
            }
        }
    }

    fn add_use(&mut self, id: ModuleId, path: &PathUse) {
        for target in self.resolver.resolve(id, &path.path, path.namespace) {
            match target {
                Target::Item(to) => self.add_arrow(id, to, &path.path),
                // A single name is a variable, a type parameter or of the prelude.
                Target::Foreign(krate) if path.path.segments.len() > 1 => self.add_foreign(id, krate, &path.path),
                Target::Foreign(_) | Target::Module(_) => {}
            }
        }
    }

    fn add_arrow(&mut self, from: ModuleId, to: ModuleId, path: &WrittenPath) {
        let (from, to) = (self.workspace.modules[from].file_owner, self.workspace.modules[to].file_owner);
        if from != to {
            self.arrows.entry((from, to)).or_insert_with(|| Arrow { from, to, line: path.line, path: path.text() });
        }
    }

    fn add_foreign(&mut self, from: ModuleId, krate: String, path: &WrittenPath) {
        let from = self.workspace.modules[from].file_owner;
        let (line, path) = (path.line, path.text());
        self.foreign.entry((from, krate.clone())).or_insert(ForeignUse { from, krate, line, path });
    }
}

/// Whether a name is that of a variable somewhere in the file, or a field among the tokens of a macro.
fn is_variable(path: &PathUse, variables: &BTreeSet<String>) -> bool {
    matches!(path.path.segments.as_slice(), [name] if variables.contains(name))
}

#[cfg(test)]
mod tests {
    use super::Uses;
    use crate::tree::tests::workspace;

    /// `from -> to: path:line` of all arrows.
    fn arrows(files: &[(&str, &str)]) -> Vec<String> {
        let workspace = workspace(files);
        let name = |id: usize| {
            let path = workspace.modules[id].path.join("::");
            if path.is_empty() { "root".to_owned() } else { path }
        };
        let uses = Uses::find(&workspace);
        uses.arrows
            .iter()
            .map(|arrow| format!("{} -> {}: {}:{}", name(arrow.from), name(arrow.to), arrow.path, arrow.line))
            .collect()
    }

    #[test]
    fn a_folder_may_declare_and_show_its_children() {
        assert_eq!(
            arrows(&[
                ("a/src/lib.rs", "mod b;\npub use b::{One, two};"),
                ("a/src/b/mod.rs", "mod c;\npub(crate) use c::{One, two};"),
                ("a/src/b/c.rs", "pub struct One; pub fn two() {}"),
            ]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_folder_that_uses_what_it_shows_has_an_arrow() {
        assert_eq!(
            arrows(&[
                ("a/src/lib.rs", "mod b;\npub use b::One;\nfn f() -> One { One }"),
                ("a/src/b.rs", "pub struct One;"),
            ]),
            ["root -> b: One:3"]
        );
    }

    #[test]
    fn paths_in_types_expressions_and_macros_are_arrows() {
        assert_eq!(
            arrows(&[
                ("a/src/lib.rs", "mod b;\nmod c;\nmod d;\nmod e;"),
                ("a/src/b.rs", "fn f(one: crate::c::One) {\n crate::d::act();\n print!(\"{}\", super::e::MAX); }"),
                ("a/src/c.rs", "pub struct One;"),
                ("a/src/d.rs", "pub fn act() {}"),
                ("a/src/e.rs", "pub const MAX: u8 = 1;"),
            ]),
            ["b -> c: crate::c::One:1", "b -> d: crate::d::act:2", "b -> e: super::e::MAX:3"]
        );
    }

    #[test]
    fn an_imported_module_counts_where_it_is_used() {
        assert_eq!(
            arrows(&[
                ("a/src/lib.rs", "mod b;\nmod c;"),
                ("a/src/b.rs", "use crate::c;\nfn f() { c::d::act() }"),
                ("a/src/c/mod.rs", "pub mod d;"),
                ("a/src/c/d.rs", "pub fn act() {}"),
            ]),
            ["b -> c::d: c::d::act:2"]
        );
    }

    #[test]
    fn names_from_a_glob_count_unless_they_are_variables() {
        assert_eq!(
            arrows(&[
                ("a/src/lib.rs", "mod b;\nmod c;"),
                ("a/src/b.rs", "use crate::c::*;\nfn f(act: u8) -> One { act }"),
                ("a/src/c/mod.rs", "mod d;\nmod e;\npub use d::act;\npub use e::One;"),
                ("a/src/c/d.rs", "pub fn act() {}"),
                ("a/src/c/e.rs", "pub struct One;"),
            ]),
            ["b -> c::e: One:2"]
        );
    }

    #[test]
    fn uses_of_other_crates_are_found_through_reexports() {
        let workspace = workspace(&[
            ("a/src/lib.rs", "pub use sqlx::Pool as Connections;"),
            ("b/src/lib.rs", "use a::Connections;\nfn f() {\n  sqlx::query!(\"\"); }"),
        ]);
        let found: Vec<(usize, String, usize)> =
            Uses::find(&workspace).foreign.iter().map(|found| (found.from, found.krate.clone(), found.line)).collect();
        assert_eq!(found, [(0, "sqlx".to_owned(), 1), (1, "sqlx".to_owned(), 1)]);
    }
}
