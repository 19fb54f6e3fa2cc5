//! The texts of the editor.

use crate::{
    titles::{self, version_title},
    ui::words,
};
use api::{PackageVersion, VersionReference};
use definition::{ImportError, Kind, Note, PythonSource, mask};

pub const WHERE: &str = "Where this is";
pub const IMPORT: &str = "Import file";
pub const CHOOSE: &str = "Choose file";
pub const DISCARD: &str = "Discard draft";
pub const DISCARD_KEY: &str = "discard the draft";
pub const SAVED: &str = "saved in this browser";
pub const NOT_SAVED: &str = "this browser does not save drafts: register before you close the page";
pub const ARCHIVED: &str = "archived, registering a version restores it";
pub const VIEWS: &str = "Views of the definition";
pub const FORM: &str = "Form";

pub const LINK: &str = "Link to draft";
pub const LINK_KEY: &str = "copy a link to the draft";
pub const LINK_COPIED: &str = "Copied the link to this draft. The definition is inside the link; nothing is uploaded";

pub const NAME: &str = "Name";
pub const NAME_PLACEHOLDER: &str = "training";
pub const DESCRIPTION: &str = "Description";
pub const DESCRIPTION_PLACEHOLDER: &str = "What it is for";
pub const NAME_REQUIRED: &str = "Name is required";
pub const NAME_RULE: &str =
    "A name begins with a letter or digit and has only letters, digits, - and _, at most 255 of them";
pub const NAME_CURATED: &str = "This environment comes with the workspace and is read-only. Choose another name";
pub const NAME_NEW: &str = "New environment, version 1";

pub const START_TITLE: &str =
    "Drop a conda file, requirements, a Dockerfile or its folder, or an Azure definition with its other files";
pub const START_BODY: &str = "or paste it anywhere on this page. Your file stays in this browser until you register. Only hashes, and package names you look up, are sent";
pub const START_SCRATCH: &str = "Start from scratch";
pub const START_CURATED: &str = "Or start from a template";
pub const USE_TEMPLATE: &str = "Use as template";

pub const BASE: &str = "Base image";
pub const BASE_IN_DOCKERFILE: &str = "Named by the Dockerfile below";
pub const BASE_PLACEHOLDER: &str = "registry/name:tag";
pub const DOCKERFILE: &str = "Dockerfile";
pub const STEPS: &str = "Docker steps";
pub const STEPS_WHEN: &str = "after the base image, before Python";
pub const CONTEXT: &str = "Build context";
pub const PYTHON: &str = "Python";
pub const MANAGED_BY: &str = "Package management";
pub const SYSTEM: &str = "system-managed";
pub const USER: &str = "user-managed";
pub const INTERPRETER: &str = "Path of the Python interpreter";
pub const INTERPRETER_PLACEHOLDER: &str = "python";
pub const USER_HELP: &str =
    "All packages are in the base image or installed by the Docker steps. Nothing else is installed or checked.";
pub const CHANNELS: &str = "channels, first wins";
pub const CHANNEL: &str = "Channel";
pub const DIFFERENCE: &str = "difference";
pub const PACKAGE: &str = "Package";
pub const FROM: &str = "From";
pub const VERSION: &str = "Version";
pub const ANY: &str = "any";
pub const CONDA: &str = "conda";
pub const PIP: &str = "pip";
pub const ADD_PACKAGE: &str = "Add a package: name, or paste lines";
pub const ADD_PACKAGE_KEY: &str = "add package";
pub const NAMES: &str = "Names of packages";
pub const VERSIONS: &str = "Versions";
pub const NO_PACKAGES: &str = "No packages yet. Add the first one below, or drop a file on this page";
pub const VARIABLES: &str = "Variables";
pub const VARIABLES_WHEN: &str = "set at run time, not part of the hash";
pub const VARIABLE: &str = "Variable";
pub const VALUE: &str = "Value";
pub const SPARK: &str = "Spark packages";
pub const SPARK_PACKAGE: &str = "Package, as group:artifact:version";
pub const SPARK_REPOSITORY: &str = "Repository";
pub const SPARK_REPOSITORIES: &str = "repositories, first wins";
pub const SPARK_INVALID: &str = "Write group:artifact:version, for example io.delta:delta-spark_2.12:3.2.0";
pub const NONE: &str = "none";
pub const ADD: &str = "Add";

pub const UNDO: &str = "Undo";
pub const UNDO_KEY: &str = "undo the change";
pub const UNDONE: &str = "The change was undone";
pub const UNDO_IMPORT: &str = "Undo import";
pub const CLOSE: &str = "Close";
pub const DRAFT_UNCHANGED: &str = "The draft is unchanged.";
pub const LAST_READABLE: &str = "Until then the last readable definition is used; the text is kept.";
pub const OPEN_TEXT: &str = "Open it";
pub const DISCARD_TEXT: &str = "Discard the text";

pub const SECRET: &str = "The draft contains a credential";
pub const REGISTER_KEY: &str = "register";
pub const REGISTERING: &str = "Registering";
pub const WAITING: &str = "Waiting for the verdict";
pub const VERDICT_CHANGED: &str =
    "Your last change altered the result, so nothing was registered. The button shows what it will do now";
pub const REGISTER_REUSES: &str = "Register (reuses image)";
pub const REGISTER_ONLY: &str = "Register without building";
pub const CONFLICT_SAME: &str = "Both use the same image. Yours can be the next version.";
pub const CONFLICT_DIFFERS: &str = "Your draft differs from it in:";
pub const OPEN_VERSION: &str = "Open that version";
pub const LEAVE_KEY: &str = "leave the editor";

pub const TOO_LARGE: &str = "The file is larger than 1 MiB";
pub const TOO_LARGE_HELP: &str = "Definitions are small texts. Choose the file that lists the packages";
pub const UNREADABLE: &str = "The browser could not read the file";
pub const UNREADABLE_HELP: &str = "Choose it again, or paste its text";
pub const PASTED: &str = "The pasted text";

/// The title, with the number of the next version when it is known.
pub fn next_title(name: &str, next: Option<&str>) -> String {
    let title = titles::next_version(name);
    next.map_or_else(|| title.clone(), |next| format!("{title} {next}"))
}

/// The version that the draft started from.
pub fn origin(origin: &VersionReference, is_same_environment: bool) -> String {
    if is_same_environment {
        format!("from version {}", origin.version)
    } else {
        format!("from {}", version_title(origin))
    }
}

pub fn link_refused(places: &[String]) -> String {
    format!("No link was created: the draft contains a credential in {}. Remove it first", words::list(places))
}

pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Conda => "conda YAML",
        Kind::Requirements => "requirements",
        Kind::Dockerfile => "Dockerfile",
        Kind::V1 => "Azure v1 JSON",
        Kind::V2 => "Azure v2 YAML",
    }
}

fn file_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Conda => "a conda environment file",
        Kind::Requirements => "pip requirements",
        Kind::Dockerfile => "a Dockerfile",
        Kind::V1 => "an Azure v1 definition",
        Kind::V2 => "an Azure v2 environment",
    }
}

/// What an import of this kind replaced.
fn replaced(kind: Kind) -> &'static str {
    match kind {
        Kind::Conda => "Packages were replaced. Base image and Docker steps are unchanged",
        Kind::Requirements => "The pip packages were replaced. Everything else is unchanged",
        Kind::Dockerfile => "Base image and Docker steps were replaced. Packages are unchanged",
        Kind::V1 => "The whole definition was replaced",
        Kind::V2 => "Image and packages were replaced",
    }
}

pub fn imported(file: &str, companions: &[String], of: Kind) -> String {
    let (kind, replaced) = (file_kind(of), replaced(of));
    match companions {
        [] => format!("{file} was imported as {kind}. {replaced}"),
        _ => format!("{file} was imported together with {}, as {kind}. {replaced}", words::list(companions)),
    }
}

pub fn not_imported(file: &str) -> String {
    format!("{file} was not imported")
}

pub fn import_note(note: &Note) -> String {
    at_line(note.line, &mask(&note.message))
}

pub fn problem(error: &ImportError) -> String {
    at_line(error.line, &mask(&error.message))
}

pub fn problem_and_help(error: &ImportError) -> String {
    format!("{}. {}", problem(error), mask(&error.help))
}

fn at_line(line: Option<u32>, message: &str) -> String {
    line.map_or_else(|| message.to_owned(), |line| format!("Line {line}: {message}"))
}

/// A text of a view that cannot be read.
pub fn unreadable(of: Kind, error: &ImportError) -> String {
    let view = kind(of);
    error.line.map_or_else(
        || format!("The {view} has text that cannot be read"),
        |line| format!("The {view} has text that cannot be read at line {line}"),
    )
}

/// A reference to something outside the definition.
pub fn outside(reference: &str, help: &str) -> String {
    format!("{reference}. {help}")
}

pub fn compared_with(title: &str) -> String {
    format!("Compared with {title}")
}

/// The constraint of a package in the image that the draft is compared with.
pub fn was(before: Option<&str>, title: &str) -> String {
    match before {
        None => format!("not in {title}"),
        Some("") => format!("was any in {title}"),
        Some(before) => format!("was {before} in {title}"),
    }
}

pub fn in_image(version: &str) -> String {
    format!("{version} in the image")
}

/// The properties of a version in the list of suggestions.
pub fn version_note(offered: &PackageVersion, is_newest: bool) -> String {
    let python = offered.requires_python.as_ref().map(|python| format!("Python {python}"));
    let properties = [
        is_newest.then(|| "newest".to_owned()),
        offered.prerelease.then(|| "pre-release".to_owned()),
        offered.yanked.then(|| "yanked".to_owned()),
        python,
    ];
    properties.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub const fn python_note(source: PythonSource) -> &'static str {
    match source {
        PythonSource::Base => "in a base image",
        PythonSource::Uv => "installed by uv",
    }
}

pub fn name_of(package: &str) -> String {
    format!("Name of {package}")
}

pub fn source_of(package: &str) -> String {
    format!("Source of {package}")
}

pub fn version_of(package: &str) -> String {
    format!("Version of {package}")
}

pub fn value_of(variable: &str) -> String {
    format!("Value of {variable}")
}

pub fn remove(what: &str) -> String {
    format!("Remove {what}")
}

pub fn move_forward(channel: &str) -> String {
    format!("Move {channel} one place forward")
}

pub fn default_channels(channels: &[String]) -> String {
    format!("no channels, so the default ones are used: {}", channels.join(", "))
}

pub fn packages(count: usize) -> String {
    words::count(count, "package", "packages")
}

pub fn name_exists(next: Option<&str>) -> String {
    next.map_or_else(
        || "Adds the next version to this environment".into(),
        |next| format!("Adds version {next} to this environment"),
    )
}

pub fn name_archived(next: Option<&str>) -> String {
    next.map_or_else(
        || "This environment is archived. Registering a version restores it".into(),
        |next| format!("This environment is archived. Registering version {next} restores it"),
    )
}

pub fn register_and_build(estimate: Option<u64>) -> String {
    estimate.map_or_else(
        || "Register and build".into(),
        |estimate| format!("Register and build ({})", words::about(estimate)),
    )
}

pub fn register_joins(build: i64) -> String {
    format!("Register (joins build {build})")
}

pub fn register_after(next: &str) -> String {
    format!("Register as version {next}")
}

pub fn unchanged(origin: &VersionReference) -> String {
    format!("Nothing has changed since {}", version_title(origin))
}

pub fn registered(version: &VersionReference) -> String {
    format!("Registered {}", version_title(version))
}

pub fn updated(version: &VersionReference) -> String {
    format!("{} already has this definition; its description, tags or place in lists changed", version_title(version))
}

pub fn already_registered(version: &VersionReference) -> String {
    format!("{} already has this definition", version_title(version))
}

pub fn registered_by(version: &VersionReference, who: &str, ago: &str) -> String {
    format!("{} was registered {ago} by {who}", version_title(version))
}

pub fn changed(summary: &str) -> String {
    format!("Changed: {summary}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_says_what_it_replaced() {
        assert_eq!(
            imported("a.yml", &[], Kind::Conda),
            "a.yml was imported as a conda environment file. Packages were replaced. Base image and Docker steps are unchanged"
        );
        let companions = ["b.yml".to_owned(), "c.yml".to_owned()];
        assert_eq!(
            imported("a.json", &companions, Kind::V1),
            "a.json was imported together with b.yml and c.yml, as an Azure v1 definition. The whole definition was replaced"
        );
    }

    #[test]
    fn the_properties_of_a_version_are_listed() {
        let version = PackageVersion {
            version: "2.0rc1".into(),
            prerelease: true,
            yanked: true,
            requires_python: Some(">=3.10".into()),
        };
        assert_eq!(version_note(&version, false), "pre-release, yanked, Python >=3.10");
        assert_eq!(
            version_note(&PackageVersion { prerelease: false, yanked: false, requires_python: None, ..version }, true),
            "newest"
        );
    }

    #[test]
    fn the_next_version_is_named_when_it_is_known() {
        assert_eq!(name_exists(Some("3")), "Adds version 3 to this environment");
        assert_eq!(name_archived(None), "This environment is archived. Registering a version restores it");
        assert_eq!(next_title("training", Some("3")), "training, next version 3");
    }
}
