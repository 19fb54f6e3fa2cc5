//! Which package each file of the environment belongs to, as the installers recorded it.

use outputs::{Entry, Kind, OutputFolder};
use packages::PYTHONS;
use serde::Deserialize;
use std::{
    collections::HashMap,
    io,
    path::{Component, Path, PathBuf},
};

/// The maximum size of a record in bytes: 64 MiB name half a million files.
const MAX_RECORD: u64 = 64 << 20;

/// The packages and their files.
#[derive(Default)]
pub struct Owners {
    /// The packages as a person names them (`numpy 2.1.0 (pip)`).
    pub packages: Vec<String>,
    files: HashMap<PathBuf, usize>,
}

#[derive(Deserialize)]
struct CondaRecord {
    name: String,
    version: String,
    files: Vec<PathBuf>,
}

impl Owners {
    /// Reads the records of conda, then those of pip: what pip has replaced is pip's. A record that cannot be understood
    /// owns nothing.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn read(environment: &OutputFolder, entries: &[Entry]) -> io::Result<Self> {
        let mut owners = Self::default();
        for Entry { path, .. } in entries {
            if path.parent() == Some(Path::new("conda-meta")) && path.extension().is_some_and(|end| end == "json") {
                let text = environment.read_text(path, MAX_RECORD)?;
                if let Ok(CondaRecord { name, version, files }) = serde_json::from_str(&text) {
                    owners.add(&name, &version, "conda", files.into_iter().chain([path.clone()]));
                }
            }
        }
        for Entry { path, .. } in entries {
            let folder = path.parent().filter(|_| path.ends_with("RECORD"));
            let stem = folder.and_then(|folder| folder.file_name()?.to_str()?.strip_suffix(".dist-info"));
            let Some((folder, (name, version))) = folder.zip(stem.and_then(|stem| stem.rsplit_once('-'))) else {
                continue;
            };
            let installer = folder.join("INSTALLER");
            // Conda packages bring records of their own, which name the same files.
            if owners.files.contains_key(&installer)
                && environment.has_file(&installer)
                && environment.read_text(&installer, MAX_RECORD)?.trim() != "uv"
            {
                continue;
            }
            let packages = folder.parent().unwrap_or(folder);
            let record = environment.read_text(path, MAX_RECORD)?;
            let listed = record.lines().filter_map(|line| within(&packages.join(first_field(line))));
            // What installers and builds add later is not listed.
            let beside = &entries[entries.partition_point(|entry| entry.path.as_path() < folder)..];
            let beside = beside.iter().map(|entry| entry.path.clone()).take_while(|path| path.starts_with(folder));
            owners.add(name, version, "pip", listed.chain(beside));
        }
        owners.add_pythons(entries);
        Ok(owners)
    }

    /// The Pythons that uv brought, each in a folder of its own (`python/cpython-3.12.12-linux-x86_64-gnu`).
    fn add_pythons(&mut self, entries: &[Entry]) {
        let pythons = entries
            .iter()
            .filter(|entry| entry.kind == Kind::Folder && entry.path.parent() == Some(Path::new(PYTHONS)));
        for folder in pythons.map(|entry| &entry.path) {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let version = name.split('-').nth(1).unwrap_or_default();
            let files = entries.iter().filter(|entry| entry.path.starts_with(folder)).map(|entry| entry.path.clone());
            self.add("python", version, "uv", files);
        }
    }

    fn add(&mut self, name: &str, version: &str, manager: &str, files: impl Iterator<Item = PathBuf>) {
        let number = self.packages.len();
        self.packages.push(format!("{name} {version} ({manager})"));
        self.files.extend(files.map(|file| (file, number)));
    }

    /// The number of the package that a file belongs to. Byte code belongs to the package of its source.
    pub fn of(&self, path: &Path) -> Option<usize> {
        self.files.get(path).or_else(|| self.files.get(&source(path)?)).copied()
    }
}

/// The source of a file with byte code: `a/__pycache__/b.cpython-311.pyc` comes from `a/b.py`.
fn source(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| folder.ends_with("__pycache__"))?;
    let (stem, _) = path.file_name()?.to_str()?.split_once('.')?;
    Some(folder.parent()?.join(format!("{stem}.py")))
}

/// The path without `.` and `..`, none when it leaves the environment.
fn within(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => plain.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                if !plain.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(plain)
}

/// The first field of a line of comma-separated values.
fn first_field(line: &str) -> String {
    match line.strip_prefix('"') {
        None => line.split(',').next().unwrap_or_default().to_owned(),
        Some(quoted) => {
            let end = quoted.rfind("\",").unwrap_or(quoted.trim_end_matches('"').len());
            quoted[..end].replace("\"\"", "\"")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn put(folder: &Path, path: &str, text: &str) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn files_belong_to_the_package_whose_record_names_them() {
        let folder = tempfile::tempdir().unwrap();
        let site = "lib/python3.11/site-packages";
        put(
            folder.path(),
            &format!("{site}/a-1.0.dist-info/RECORD"),
            "a/x.py,,\n../../../bin/a,,\n\"a/y,z\",,\n../../../../etc/passwd,,\n",
        );
        put(folder.path(), &format!("{site}/a-1.0.dist-info/INSTALLER"), "uv\n");
        put(
            folder.path(),
            "conda-meta/b-2.0-0.json",
            r#"{"name": "b", "version": "2.0", "files": ["bin/b", "bin/a"]}"#,
        );
        put(folder.path(), "conda-meta/c-2.0-0.json", "no record");
        let left = OutputFolder::open(folder.path()).unwrap();
        let owners = Owners::read(&left, &left.entries().unwrap()).unwrap();
        let owner = |path: &str| owners.of(Path::new(path)).map(|number| owners.packages[number].as_str());
        assert_eq!(owner(&format!("{site}/a/x.py")), Some("a 1.0 (pip)"));
        assert_eq!(owner(&format!("{site}/a/__pycache__/x.cpython-311.opt-1.pyc")), Some("a 1.0 (pip)"));
        assert_eq!(owner(&format!("{site}/a/y,z")), Some("a 1.0 (pip)"));
        assert_eq!(owner(&format!("{site}/a-1.0.dist-info/INSTALLER")), Some("a 1.0 (pip)"));
        assert_eq!((owner("bin/a"), owner("bin/b")), (Some("a 1.0 (pip)"), Some("b 2.0 (conda)")));
        assert_eq!((owner("conda-meta/b-2.0-0.json"), owner("bin/python")), (Some("b 2.0 (conda)"), None));
    }

    #[test]
    fn a_conda_package_keeps_what_its_own_record_names() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "lib/six-1.0.dist-info/RECORD", "six.py,,\n");
        put(folder.path(), "lib/six-1.0.dist-info/INSTALLER", "conda\n");
        let record = r#"{"name": "six", "version": "1.0", "files": ["lib/six.py", "lib/six-1.0.dist-info/INSTALLER"]}"#;
        put(folder.path(), "conda-meta/six.json", record);
        let left = OutputFolder::open(folder.path()).unwrap();
        let owners = Owners::read(&left, &left.entries().unwrap()).unwrap();
        assert_eq!(owners.packages, ["six 1.0 (conda)"]);
    }
}
