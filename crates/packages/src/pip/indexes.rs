//! The Python indexes that this machine is set up for, as options at the head of the requirements file.

use crate::folders::{FolderAccess, RecipeFolder, WHEELS};
use std::path::PathBuf;
use std::{env, fs};

/// What pip and uv are told on this machine, by environment variables and by the files of pip.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexes {
    index: Option<String>,
    extra: Vec<String>,
    links: Vec<String>,
    trusted: Vec<String>,
}

impl Indexes {
    /// Variables go before files.
    #[must_use]
    pub fn of_this_machine() -> Self {
        let home = env::home_dir().unwrap_or_default();
        let named = env::var_os("PIP_CONFIG_FILE").map(PathBuf::from);
        let files = [home.join(".config/pip/pip.conf"), home.join(".pip/pip.conf"), "/etc/pip.conf".into()];
        let texts: Vec<_> = named.into_iter().chain(files).filter_map(|file| fs::read_to_string(file).ok()).collect();
        Self::new(|name| env::var(name).ok(), &texts)
    }

    fn new(variable: impl Fn(&str) -> Option<String>, files: &[String]) -> Self {
        let find = |variables: &[&str], key: &str| -> Vec<String> {
            let given = variables.iter().find_map(|name| variable(name).filter(|value| !value.trim().is_empty()));
            let value = given.or_else(|| files.iter().find_map(|file| setting(file, key))).unwrap_or_default();
            value.split_whitespace().map(unnamed).collect()
        };
        Self {
            index: find(&["UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"], "index-url").into_iter().next(),
            extra: find(&["UV_INDEX", "UV_EXTRA_INDEX_URL", "PIP_EXTRA_INDEX_URL"], "extra-index-url"),
            links: find(&["UV_FIND_LINKS", "PIP_FIND_LINKS"], "find-links"),
            trusted: find(&["UV_INSECURE_HOST", "PIP_TRUSTED_HOST"], "trusted-host"),
        }
    }

    /// One index and nothing else.
    #[must_use]
    pub fn at(address: &str) -> Self {
        Self { index: Some(address.to_owned()), ..Self::default() }
    }

    /// The index that takes the place of the usual one, when there is one.
    pub(crate) fn index(&self) -> Option<&str> {
        self.index.as_deref()
    }

    /// The addresses of all indexes, the first one first.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.index.iter().chain(&self.extra).map(String::as_str)
    }

    /// The hosts whose certificate is not looked at, as `HOST` or `HOST:PORT`.
    pub(crate) fn trusted(&self) -> impl Iterator<Item = &str> {
        self.trusted.iter().map(String::as_str)
    }

    /// The requirements file as the step reads it: with this machine's options before its own. An index of its own takes
    /// the place of this machine's, as with pip.
    pub(crate) fn complete(&self, requirements: &str) -> String {
        self.with_folders(requirements, self.mounts().into_iter().map(|folder| folder.target))
    }

    /// The same as this machine itself reads it.
    pub(crate) fn complete_here(&self, requirements: &str) -> String {
        self.with_folders(requirements, self.mounts().into_iter().map(|folder| folder.source.display().to_string()))
    }

    fn with_folders(&self, requirements: &str, folders: impl Iterator<Item = String>) -> String {
        let own_index = requirements.lines().any(|line| {
            let option = line.split([' ', '=']).next().unwrap_or_default();
            matches!(option, "--index-url" | "-i" | "--no-index")
        });
        let index = self.index.iter().filter(|_| !own_index).map(|url| format!("--index-url {url}"));
        let extra = self.extra.iter().map(|url| format!("--extra-index-url {url}"));
        let links = self.links.iter().filter(|link| is_url(link)).map(|url| format!("--find-links {url}"));
        let folders = folders.map(|folder| format!("--find-links {folder}"));
        let trusted = self.trusted.iter().map(|host| format!("--trusted-host {host}"));
        let options = index.chain(extra).chain(links).chain(folders).chain(trusted);
        options.chain(requirements.lines().map(str::to_owned)).map(|line| line + "\n").collect()
    }

    /// The folders of wheels on this machine, for the recipe.
    pub(crate) fn mounts(&self) -> Vec<RecipeFolder> {
        let folders = self.links.iter().filter(|link| !is_url(link)).map(PathBuf::from).filter(|path| path.is_dir());
        let seen = |(number, source)| RecipeFolder {
            source,
            target: format!("{WHEELS}/{number}"),
            access: FolderAccess::Read,
        };
        folders.enumerate().map(seen).collect()
    }
}

fn is_url(link: &str) -> bool {
    link.contains("://")
}

/// uv lets an index have a name: `name=https://…`.
fn unnamed(word: &str) -> String {
    match word.split_once('=') {
        Some((name, url)) if !name.contains([':', '/']) => url.to_owned(),
        _ => word.to_owned(),
    }
}

/// A setting of pip that is for every command or for installing; its value may go on in indented lines.
fn setting(file: &str, key: &str) -> Option<String> {
    let mut section = "";
    let mut found: Option<String> = None;
    for line in file.lines().filter(|line| !line.trim_start().starts_with(['#', ';'])) {
        if let Some(value) = found.as_mut() {
            if !line.starts_with([' ', '\t']) {
                break;
            }
            *value = format!("{value} {}", line.trim());
        } else if line.starts_with('[') {
            section = line.trim();
        } else if let Some((name, value)) = line.split_once(['=', ':']) {
            let here = matches!(section, "[global]" | "[install]") && name.trim().replace('_', "-") == key;
            found = here.then(|| value.trim().to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{FolderAccess, Indexes, RecipeFolder};

    const FILE: &str = "[global]\nindex-url = https://index.example/simple\nextra_index_url =\n  https://a.example\n  https://b.example\ntimeout=9\n[freeze]\nfind-links=/never\n";

    #[test]
    fn files_of_pip_are_read() {
        let indexes = Indexes::new(|_| None, &[FILE.to_owned()]);
        assert_eq!(
            indexes.complete("six==1.16.0\n"),
            "--index-url https://index.example/simple\n--extra-index-url https://a.example\n\
             --extra-index-url https://b.example\nsix==1.16.0\n"
        );
    }

    #[test]
    fn variables_go_before_files_and_the_definition_before_both() {
        let variable = |name: &str| (name == "UV_DEFAULT_INDEX").then(|| "main=https://uv.example/simple".to_owned());
        let indexes = Indexes::new(variable, &["[install]\nindex-url=https://index.example".to_owned()]);
        assert_eq!(indexes.complete("six\n"), "--index-url https://uv.example/simple\nsix\n");
        let own = "--index-url=https://own.example\nsix\n";
        assert_eq!(indexes.complete(own), own);
    }

    #[test]
    fn a_folder_of_wheels_is_mounted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().display().to_string();
        let variable = |name: &str| (name == "PIP_FIND_LINKS").then(|| format!("{path} /nowhere/at/all"));
        let indexes = Indexes::new(variable, &[]);
        assert_eq!(indexes.complete(""), "--find-links /run/terrarium/wheels/0\n");
        assert_eq!(indexes.complete_here(""), format!("--find-links {path}\n"));
        let wheels = RecipeFolder {
            source: folder.path().to_owned(),
            target: "/run/terrarium/wheels/0".into(),
            access: FolderAccess::Read,
        };
        assert_eq!(indexes.mounts(), [wheels]);
    }

    #[test]
    fn a_machine_without_settings_adds_nothing() {
        assert_eq!(Indexes::new(|_| None, &[]).complete("six\n"), "six\n");
    }
}
