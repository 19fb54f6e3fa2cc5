//! What the editor says.

use crate::{features::shared::version_title, titles, ui::words};
use api::{PackageVersion, VersionReference};
use definition::{ImportError, Kind, PythonSource, mask};

pub use crate::titles::NEW as NEW_TITLE;
pub const ENVIRONMENTS: &str = "Environments";
pub const IMPORT: &str = "Import file";
pub const CHOOSE: &str = "Choose file";
pub const DISCARD: &str = "Discard draft";
pub const DISCARD_KEY: &str = "discard the draft";
pub const SAVED: &str = "saved in this browser";
pub const NOT_SAVED: &str = "this browser keeps no drafts: register before you close the page";
pub const VIEWS: &str = "Views of the definition";
pub const FORM: &str = "Form";
pub const NAME: &str = "Name";
pub const DESCRIPTION: &str = "Description";
pub const NAME_PLACEHOLDER: &str = "training";
pub const DESCRIPTION_PLACEHOLDER: &str = "What it is for";
pub const NAME_MISSING: &str = "Give the environment a name";
pub const NAME_RULE: &str =
    "A name begins with a letter or digit and holds letters, digits, - and _ only, at most 255 of them";
pub const NAME_CURATED: &str = "This environment comes with the workspace and is read-only: choose another name";

pub const ARCHIVED: &str = "archived, registering brings it back into the lists";

pub const START_TITLE: &str =
    "Drop a conda file, requirements, a Dockerfile or its folder, or an Azure definition with the files beside it";
pub const START_BODY: &str = "or paste it anywhere on this page. Only hashes, and names that are looked up, leave this browser until you register";
pub const START_NOTHING: &str = "Start from nothing";
pub const START_CURATED: &str = "Or start from a curated environment";
pub const START_THIS: &str = "Start from this";

pub const BASE: &str = "Base image";
pub const BASE_IN_DOCKERFILE: &str = "The Dockerfile below chooses it";
pub const BASE_PLACEHOLDER: &str = "registry/name:tag";
pub const DOCKERFILE: &str = "Dockerfile";
pub const STEPS: &str = "Docker steps";
pub const STEPS_WHEN: &str = "after the base image, before Python";
pub const CONTEXT: &str = "Build context";
pub const PYTHON: &str = "Python";
pub const MANAGED_BY: &str = "Who installs the packages";
pub const SYSTEM: &str = "system-managed";
pub const USER: &str = "user-managed";
pub const INTERPRETER: &str = "Path of the Python interpreter";
pub const INTERPRETER_PLACEHOLDER: &str = "python";
pub const USER_HELP: &str =
    "Every package is in the base image or comes from the Docker steps; nothing is installed or checked.";
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
pub const NAMES: &str = "Names of packages";
pub const VERSIONS: &str = "Versions";
pub const ADD_PACKAGE_KEY: &str = "add package";
pub const NO_PACKAGES: &str = "No packages yet. Add the first one below, or drop a file on this page";
pub const VARIABLES: &str = "Variables";
pub const VARIABLES_WHEN: &str = "set when it runs, not part of the hash";
pub const VARIABLE: &str = "Variable";
pub const VALUE: &str = "Value";
pub const SPARK: &str = "Spark packages";
pub const SPARK_PACKAGE: &str = "Package, as group:artifact:version";
pub const SPARK_REPOSITORY: &str = "Repository";
pub const SPARK_REPOSITORIES: &str = "repositories, first wins";
pub const SPARK_WRONG: &str = "Write group:artifact:version, for example io.delta:delta-spark_2.12:3.2.0";
pub const NONE: &str = "none";
pub const ADD: &str = "Add";
pub const UNDO: &str = "Undo";
pub const UNDO_KEY: &str = "undo the change";
pub const UNDONE: &str = "The change was taken back";
pub const UNDO_IMPORT: &str = "Undo import";
pub const CLOSE: &str = "Close";
pub const KEPT: &str = "The draft is as it was.";
pub const LAST_GOOD: &str = "Until then the last definition that could be read counts; the text is kept.";
pub const OPEN_TEXT: &str = "Open it";
pub const DISCARD_TEXT: &str = "Discard the text";
pub const SECRET: &str = "The draft holds a credential";
pub const REGISTER_KEY: &str = "register";
pub const LEAVE_KEY: &str = "leave the editor";
pub const REGISTERING: &str = "Registering";
pub const WAITING: &str = "Waiting for the verdict";
pub const VERDICT_CHANGED: &str =
    "The verdict on the last change is another one, so nothing was registered: the button says what it would do now";
pub const TOO_BIG: &str = "The file is larger than 1 MiB";
pub const TOO_BIG_HELP: &str = "Definitions are small texts: choose the file that lists the packages";
pub const UNREADABLE: &str = "The browser could not read the file";
pub const UNREADABLE_HELP: &str = "Choose it again, or paste its text";
pub const PASTED: &str = "The pasted text";

pub fn next_title(name: &str, next: Option<&str>) -> String {
    let title = titles::next_version(name);
    next.map_or_else(|| title.clone(), |next| format!("{title} {next}"))
}

pub fn from(origin: &VersionReference, same_name: bool) -> String {
    if same_name { format!("from version {}", origin.version) } else { format!("from {}", version_title(origin)) }
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

pub fn file_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Conda => "a conda environment file: it sets the packages, base image and steps stay",
        Kind::Requirements => "pip requirements: they set the pip packages, all else stays",
        Kind::Dockerfile => "a Dockerfile: it sets base image and steps, the packages stay",
        Kind::V1 => "an Azure v1 definition: it sets everything",
        Kind::V2 => "an Azure v2 environment: it sets image and packages",
    }
}

pub fn imported(what: &str, companions: &[String], of: Kind) -> String {
    match companions {
        [] => format!("{what} was read as {}", file_kind(of)),
        _ => format!("{what} was read together with {}, as {}", companions.join(" and "), file_kind(of)),
    }
}

pub fn not_imported(what: &str) -> String {
    format!("{what} was not imported")
}

pub fn problem(error: &ImportError) -> String {
    let message = mask(&error.message);
    error.line.map_or_else(|| message.to_string(), |line| format!("Line {line}: {message}"))
}

pub fn unread(of: Kind, error: &ImportError) -> String {
    let line = error.line.map(|line| format!(" at line {line}")).unwrap_or_default();
    format!("The {} has text that cannot be read{line}", kind(of))
}

pub fn against(title: &str) -> String {
    format!("Against {title}")
}

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

pub fn version_note(offered: &PackageVersion, newest: bool) -> String {
    let python = offered.requires_python.as_ref().map(|python| format!("Python {python}"));
    let words = [
        newest.then(|| "newest".to_owned()),
        offered.prerelease.then(|| "before its release".to_owned()),
        offered.yanked.then(|| "taken back".to_owned()),
        python,
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What brings a version of Python.
pub const fn python_note(by: PythonSource) -> &'static str {
    match by {
        PythonSource::Base => "in a base image",
        PythonSource::Uv => "installed by uv",
    }
}

pub fn name_of(package: &str) -> String {
    format!("Name of {package}")
}

pub fn source_of(package: &str) -> String {
    format!("Where {package} comes from")
}

pub fn version_of(package: &str) -> String {
    format!("Version of {package}")
}

pub fn remove(what: &str) -> String {
    format!("Remove {what}")
}

pub fn value_of(variable: &str) -> String {
    format!("Value of {variable}")
}

pub fn default_channels(channels: &[String]) -> String {
    format!("no channel, so the workspace's: {}", channels.join(", "))
}

pub fn to_front(channel: &str) -> String {
    format!("Move {channel} one place forward")
}

pub fn packages(count: usize) -> String {
    words::count(count, "package", "packages")
}

pub fn name_is_new() -> String {
    "New: this will be version 1".into()
}

pub fn name_exists(next: Option<&str>) -> String {
    next.map_or_else(
        || "It exists: this will be its next version".into(),
        |next| format!("It exists: this will be version {next}"),
    )
}

pub fn name_archived(next: Option<&str>) -> String {
    let version = next.map_or_else(|| "its next version".into(), |next| format!("version {next}"));
    format!("It is archived: registering {version} brings it back into the lists")
}

pub fn register_and_build(time: Option<u64>) -> String {
    time.map_or_else(|| "Register and build".into(), |time| format!("Register and build ({})", words::about(time)))
}

pub fn register_joins(build: i64) -> String {
    format!("Register (joins build {build})")
}

pub const REGISTER_REUSES: &str = "Register (reuses image)";
pub const REGISTER_ONLY: &str = "Register only";

pub fn unchanged(origin: &VersionReference) -> String {
    format!("Nothing has changed since {}", version_title(origin))
}

pub fn registered(version: &VersionReference) -> String {
    format!("Registered {}", version_title(version))
}

pub fn registered_before(version: &VersionReference) -> String {
    format!("{} is this definition already", version_title(version))
}

pub fn somebody_was_first(version: &VersionReference, who: &str, ago: &str) -> String {
    format!("{} was registered {ago} by {who}", version_title(version))
}

pub const FIRST_SAME: &str = "One image serves both. Yours can be the version after it.";
pub const FIRST_DIFFERS: &str = "From it, your draft differs in:";

pub fn register_after(next: &str) -> String {
    format!("Register as version {next}")
}

pub const OPEN_VERSION: &str = "Open that version";

pub fn changed(done: &str) -> String {
    format!("Changed: {done}")
}
