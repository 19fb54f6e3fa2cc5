//! The words of environments and versions.

use crate::ui::words;
use ::api::Savings;

pub const ENVIRONMENTS: &str = "Environments";
pub const ARCHIVE: &str = "Archive";
pub const RESTORE: &str = "Restore";
pub const ARCHIVED: &str = "archived";
pub const COMPARE: &str = "Compare";
pub const PICK_TWO: &str = "Pick two versions to compare";
pub const SHARE: &str = "Share";
pub const BUILD: &str = "Build image";
pub const FIRST: &str = "first version";
pub const SAME: &str = "builds the same image";
pub const IMAGE: &str = "Image";
pub const NO_IMAGE: &str = "There is no image of this definition yet";
pub const WAS_TIED: &str = " This version was tied to it.";
pub const NO_HASH_HELP: &str = "It can be read, exported and edited. Register a corrected version to build its image";
pub const GONE: &str = "The registry has its image no longer";
pub const TIED_GONE: &str = "The image that it is tied to left the registry";
pub const SHARES: &str = "Shares this image";
pub const ALONE: &str = "No other version builds this image";
pub const USE_IT: &str = "Use it";
pub const EXPORT: &str = "Export";
pub const INSIDE: &str = "What is in it";
pub const ALL_IMAGES: &str = "All images of this hash";
pub const TIE: &str = "Tie to this image";
pub const TIE_KEY: &str = "tie to this image";
pub const UNTIE: &str = "Untie";
pub const UNTIE_KEY: &str = "untie from this image";
pub const FOLLOWS: &str = "Gets the new image when somebody rebuilds";
pub const IS_TIED: &str = "Tied: keeps this image whatever is rebuilt or restored";
pub const TIED: &str = "tied";
pub const NOT_BUILT: &str = "The packages are known once the image is built";
pub const NOTHING_LOCKED: &str = "Nothing is locked: the packages are those of the base image and of the Docker steps";
pub const PLANNED: &str = "How the image will be made";
pub const NO_CHECKS: &str = "Nothing was found";
pub const CHECKS_POLICY: &str = "Registered before the policy of the workspace asked for this: it stays and can be used, but is neither built nor registered again";
pub const CHECKS_FIXED: &str = "A registered version never changes: mend it in the next one";
pub const NO_VARIABLES: &str = "No variables. They are set when it runs and are no part of the hash";
pub const VARIABLES_HINT: &str = "Set when it runs, no part of the hash";
pub const USER_MANAGED: &str = "The user installs every package in the Docker steps";
pub const INTERPRETER: &str = "Interpreter";
pub const DOES_NOT_WORK: &str = ": its image does not work, and the build says what fixes it";
pub const READ_ONLY: &str = "Curated environments cannot be changed: start a new one from it";

pub const CONTEXT: &str = "Build context";
pub const NO_CONTEXT: &str =
    "Choose its folder in the editor, or register it from the command line: terrarium register NAME FOLDER";
pub const TAKE_CONTEXT: &str = "Download the files";
pub const LABELS: &str = "Labels";
pub const TAGS: &str = "Tags";
pub const TERM_PLACEHOLDER: &str = "gpu, or team: vision";
pub const ADD: &str = "Add";
pub const DONE: &str = "Done";
pub const SAVE: &str = "Save";
pub const CANCEL: &str = "Cancel";
pub const DESCRIPTION: &str = "Description";
pub const DESCRIBE: &str = "Describe this version";
pub const EDIT_DESCRIPTION: &str = "Edit the description";
pub const NO_DESCRIPTION: &str = "no description";
pub const DESCRIBED: &str = "Changed the description";
pub const ARCHIVED_TITLE: &str = "This environment is archived";
pub const ARCHIVED_HELP: &str =
    "It is hidden from lists. Its versions and images are there as before, and registering a version brings it back";
pub const VERSION_ARCHIVED_TITLE: &str = "This version is archived";
pub const VERSION_ARCHIVED_HELP: &str =
    "Azure's clients list it no longer. Whoever names it gets it, and its image is reused";
pub const RESTORE_VERSION: &str = "Restore this version";
pub const VERSION_RESTORED: &str = "Azure's clients list this version again";
pub const ANONYMOUS_TITLE: &str = "Nobody named this environment";
pub const ANONYMOUS_HELP: &str = "It came with a job or a pipeline. Lists leave it out, and its address finds it: start from it under a name to keep it in sight";
pub const ARCHIVE_KEY: &str = "archive this environment";
pub const RESTORE_KEY: &str = "bring this environment back";

/// What adds a label or tag.
pub fn add(one: &str) -> String {
    format!("Add {one}")
}

/// What removes a label or tag.
pub fn remove(one: &str, name: &str) -> String {
    format!("Remove {one} {name}")
}

/// What was done to a label or tag.
pub fn added(one: &str, name: &str) -> String {
    format!("Added {one} {name}")
}

/// What was done to a label or tag.
pub fn removed(one: &str, name: &str) -> String {
    format!("Removed {one} {name}")
}

/// Where a label or tag leads.
pub fn others_with(one: &str) -> String {
    format!("Environments with this {one}")
}

pub const EXPORT_KEY: &str = "export";
pub const ONCE_BUILT: &str = "# once the image is built";
pub const RUN_IT_ELSEWHERE: &str = "# the packages are in the image only: run R in it with podman or docker";

/// A version in a form.
pub fn export_as(form: &str) -> String {
    format!("Export as {form}")
}

/// What saves a file.
pub fn save(file: &str) -> String {
    format!("Save {file}")
}

/// What changed since the version before.
pub fn since(changes: &[String], version: &str) -> String {
    match changes {
        [] => format!("Builds the same image as version {version}"),
        changes => format!("{} since version {version}", changes.join(", ")),
    }
}

pub const ASKING_TODAY: &str = "Asking the indexes what they hold today. That takes as long as resolving the packages";
pub const ASKED: &str = "Indexes asked";
pub const ASK_AGAIN: &str = "Ask again";

/// How many packages would move.
pub fn drift(moving: usize, all: usize) -> String {
    match moving {
        0 => "No drift: a build of today would install the same packages".into(),
        moving => format!("Drift: {moving} of {all} packages would move if it were built today"),
    }
}

/// Why it is not known what the indexes hold.
pub fn no_today(message: &str, help: Option<&str>) -> String {
    help.map_or_else(|| format!("{message}."), |help| format!("{message}. {help}"))
}

/// What the edit button says.
pub fn edit(version: &str, latest: &str) -> String {
    let next = latest.parse::<u64>().ok().map(|number| number + 1);
    match next {
        Some(next) => format!("Edit as version {next}"),
        None => format!("Edit from {version}"),
    }
}

/// What reusing the image saved (`3 times, 18 min saved`).
pub fn reused(savings: &Savings) -> String {
    match savings.builds {
        0 => "not yet".into(),
        1 => format!("once, {} saved", words::duration(savings.time)),
        times => format!("{times} times, {} saved", words::duration(savings.time)),
    }
}
