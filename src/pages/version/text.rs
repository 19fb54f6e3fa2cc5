//! The texts of the page of a version.

use crate::ui::words;
use ::api::{BuildState, Savings};

pub const WHERE: &str = "Where this is";
pub const COMPARE: &str = "Compare";
pub const COMPARE_KEY: &str = "compare";
pub const SHARE: &str = "Share";
pub const SHARE_KEY: &str = "share";
pub const LINK_COPIED: &str = "Copied the link to this version";
pub const BUILD: &str = "Build image";
pub const BUILD_KEY: &str = "build";
pub const EDIT_KEY: &str = "edit";
pub const USE_TEMPLATE: &str = "Use as template";
pub const REGISTERED: &str = "Registered";

pub const PARTS: &str = "Parts of the version";
pub const DEFINITION: &str = "Definition";
pub const AS_BUILT: &str = "As built";
pub const DOCKERFILE: &str = "Dockerfile";

pub const BASE: &str = "Base image";
pub const BASE_IN_DOCKERFILE: &str = "named by the Dockerfile";
pub const PLATFORM: &str = "Platform";
pub const INTERPRETER: &str = "Interpreter";
pub const STEPS: &str = "Docker steps";
pub const PYTHON: &str = "Python";
pub const PACKAGE: &str = "Package";
pub const VERSION: &str = "Version";
pub const FROM: &str = "From";
pub const ANY: &str = "any";
pub const SPARK: &str = "Spark packages";
pub const USER_MANAGED: &str = "All packages are installed by the Docker steps";
pub const PLANNED: &str = "How the image will be built";
pub const VARIABLE: &str = "Variable";
pub const VALUE: &str = "Value";
pub const NO_VARIABLES: &str = "No variables. They are set at run time and are not part of the hash";
pub const VARIABLES_HINT: &str = "Set at run time, not part of the hash";
pub const NO_CHECKS: &str = "No problems found";
pub const CHECKS_POLICY: &str = "Registered before the policy of the workspace required this. It can still be used, but it cannot be built or registered again";
pub const CHECKS_IMMUTABLE: &str = "Versions are immutable: fix this in the next version";

pub const CONTEXT: &str = "Build context";
pub const NO_CONTEXT_HELP: &str =
    "Choose its folder in the editor, or register it from the command line: terrarium register NAME FOLDER";
pub const DOWNLOAD_CONTEXT: &str = "Download the files";
pub const DIGEST: &str = "Digest";
pub const FILES: &str = "Files";
pub const FILE: &str = "File";
pub const MODE: &str = "Mode";
pub const SIZE: &str = "Size";
pub const EXECUTABLE: &str = "executable";

pub const IMAGE: &str = "Image";
pub const REFERENCE: &str = "Reference";
pub const HASH: &str = "Hash";
pub const BUILT: &str = "Built";
pub const BY: &str = "by";
pub const REUSED: &str = "Reused";
pub const NO_IMAGE: &str = "This definition has no image yet";
pub const WAS_TIED: &str = " This version was tied to it.";
pub const LOST: &str = "This image is no longer in the registry";
pub const TIED_LOST: &str = "The image that this version is tied to is no longer in the registry";
pub const LOST_SINCE: &str = "Lost";
pub const CONTENTS: &str = "Contents";
pub const IMAGE_HISTORY: &str = "Image history";
pub const TIE: &str = "Tie to this image";
pub const TIE_KEY: &str = "tie to this image";
pub const UNTIE: &str = "Untie";
pub const UNTIE_KEY: &str = "untie from this image";
pub const NOT_TIED_HELP: &str = "This version moves to the new image when anyone rebuilds";
pub const TIED_HELP: &str = "Tied: this version keeps its image, whatever is rebuilt or restored";
pub const TIED: &str = "tied";
pub const SHARERS: &str = "Shares this image";
pub const NO_SHARERS: &str = "No other version uses this image";

pub const NOT_BUILT: &str = "The packages are known once the image is built";
pub const NOTHING_LOCKED: &str = "There is no lock: all packages come from the base image and the Docker steps";
pub const CHECKING_INDEXES: &str = "Checking the package indexes. This takes as long as resolving the packages";
pub const CHECKED: &str = "Checked against the index";
pub const TRY_AGAIN: &str = "Try again";

pub const USE_IT: &str = "Use it";
pub const CLIENT: &str = "Client";
pub const ONCE_BUILT: &str = "# once the image is built";
pub const RUN_IN_CONTAINER: &str = "# the packages are in the image only: run R in it with podman or docker";
pub const EXPORT: &str = "Export";
pub const EXPORT_KEY: &str = "export";

pub const RUNS: &str = "Runs";
pub const NO_RUNS: &str = "No runs in this version yet";
pub const ALL_RUNS: &str = "All runs of this version";
pub const COMMAND: &str = "Command";
pub const COMMAND_PLACEHOLDER: &str = "python -c 'import sys; print(sys.version)'";
pub const START_RUN: &str = "Run";
pub const NO_COMMAND: &str = "Enter a command first";
pub const STARTS_AT_ONCE: &str = "Starts at once: the image is ready";
pub const BUILDS_FIRST: &str = "The image is built first";

pub const TAGS: &str = "Tags";
pub const SAVE: &str = "Save";
pub const CANCEL: &str = "Cancel";
pub const DESCRIPTION: &str = "Description";
pub const DESCRIBE: &str = "Describe this version";
pub const EDIT_DESCRIPTION: &str = "Edit the description";
pub const NO_DESCRIPTION: &str = "no description";
pub const DESCRIBED: &str = "Changed the description";

pub const NO_HASH_HELP: &str = "It can be read, exported and edited. To build its image, register a corrected version";
pub const VERSION_ARCHIVED_TITLE: &str = "This version is archived";
pub const VERSION_ARCHIVED_HELP: &str =
    "Hidden from the lists of Azure clients. It still works when referenced by name, and its image is reused";
pub const RESTORE_VERSION: &str = "Restore this version";
pub const VERSION_RESTORED: &str = "This version is listed for Azure clients again";

pub fn by(who: &str) -> String {
    format!("by {who}")
}

/// The changes since the version before.
pub fn since(changes: &[String], version: &str) -> String {
    match changes {
        [] => format!("Uses the same image as version {version}"),
        changes => format!("{} since version {version}", changes.join(", ")),
    }
}

/// The label of the edit button.
pub fn edit(version: &str, latest: &str) -> String {
    match latest.parse::<u64>() {
        Ok(number) => format!("Edit as version {}", number.saturating_add(1)),
        Err(_) => format!("Edit from {version}"),
    }
}

pub fn as_built(packages: usize) -> String {
    format!("{AS_BUILT}, {}", words::count(packages, "package", "packages"))
}

pub fn variables(count: usize) -> String {
    format!("Variables {count}")
}

pub fn checks(count: usize) -> String {
    format!("Checks {count}")
}

pub fn channels(channels: &[String]) -> String {
    format!("channels {}", channels.join(", "))
}

pub fn no_context(location: &str) -> String {
    format!("{location} is not in the workspace")
}

pub fn file_sum(files: usize, size: u64) -> String {
    format!("{}, {}", words::count(files, "file", "files"), words::bytes(size))
}

pub fn more_files(count: usize) -> String {
    format!("{} in the archive", words::count(count, "more file", "more files"))
}

/// A link in a sentence.
pub fn build(id: i64) -> String {
    format!("build {id}")
}

/// Before the time of the build.
pub fn built_by(build: i64) -> String {
    format!("Built by build {build}")
}

/// After a link to the build.
pub fn build_state(state: BuildState, fails_trial: bool) -> &'static str {
    match state {
        BuildState::Queued => "is waiting",
        BuildState::Running => "is building it",
        BuildState::Succeeded => "built it",
        BuildState::Failed if fails_trial => "failed: the image does not work. The build says how to fix it",
        BuildState::Failed => "failed",
        BuildState::Cancelled => "was cancelled",
    }
}

/// How often the image was reused, and the time saved.
pub fn reused(savings: &Savings) -> String {
    match savings.builds {
        0 => "not yet".into(),
        1 => format!("once, {} saved", words::duration(savings.time)),
        times => format!("{times} times, {} saved", words::duration(savings.time)),
    }
}

pub fn drift(changing: usize, all: usize) -> String {
    match changing {
        0 => "No drift: a build today would install the same packages".into(),
        changing => format!("Drift: {changing} of {all} packages would change in a build today"),
    }
}

/// Why the indexes could not be checked.
pub fn not_checked(message: &str, help: Option<&str>) -> String {
    help.map_or_else(|| format!("{message}."), |help| format!("{message}. {help}"))
}

pub fn export_as(format: &str) -> String {
    format!("Export as {format}")
}

pub fn save(file: &str) -> String {
    format!("Save {file}")
}

pub fn saved(file: &str) -> String {
    format!("Saved {file}")
}

/// A run in the list.
pub fn run(id: i64, title: &str) -> String {
    format!("{id} {title}")
}

pub fn no_hash(hash_version: u32) -> String {
    format!("This definition has no hash under version {hash_version}, so it cannot be built")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edit_button_names_the_next_version_when_versions_are_numbers() {
        assert_eq!(edit("3", "7"), "Edit as version 8");
        assert_eq!(edit("2024-beta", "2024-beta"), "Edit from 2024-beta");
    }

    #[test]
    fn changes_are_listed_or_denied() {
        assert_eq!(since(&["+ idna".into()], "1"), "+ idna since version 1");
        assert_eq!(since(&[], "1"), "Uses the same image as version 1");
    }

    #[test]
    fn drift_is_counted() {
        assert_eq!(drift(0, 7), "No drift: a build today would install the same packages");
        assert_eq!(drift(2, 7), "Drift: 2 of 7 packages would change in a build today");
    }
}
