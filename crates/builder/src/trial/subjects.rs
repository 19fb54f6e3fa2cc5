//! What a trial tries: the modules and commands of what the definition asks for.

use super::modules::{below_site_packages, top_level};
use crate::{layers::Owners, report::Package};
use definition::PythonPlan;
use outputs::{Entry, OutputFolder};
use packages::normalised;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
};

/// The maximum size of a file that describes a package, in bytes.
const MAX_METADATA: u64 = 4 << 20;
/// How many commands are tried at most.
const MAX_COMMANDS: usize = 200;
/// How far packages that only ask for others are followed.
const MAX_DEPTH: usize = 2;
/// What a virtual environment and Python itself bring: nobody's subject.
const WITH_PYTHON: [&str; 4] = ["python", "pip", "setuptools", "wheel"];

/// A package of the environment, as its installer recorded it.
pub struct Distribution {
    /// Which.
    pub package: Package,
    /// Its files, below the environment.
    pub files: Vec<PathBuf>,
}

/// A module or command to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The package that is tried by it.
    pub package: Package,
    /// `MODULE`, or `MODULE:ATTRIBUTE` for a command.
    pub text: String,
    /// The name of the command; none for a module.
    pub command: Option<String>,
    /// Whether the package has parts for which more must be installed.
    pub has_extras: bool,
}

/// The packages of an environment, by name and by file.
pub struct Distributions {
    all: Vec<Distribution>,
    owners: Owners,
}

#[derive(Deserialize)]
struct CondaRecord {
    #[serde(default)]
    depends: Vec<String>,
}

impl Distributions {
    /// Reads what the installers recorded.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn read(environment: &OutputFolder, entries: &[Entry]) -> io::Result<Self> {
        let owners = Owners::read(environment, entries)?;
        let mut all: Vec<Distribution> = owners.packages.iter().map(|told| Distribution::named(told)).collect();
        for entry in entries {
            if let Some(number) = owners.of(&entry.path) {
                all[number].files.push(entry.path.clone());
            }
        }
        Ok(Self { all, owners })
    }

    /// The package that a file of the environment belongs to.
    pub fn owner(&self, file: &Path) -> Option<&Package> {
        self.owners.of(file).map(|number| &self.all[number].package)
    }

    /// The package of this name; pip's in place of conda's.
    fn named(&self, name: &str) -> Option<&Distribution> {
        let found = self.all.iter().filter(|distribution| distribution.package.name == name);
        found.min_by_key(|distribution| distribution.package.conda)
    }

    /// Whether a package was installed by pip.
    pub fn is_from_pip(&self, name: &str) -> bool {
        self.named(&normalised(name)).is_some_and(|distribution| !distribution.package.conda)
    }

    /// What to try for a plan.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn subjects(&self, plan: &PythonPlan, environment: &OutputFolder) -> io::Result<Vec<Subject>> {
        let mut subjects: Vec<Subject> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<(String, usize)> = requested(plan).into_iter().map(|name| (name, 0)).collect();
        let mut commands = 0;
        while let Some((name, depth)) = waiting.pop() {
            let known = self.named(&name).filter(|_| !WITH_PYTHON.contains(&name.as_str()));
            let Some(distribution) = known.filter(|_| seen.insert(name.clone())) else { continue };
            let below = distribution.files.iter().filter_map(|file| below_site_packages(file));
            let modules = top_level(&name, below);
            let about = About::read(distribution, environment)?;
            if modules.is_empty() && depth < MAX_DEPTH && !distribution.is_stubs() {
                waiting.extend(about.needs.iter().map(|need| (need.clone(), depth + 1)));
            }
            let subject = |text: String, command| Subject {
                package: distribution.package.clone(),
                text,
                command,
                has_extras: about.has_extras,
            };
            subjects.extend(modules.into_iter().map(|module| subject(module, None)));
            for (command, target) in about.commands.iter().take(MAX_COMMANDS - commands) {
                subjects.push(subject(target.clone(), Some(command.clone())));
                commands += 1;
            }
        }
        // Modules first: what they say explains what commands say.
        subjects.sort_by(|one, other| {
            (one.command.is_some(), &one.package, &one.text).cmp(&(
                other.command.is_some(),
                &other.package,
                &other.text,
            ))
        });
        Ok(subjects)
    }
}

impl Distribution {
    /// A package as the layers name it: `numpy 2.1.0 (pip)`.
    fn named(told: &str) -> Self {
        let name = told.split(' ').next().unwrap_or(told);
        let package = Package { name: normalised(name), conda: told.ends_with("(conda)") };
        Self { package, files: Vec::new() }
    }

    fn is_stubs(&self) -> bool {
        let name = &self.package.name;
        name.starts_with("types-") || name.ends_with("-stubs")
    }
}

/// What a package says about itself.
#[derive(Default)]
struct About {
    /// What it needs, without what only extras need.
    needs: Vec<String>,
    has_extras: bool,
    /// Name and target of each command that needs no extra.
    commands: BTreeMap<String, String>,
}

impl About {
    fn read(distribution: &Distribution, environment: &OutputFolder) -> io::Result<Self> {
        let mut about = Self::default();
        for file in &distribution.files {
            let folder = file.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            match name {
                "METADATA" if folder.ends_with(".dist-info") => {
                    about.metadata(&environment.read_text(file, MAX_METADATA)?);
                }
                "entry_points.txt" if folder.ends_with(".dist-info") => {
                    about.commands.extend(commands(&environment.read_text(file, MAX_METADATA)?));
                }
                _ if folder == "conda-meta" => {
                    let record = serde_json::from_str::<CondaRecord>(&environment.read_text(file, MAX_METADATA)?);
                    let depends = record.map(|record| record.depends).unwrap_or_default();
                    about.needs.extend(depends.iter().filter_map(|need| name_of_requirement(need)));
                }
                _ => {}
            }
        }
        Ok(about)
    }

    fn metadata(&mut self, text: &str) {
        for line in text.lines().take_while(|line| !line.is_empty()) {
            if line.starts_with("Provides-Extra:") {
                self.has_extras = true;
            }
            if let Some(need) = line.strip_prefix("Requires-Dist:")
                && !need.contains("extra ==")
            {
                self.needs.extend(name_of_requirement(need));
            }
        }
    }
}

/// The names of the packages that a definition asks for.
fn requested(plan: &PythonPlan) -> Vec<String> {
    let pip = plan.requirements.lines().filter(|line| !line.starts_with('-')).filter_map(name_of_requirement);
    let conda = plan.conda.iter().map(|entry| entry.rsplit("::").next().unwrap_or(entry));
    let mut names: Vec<String> = pip.chain(conda.filter_map(name_of_requirement)).collect();
    names.sort();
    names.dedup();
    names
}

/// The name at the beginning of a requirement; of an address, that of the wheel or the `egg` that it names.
fn name_of_requirement(text: &str) -> Option<String> {
    let text = text.trim();
    let address = text.contains("://") && !text.contains(" @ ");
    let named = match text.split_once("#egg=") {
        Some((_, egg)) => egg,
        None if address => text.split(['#', '?']).next()?.rsplit('/').next()?.split('-').next()?,
        None => text,
    };
    let end = named.find(|letter: char| !letter.is_ascii_alphanumeric() && !"._-".contains(letter));
    let name = normalised(&named[..end.unwrap_or(named.len())]);
    (!name.is_empty()).then_some(name)
}

/// The commands of a package that need no extra: name and `MODULE:ATTRIBUTE`.
fn commands(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut counts = false;
    for line in text.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            counts = matches!(section.trim_end_matches(']').trim(), "console_scripts" | "gui_scripts");
        } else if let Some((name, target)) = line.split_once('=').filter(|_| counts && !line.contains('[')) {
            let target: String = target.split_whitespace().collect();
            let is_target = |letter: char| letter.is_alphanumeric() || "_.:".contains(letter);
            if target.contains(':') && target.chars().all(is_target) {
                found.push((name.trim().to_owned(), target));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_name_of_a_requirement_is_found_in_every_form() {
        for (text, name) in [
            ("Scikit_Learn[all]>=1.5 ; python_version > '3'", "scikit-learn"),
            ("six @ https://files.example/six-1.0-py3-none-any.whl", "six"),
            ("https://files.example/Own_Package-1.0-py3-none-any.whl#sha256=00", "own-package"),
            ("git+https://code.example/x.git@1#egg=mine&subdirectory=y", "mine"),
            ("numpy=1.26", "numpy"),
            ("python >=3.9", "python"),
        ] {
            assert_eq!(name_of_requirement(text).as_deref(), Some(name), "{text}");
        }
        assert_eq!(name_of_requirement("  "), None);
    }

    #[test]
    fn commands_that_need_an_extra_are_left_out() {
        let text = "[console_scripts]\nblack = black:patched_main\nblackd = blackd:main [d]\n[gui_scripts]\nwin=a.b:c.d\n\
                    [other]\nx = y:z\n[console_scripts]\nbad = x; import os\n";
        let found = commands(text);
        assert_eq!(found, [("black".into(), "black:patched_main".into()), ("win".into(), "a.b:c.d".into())]);
    }

    fn put(folder: &Path, path: &str, text: &str) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Puts a wheel with these files into an environment, as uv does.
    fn wheel(folder: &Path, name: &str, metadata: &str, files: &[&str]) {
        let site = "lib/python3.11/site-packages";
        let about = format!("{site}/{name}-1.0.dist-info");
        put(folder, &format!("{about}/RECORD"), &files.join(",,\n"));
        put(folder, &format!("{about}/INSTALLER"), "uv");
        put(folder, &format!("{about}/METADATA"), metadata);
        put(folder, &format!("{about}/entry_points.txt"), &format!("[console_scripts]\n{name} = {name}.cli:main\n"));
        for file in files {
            put(folder, &format!("{site}/{file}"), "");
        }
    }

    fn subjects(folder: &Path, plan: &PythonPlan) -> Vec<String> {
        let left = OutputFolder::open(folder).unwrap();
        let distributions = Distributions::read(&left, &left.entries().unwrap()).unwrap();
        let subjects = distributions.subjects(plan, &left).unwrap();
        subjects.into_iter().map(|subject| format!("{} {}", subject.package.name, subject.text)).collect()
    }

    fn plan(requirements: &str, conda: &[&str]) -> PythonPlan {
        let conda = conda.iter().map(|entry| (*entry).to_owned()).collect();
        PythonPlan { channels: Vec::new(), conda, requirements: requirements.into(), virtual_environment: None }
    }

    #[test]
    fn only_what_the_definition_asks_for_is_tried() {
        let folder = tempfile::tempdir().unwrap();
        wheel(folder.path(), "mine", "Name: mine\nRequires-Dist: other\n", &["mine/__init__.py"]);
        wheel(folder.path(), "other", "Name: other\n", &["other.py"]);
        assert_eq!(
            subjects(folder.path(), &plan("--pre\nMine>=1\nmissing\n", &[])),
            ["mine mine", "mine mine.cli:main"]
        );
    }

    #[test]
    fn a_package_that_only_asks_for_others_is_tried_by_them() {
        let folder = tempfile::tempdir().unwrap();
        let metadata =
            "Name: all\nRequires-Dist: other (>=1)\nRequires-Dist: more; extra == 'x'\n\nRequires-Dist: no\n";
        wheel(folder.path(), "all", metadata, &[]);
        wheel(folder.path(), "other", "Name: other\n", &["other.py"]);
        wheel(folder.path(), "more", "Name: more\n", &["more.py"]);
        assert_eq!(
            subjects(folder.path(), &plan("all\n", &[])),
            ["other other", "all all.cli:main", "other other.cli:main"]
        );
    }

    #[test]
    fn conda_packages_are_tried_by_the_files_that_their_records_name() {
        let folder = tempfile::tempdir().unwrap();
        let record =
            r#"{"name": "pytorch", "version": "2.0", "files": ["lib/python3.11/site-packages/torch/__init__.py"]}"#;
        put(folder.path(), "conda-meta/pytorch-2.0-0.json", record);
        put(folder.path(), "lib/python3.11/site-packages/torch/__init__.py", "");
        let meta = r#"{"name": "all", "version": "1", "files": [], "depends": ["pytorch >=2", "python"]}"#;
        put(folder.path(), "conda-meta/all-1-0.json", meta);
        assert_eq!(subjects(folder.path(), &plan("", &["python=3.11", "main::all"])), ["pytorch torch"]);
    }
}
