//! Native libraries that the image does not have.

use super::evidence::{Evidence, finding};
use crate::report::{Finding, FindingKind, Fix, Level, NOT_IN_IMAGE, Package};
use crate::trial::{answer::Release, debian, libraries::Missing, messages};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The number of modules or files that a message names.
const MAX_NAMES: usize = 3;

/// A library that is missing.
#[derive(Clone, Default)]
pub(super) struct Lack {
    pub(super) error: bool,
    /// What needs it, each with its package: modules, or files where no module says so.
    pub(super) needed_by: Vec<(String, Option<Package>)>,
    pub(super) package: Option<Package>,
}

impl Evidence<'_> {
    /// Adds what would be missing next: an import stops at the first library that it does not find.
    pub(super) fn hidden(&self, lacks: &mut BTreeMap<String, Lack>) {
        let told: Vec<(String, Lack)> = lacks.iter().map(|(library, lack)| (library.clone(), lack.clone())).collect();
        let all: Vec<BTreeSet<Missing>> =
            self.libraries.modules().map(|module| self.libraries.missing(module)).collect();
        for (library, first) in told {
            let has = |missing: &&BTreeSet<Missing>| missing.iter().any(|missing| missing.library == library);
            let direct = self.libraries.that_want(&library).map(|file| self.libraries.missing(file));
            let direct: Vec<_> = direct.collect();
            for Missing { library, wanted_by } in all.iter().chain(&direct).filter(has).flatten() {
                if messages::is_optional(library) && !lacks.contains_key(library) {
                    continue;
                }
                let package = self.distributions.owner(wanted_by).cloned();
                let lack = lacks.entry(library.clone()).or_insert_with(|| {
                    let of_package = |(_, owner): &&(String, Option<Package>)| *owner == package;
                    let own: Vec<_> = first.needed_by.iter().filter(of_package).cloned().collect();
                    let needed_by = if own.is_empty() { first.needed_by.clone() } else { own };
                    Lack { error: false, needed_by, package }
                });
                lack.error |= first.error;
            }
        }
    }

    /// Adds what native modules need that nothing imported.
    pub(super) fn unused(&self, lacks: &mut BTreeMap<String, Lack>) {
        for module in self.libraries.modules().filter(|module| is_tagged(module)) {
            for Missing { library, .. } in self.libraries.missing(module) {
                let told = lacks.get(&library).is_some_and(|lack| lack.error);
                if told || messages::is_optional(&library) {
                    continue;
                }
                let owner = self.distributions.owner(module);
                let lack = lacks.entry(library).or_default();
                let name = module.file_name().unwrap_or_default().to_string_lossy().into_owned();
                lack.needed_by.push((name, owner.cloned()));
                lack.package = lack.package.take().or_else(|| owner.cloned());
            }
        }
    }

    /// The findings on missing libraries, all with one fix.
    pub(super) fn missing(&self, lacks: BTreeMap<String, Lack>) -> Vec<Finding> {
        let release = &self.answer.release;
        let wanted = |library: &String| {
            let known = debian::package(library, &release.codename);
            known.filter(|_| release.is_debian() && self.libraries.in_environment(library).is_none())
        };
        let packages: BTreeSet<String> = lacks.keys().filter_map(wanted).collect();
        let packages: Vec<String> = packages.into_iter().collect();
        let fix = Fix { instruction: debian::instruction(&packages), system_packages: packages };
        let told = |(library, lack): (String, Lack)| {
            let level = if lack.error { Level::Error } else { Level::Warning };
            let message = format!("`{library}` for {}{NOT_IN_IMAGE}", listed(&lack.needed_by));
            let package = wanted(&library);
            let help = match &package {
                Some(package) => format!("The system package {package} has it: add the Docker step"),
                None => self.help(&library, release),
            };
            let found = finding(FindingKind::MissingLibrary, level, lack.package, &library, &message, Some(help));
            Finding { fix: package.map(|_| fix.clone()), ..found }
        };
        lacks.into_iter().map(told).collect()
    }

    fn help(&self, library: &str, release: &Release) -> String {
        if let Some(path) = self.libraries.in_environment(library) {
            let folder = path.parent().unwrap_or(Path::new("")).display();
            return format!(
                "The environment has it in /opt/env/{folder}, where the loader does not look: set the variable \
                 LD_LIBRARY_PATH to that folder"
            );
        }
        let id: String = release.id.chars().filter(char::is_ascii_alphanumeric).take(30).collect();
        let of = if id.is_empty() { String::new() } else { format!(" of {id}") };
        format!(
            "Install the system package{of} that has {library} in the Docker steps, or take a base image that has it"
        )
    }

    /// Native modules that want a newer C library than the image has, and that nothing imported.
    pub(super) fn too_new(&self) -> Vec<Finding> {
        let Some(has) = self.answer.glibc.as_deref().and_then(version) else { return Vec::new() };
        let mut wanted: BTreeMap<Option<&Package>, ((u32, u32), String)> = BTreeMap::new();
        for module in self.libraries.modules().filter(|module| is_tagged(module)) {
            let needs = self.libraries.objects().get(module).and_then(|object| object.glibc);
            let Some(needs) = needs.filter(|needs| *needs > has) else { continue };
            let name = module.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let entry = wanted.entry(self.distributions.owner(module)).or_insert_with(|| (needs, name.clone()));
            if needs > entry.0 {
                *entry = (needs, name);
            }
        }
        let told = |(package, (needs, file)): (Option<&Package>, ((u32, u32), String))| {
            let message = format!("`{file}` needs glibc {}.{}, the image has {}.{}", needs.0, needs.1, has.0, has.1);
            let help = "Take a newer base image, or an older version of the package".to_owned();
            finding(FindingKind::Glibc, Level::Warning, package.cloned(), &file, &message, Some(help))
        };
        wanted.into_iter().map(told).collect()
    }
}

/// The first of these names, and how many there are besides.
fn listed(names: &[(String, Option<Package>)]) -> String {
    let all: BTreeSet<&String> = names.iter().map(|(name, _)| name).collect();
    let shown: Vec<String> = all.iter().take(MAX_NAMES).map(|name| format!("`{name}`")).collect();
    match all.len().saturating_sub(MAX_NAMES) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Whether the name of a native module says which Python it is for: others may be parts that a package loads when it
/// finds what they need.
fn is_tagged(module: &Path) -> bool {
    let name = module.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".abi3.so") || name.contains(".cpython-")
}

/// `2.36` as numbers.
fn version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
}
