//! The packages of the workspace and what their manifests depend on.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use toml::{Table, Value};

/// A package of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// As the manifest spells it.
    pub name: String,
    /// Relative to the workspace; empty for the root package.
    pub folder: PathBuf,
    /// In the order of the manifest's sections.
    pub dependencies: Vec<Dependency>,
}

/// A line of a `[dependencies]` section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The package, whatever it is renamed to.
    pub package: String,
    /// Whether only tests, benches and examples use it.
    pub for_tests: bool,
    /// In the manifest, from 1.
    pub line: usize,
}

/// Why the manifests could not be read.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// A file or folder cannot be read.
    #[error("could not read {path}: {source}")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// As the system reports it.
        source: io::Error,
    },
    /// A manifest is not valid TOML, or lacks what a manifest has.
    #[error("{path} is not a manifest: {reason}")]
    Invalid {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// The root package, if there is one, and all members.
///
/// # Errors
///
/// A manifest that is missing or malformed.
pub fn packages(workspace: &Path) -> Result<Vec<Package>, WorkspaceError> {
    let root = manifest(workspace, Path::new(""))?;
    let mut folders = Vec::new();
    for member in members(&root) {
        match member.strip_suffix("/*") {
            Some(folder) => folders.extend(packages_in(workspace, Path::new(folder))?),
            None => folders.push(PathBuf::from(member)),
        }
    }
    folders.sort();
    if root.contains_key("package") {
        folders.insert(0, PathBuf::new());
    }
    folders.into_iter().map(|folder| package(workspace, folder)).collect()
}

impl Package {
    /// Relative to the workspace.
    #[must_use]
    pub fn manifest(&self) -> PathBuf {
        self.folder.join("Cargo.toml")
    }

    /// As paths in the sources spell it.
    #[must_use]
    pub fn crate_name(&self) -> String {
        self.name.replace('-', "_")
    }
}

fn members(root: &Table) -> Vec<String> {
    let members = root.get("workspace").and_then(|workspace| workspace.get("members")).and_then(Value::as_array);
    members.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn packages_in(workspace: &Path, folder: &Path) -> Result<Vec<PathBuf>, WorkspaceError> {
    let unreadable = |source| WorkspaceError::Unreadable { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(workspace.join(folder)).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if entry.path().join("Cargo.toml").is_file() {
            found.push(folder.join(entry.file_name()));
        }
    }
    Ok(found)
}

fn package(workspace: &Path, folder: PathBuf) -> Result<Package, WorkspaceError> {
    let path = folder.join("Cargo.toml");
    let text = read(workspace, &path)?;
    let manifest = parse(&path, &text)?;
    let name = manifest.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
    let Some(name) = name else {
        return Err(WorkspaceError::Invalid { path, reason: "it names no package".to_owned() });
    };
    Ok(Package { name: name.to_owned(), dependencies: dependencies(&manifest, &text), folder })
}

fn manifest(workspace: &Path, folder: &Path) -> Result<Table, WorkspaceError> {
    let path = folder.join("Cargo.toml");
    parse(&path, &read(workspace, &path)?)
}

fn read(workspace: &Path, path: &Path) -> Result<String, WorkspaceError> {
    fs::read_to_string(workspace.join(path))
        .map_err(|source| WorkspaceError::Unreadable { path: path.to_owned(), source })
}

fn parse(path: &Path, text: &str) -> Result<Table, WorkspaceError> {
    text.parse().map_err(|error: toml::de::Error| WorkspaceError::Invalid {
        path: path.to_owned(),
        reason: error.message().to_owned(),
    })
}

fn dependencies(manifest: &Table, text: &str) -> Vec<Dependency> {
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let sections: Vec<&Table> = std::iter::once(manifest).chain(targets.filter_map(Value::as_table)).collect();
    let mut found = Vec::new();
    for (section, for_tests) in [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)] {
        for dependencies in sections.iter().filter_map(|table| table.get(section)).filter_map(Value::as_table) {
            for (name, value) in dependencies {
                let package = value.get("package").and_then(Value::as_str).unwrap_or(name);
                found.push(Dependency { package: package.to_owned(), for_tests, line: line_of(text, name) });
            }
        }
    }
    found
}

/// The line that begins with a key: a parsed table no longer has it.
fn line_of(text: &str, key: &str) -> usize {
    let begins =
        |line: &str| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['.', '=']));
    text.lines().position(begins).map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_of_all_sections_are_found() {
        let text = "[dependencies]\nserde.workspace = true\nlog = { package = \"tracing\" }\n\
                    [target.'cfg(unix)'.dependencies]\nlibc = \"1\"\n[dev-dependencies]\ninsta = \"1\"\n";
        let found: Vec<(String, bool, usize)> = dependencies(&text.parse().unwrap(), text)
            .into_iter()
            .map(|dependency| (dependency.package, dependency.for_tests, dependency.line))
            .collect();
        let expected = [("tracing", false, 3), ("serde", false, 2), ("libc", false, 5), ("insta", true, 7)];
        let mut found = found;
        found.sort();
        let mut expected: Vec<(String, bool, usize)> =
            expected.map(|(name, for_tests, line)| (name.to_owned(), for_tests, line)).into();
        expected.sort();
        assert_eq!(found, expected);
    }
}
