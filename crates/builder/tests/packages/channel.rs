//! A conda channel in a folder, made by the test that needs it.

use rattler_conda_types::compression_level::CompressionLevel;
use rattler_package_streaming::write::write_tar_bz2_package;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use tempfile::TempDir;

/// What stands for the prefix in the files of packages, before they are installed.
pub const PLACEHOLDER: &str = "/placeholder/of/the/prefix/that/is/long/enough";

/// A package to be made.
pub struct Package {
    name: String,
    version: String,
    depends: Vec<String>,
    files: Vec<(String, String)>,
    links: Vec<(String, String)>,
    subdir: String,
}

/// `name version`.
pub fn package(name: &str, version: &str) -> Package {
    Package {
        name: name.into(),
        version: version.into(),
        depends: vec![],
        files: vec![],
        links: vec![],
        subdir: "noarch".into(),
    }
}

impl Package {
    pub fn depends(mut self, specification: &str) -> Self {
        self.depends.push(specification.into());
        self
    }

    pub fn file(mut self, path: &str, text: impl Into<String>) -> Self {
        self.files.push((path.into(), text.into()));
        self
    }

    pub fn link(mut self, path: &str, to: &str) -> Self {
        self.links.push((path.into(), to.into()));
        self
    }

    /// For one platform only, as conda names it (`linux-64`).
    pub fn subdir(mut self, subdir: &str) -> Self {
        self.subdir = subdir.into();
        self
    }

    fn archive_name(&self) -> String {
        format!("{}-{}-0.tar.bz2", self.name, self.version)
    }

    fn index(&self) -> Value {
        let mut index = json!({"name": self.name, "version": self.version, "build": "0", "build_number": 0,
                               "subdir": self.subdir, "depends": self.depends});
        if self.subdir == "noarch" {
            index["noarch"] = "generic".into();
        }
        index
    }

    /// Writes the archive and returns its entry for the channel's index.
    fn write(&self, folder: &Path) -> Value {
        let contents = tempfile::tempdir().unwrap();
        let put = |path: &str, text: &str| {
            let path = contents.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let mut paths = Vec::new();
        for (path, text) in &self.files {
            put(path, text);
            if path.starts_with("bin/") {
                fs::set_permissions(contents.path().join(path), Permissions::from_mode(0o755)).unwrap();
            }
            let mut entry = json!({"_path": path, "path_type": "hardlink", "size_in_bytes": text.len(), "sha256": hash(text.as_bytes())});
            if text.contains(PLACEHOLDER) {
                entry["prefix_placeholder"] = PLACEHOLDER.into();
                entry["file_mode"] = "text".into();
            }
            paths.push(entry);
        }
        for (path, to) in &self.links {
            let link = contents.path().join(path);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            symlink(to, link).unwrap();
            paths.push(json!({"_path": path, "path_type": "softlink"}));
        }
        put("info/index.json", &self.index().to_string());
        put("info/paths.json", &json!({"paths_version": 1, "paths": paths}).to_string());
        let mut all = vec!["info/index.json".into(), "info/paths.json".into()];
        all.extend(self.files.iter().chain(&self.links).map(|(path, _)| contents.path().join(path)));
        let all: Vec<_> = all.into_iter().map(|path| contents.path().join(path)).collect();
        let archive = folder.join(self.archive_name());
        let file = fs::File::create(&archive).unwrap();
        write_tar_bz2_package(file, contents.path(), &all, CompressionLevel::Default, None, None).unwrap();
        let bytes = fs::read(archive).unwrap();
        let mut entry = self.index();
        entry["sha256"] = hash(&bytes).into();
        entry["size"] = bytes.len().into();
        entry
    }
}

/// A folder with these packages and their index.
pub fn channel(packages: &[Package]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("noarch")).unwrap();
    list(folder.path(), packages);
    folder
}

/// Makes these packages all that a channel lists; archives that were there stay.
pub fn list(folder: &Path, packages: &[Package]) {
    let mut subdirs: BTreeSet<&str> = packages.iter().map(|package| package.subdir.as_str()).collect();
    subdirs.insert("noarch");
    for subdir in subdirs {
        let path = folder.join(subdir);
        fs::create_dir_all(&path).unwrap();
        let here = packages.iter().filter(|package| package.subdir == subdir);
        let entries: serde_json::Map<_, _> =
            here.map(|package| (package.archive_name(), package.write(&path))).collect();
        let index =
            json!({"info": {"subdir": subdir}, "packages": entries, "packages.conda": {}, "repodata_version": 1});
        fs::write(path.join("repodata.json"), index.to_string()).unwrap();
    }
}

/// The SHA-256 of some bytes, as text.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
