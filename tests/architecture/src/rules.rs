//! What is checked, and how a violation reads.

use std::{
    collections::BTreeSet,
    fmt::{self, Display, Formatter, Write as _},
};

use crate::{
    arrows::{Arrow, Uses},
    cycles::{Cycle, cycles},
    manifest::Package,
    tree::{ModuleId, Workspace},
};

/// A rule of the architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The modules of a crate form no cycle.
    ModuleCycle,
    /// A crate depends on those alone that its line of the table names.
    CrateArrow,
    /// A library stays in the crates that it is for.
    ForeignCrate,
    /// The folders of the console use those below them.
    ConsoleLayer,
}

/// What breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// The package that has to change.
    pub package: String,
    /// Where it is and what to do.
    pub message: String,
}

/// Which packages a package may depend on.
#[derive(Debug, Clone, Copy)]
pub struct CrateTable<'a> {
    /// A package and all that it may use directly.
    pub allowed: &'a [(&'a str, &'a [&'a str])],
    /// What tests of any package may use besides.
    pub test_support: &'a [&'a str],
}

/// Libraries that belong into some packages alone.
#[derive(Debug, Clone, Copy)]
pub struct ForeignCrates<'a> {
    /// As paths spell them.
    pub crates: &'a [&'a str],
    /// The packages that may use them.
    pub allowed_in: &'a [&'a str],
    /// What to do instead.
    pub advice: &'a str,
}

impl Display for Violation {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// Cycles of modules in all crates.
#[must_use]
pub fn check_cycles(workspace: &Workspace, uses: &Uses) -> Vec<Violation> {
    cycles(workspace, &uses.arrows).iter().map(|cycle| cycle_violation(workspace, cycle)).collect()
}

/// Dependencies that the table does not allow.
#[must_use]
pub fn check_crates(packages: &[Package], table: &CrateTable<'_>) -> Vec<Violation> {
    let members: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let mut found = Vec::new();
    let mut report = |package: &str, message: String| {
        found.push(Violation { rule: Rule::CrateArrow, package: package.to_owned(), message });
    };
    for package in packages {
        let name = package.name.as_str();
        let Some((_, allowed)) = table.allowed.iter().find(|(known, _)| *known == name) else {
            let message = format!(
                "{}: package {name} is not in the table of allowed arrows.\n    Add it to the table with what it may \
                 depend on.",
                package.manifest().display()
            );
            report(name, message);
            continue;
        };
        for dependency in &package.dependencies {
            let target = dependency.package.as_str();
            let is_known = table.allowed.iter().any(|(known, _)| *known == target);
            let is_allowed = allowed.contains(&target) || dependency.for_tests && table.test_support.contains(&target);
            // A package without a line is reported once, above.
            if members.contains(target) && target != name && is_known && !is_allowed {
                let message = format!(
                    "{}:{}: {name} must not depend on {target}.\n    Move what it needs into a crate below both, or \
                     pass it in from above.",
                    package.manifest().display(),
                    dependency.line
                );
                report(name, message);
            }
        }
    }
    found
}

/// Libraries in packages that must not know them.
#[must_use]
pub fn check_foreign(
    workspace: &Workspace,
    uses: &Uses,
    packages: &[Package],
    rules: &[ForeignCrates<'_>],
) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut report = |package: &str, message: String| {
        found.push(Violation { rule: Rule::ForeignCrate, package: package.to_owned(), message });
    };
    for rule in rules {
        for package in packages.iter().filter(|package| !rule.allowed_in.contains(&package.name.as_str())) {
            for dependency in package.dependencies.iter().filter(|dependency| !dependency.for_tests) {
                if rule.crates.contains(&dependency.package.replace('-', "_").as_str()) {
                    let (manifest, line, name) = (package.manifest(), dependency.line, &dependency.package);
                    let message = format!(
                        "{}:{line}: {} must not depend on {name}.\n    {}",
                        manifest.display(),
                        package.name,
                        rule.advice
                    );
                    report(&package.name, message);
                }
            }
        }
        for found in &uses.foreign {
            let package = workspace.package_of(found.from);
            if !rule.allowed_in.contains(&package) && rule.crates.contains(&found.krate.as_str()) {
                let file = workspace.modules[found.from].file.display();
                let message =
                    format!("{file}:{}: {package} must not use {}.\n    {}", found.line, found.path, rule.advice);
                report(package, message);
            }
        }
    }
    found
}

fn cycle_violation(workspace: &Workspace, cycle: &Cycle) -> Violation {
    let package = workspace.package_of(cycle.folder).to_owned();
    let names: Vec<String> = cycle.chain.iter().map(|id| node_name(workspace, cycle.folder, *id)).collect();
    let first = names.first().cloned().unwrap_or_default();
    let mut message = format!("{package}: the modules {} -> {first} form a cycle:", names.join(" -> "));
    for arrow in &cycle.arrows {
        let _ = write!(message, "\n        {}", arrow_text(workspace, arrow));
    }
    if cycle.knot.len() > cycle.chain.len() {
        let knot: Vec<String> = cycle.knot.iter().map(|id| node_name(workspace, cycle.folder, *id)).collect();
        let _ = write!(message, "\n        {} modules are in this knot: {}", knot.len(), knot.join(", "));
    }
    message.push_str(
        "\n    Move what both need into a module below them, or pass it as an argument. A folder may declare and \
         re-export its children; what they share belongs into a file of its own.",
    );
    Violation { rule: Rule::ModuleCycle, package, message }
}

/// `file:line imports path, which is in file`.
pub fn arrow_text(workspace: &Workspace, arrow: &Arrow) -> String {
    let (from, to) = (&workspace.modules[arrow.from].file, &workspace.modules[arrow.to].file);
    format!("{}:{} uses {}, which is in {}", from.display(), arrow.line, arrow.path, to.display())
}

/// The path of a module, with the file if it is that of the folder.
fn node_name(workspace: &Workspace, folder: ModuleId, node: ModuleId) -> String {
    let module = &workspace.modules[node];
    if node == folder {
        let file = module.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let prefix = module.path.join("::");
        return if prefix.is_empty() { file } else { format!("{prefix} ({file})") };
    }
    module.path.join("::")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::tests::{package, workspace};

    const TABLE: CrateTable<'_> =
        CrateTable { allowed: &[("low", &[]), ("high", &["low"]), ("support", &["low"])], test_support: &["support"] };

    fn messages(violations: &[Violation]) -> Vec<&str> {
        violations.iter().filter_map(|violation| violation.message.lines().next()).collect()
    }

    #[test]
    fn an_arrow_up_names_the_line_of_the_manifest() {
        let packages = [package("low", &["high", "serde"]), package("high", &["low"]), package("support", &[])];
        assert_eq!(messages(&check_crates(&packages, &TABLE)), ["low/Cargo.toml:1: low must not depend on high."]);
    }

    #[test]
    fn support_is_for_tests_alone() {
        let mut low = package("low", &["support"]);
        let packages = [low.clone(), package("support", &[])];
        assert_eq!(check_crates(&packages, &TABLE).len(), 1);
        low.dependencies[0].for_tests = true;
        assert!(check_crates(&[low, package("support", &[])], &TABLE).is_empty());
    }

    #[test]
    fn an_unknown_package_is_reported_once() {
        let packages = [package("new", &["low"]), package("low", &["new"])];
        assert_eq!(
            messages(&check_crates(&packages, &TABLE)),
            ["new/Cargo.toml: package new is not in the table of allowed arrows."]
        );
    }

    #[test]
    fn a_cycle_is_a_chain_with_file_and_line_of_each_import() {
        let workspace = workspace(&[
            ("a/src/lib.rs", "mod b;\nmod c;"),
            ("a/src/b.rs", "use crate::c::C;\npub struct B;"),
            ("a/src/c.rs", "pub struct C;\nfn f() -> super::b::B { todo!() }"),
        ]);
        let found = check_cycles(&workspace, &Uses::find(&workspace));
        let lines: Vec<&str> = found[0].message.lines().map(str::trim).collect();
        assert_eq!(
            lines[..3],
            [
                "a: the modules b -> c -> b form a cycle:",
                "a/src/b.rs:1 uses crate::c::C, which is in a/src/c.rs",
                "a/src/c.rs:2 uses super::b::B, which is in a/src/b.rs",
            ]
        );
    }

    #[test]
    fn foreign_crates_are_found_in_manifests_and_sources() {
        let workspace = workspace(&[("low/src/lib.rs", "use sqlx::Pool;"), ("high/src/lib.rs", "use sqlx::Pool;")]);
        let rule = ForeignCrates { crates: &["sqlx"], allowed_in: &["high"], advice: "Call store." };
        let packages = [package("low", &["sqlx"]), package("high", &["sqlx"])];
        assert_eq!(
            messages(&check_foreign(&workspace, &Uses::find(&workspace), &packages, &[rule])),
            ["low/Cargo.toml:1: low must not depend on sqlx.", "low/src/lib.rs:1: low must not use sqlx::Pool."]
        );
    }
}
