//! What the preview says.

use super::no_effect::NoEffect;
use crate::{features::shared::version_title, ui::words};
use ::api::VersionReference;
use definition::mask;

pub const NO_HASH: &str = "No hash yet";
pub const ASKING: &str = "Asking the workspace";
pub const ASKING_BODY: &str = "Whether an image will be reused is said here in a moment.";
pub const REUSES: &str = "Reuses an image";
pub const READY: &str = "Nothing to build, ready at once.";
pub const JOINS: &str = "Registering joins that build.";
pub const REUSED: &str = "reused";
pub const WILL_BE_BUILT: &str = "will be built";
pub const STAGE_UNKNOWN: &str = "not known";
pub const ASKED_AGAIN: &str = "The draft is kept in this browser. Asked again every 5 seconds.";
pub const UNRECORDED: &str = "No build of this hash is recorded. Asked again every 5 seconds.";
pub const ASK_AGAIN: &str = "Ask again";
pub const OPEN_BUILD: &str = "Open the build";
pub const VERDICT: &str = "Verdict";
pub const STRIP: &str = "Hash";
pub const HASH: &str = "hash";
pub const WHY: &str = "Why";
pub const NEAREST: &str = "nearest: ";
pub const NO_EFFECT: &str = "Normalised, no effect";
pub const ADDED: &str = "added";
pub const REMOVED: &str = "removed";
pub const ANY: &str = "any";
pub const NOTHING: &str = "nothing";
pub const BECOMES: &str = "becomes";
pub const MORE: usize = 12;

pub fn reuses(version: &VersionReference) -> String {
    format!("Reuses the image of {}", version_title(version))
}

pub fn built(ago: &str, size: &str) -> String {
    format!("Built {ago}, {size}. {READY}")
}

pub fn new_image(time: Option<u64>) -> String {
    time.map_or_else(|| "New image".into(), |time| format!("New image, {}", words::about(time)))
}

pub fn being_built(build: i64) -> String {
    format!("Build {build} is making this image")
}

pub fn stage(has_steps: bool) -> String {
    if has_steps { "Base image and Docker steps".into() } else { "Base image".into() }
}

pub fn python(packages: usize) -> String {
    format!("Python, {}", words::count(packages, "package", "packages"))
}

pub fn unknown(reason: Option<&str>) -> String {
    format!("Unknown: {}", reason.unwrap_or("the registry does not answer"))
}

pub fn no_answer(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    format!("Unknown: {first}{}", letters.as_str())
}

pub fn recorded(ago: &str) -> String {
    format!(
        "A build of this hash is recorded, {ago}; whether its image is still there cannot be told. Asked again every 5 seconds."
    )
}

pub fn outside_title(reference: &str) -> String {
    format!("Not in the draft: {reference}")
}

pub fn equal(packages: u32, components: &[&str]) -> Option<String> {
    let packages = (packages > 0).then(|| words::count(packages as usize, "package", "packages"));
    let equal: Vec<&str> = packages.as_deref().into_iter().chain(components.iter().copied()).collect();
    let verb = if equal.len() == 1 && !equal[0].ends_with('s') { "is" } else { "are" };
    (!equal.is_empty()).then(|| format!("{} {verb} equal", words::list(&equal)))
}

pub fn more(count: usize) -> String {
    format!("and {count} more")
}

pub fn no_effect(difference: &NoEffect) -> String {
    match difference {
        NoEffect::Image(now, before) | NoEffect::Package(now, before) => {
            mask(&format!("{now} is {before}")).into_owned()
        }
        NoEffect::Steps => "blanks and comments in the Docker steps".into(),
        NoEffect::Order(count) => format!("order of {}", words::count(*count, "package", "packages")),
        NoEffect::Variables(count) => {
            format!("{}, no part of the image", words::count(*count, "other variable", "other variables"))
        }
    }
}
