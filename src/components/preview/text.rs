//! The texts of the preview.

use super::no_effect::NoEffect;
use crate::{
    components::{strips::component_name, trial},
    titles::version_title,
    ui::words,
};
use ::api::{Savings, Trial, VersionReference};
use definition::{
    PackageSource,
    edit::{Edit, split},
    mask,
};

pub use crate::components::trial::TRIAL;

/// The number of edits that are listed or named.
pub const MAX_EDITS: usize = 5;
/// The number of differences or packages that are listed.
pub const MAX_ITEMS: usize = 12;

pub const VERDICT: &str = "Verdict";
pub const NO_HASH: &str = "Can\u{2019}t check reuse yet";
pub const PENDING: &str = "Checking the workspace";
pub const PENDING_BODY: &str = "Checking whether an image can be reused\u{2026}";
pub const REUSES: &str = "Reuses an image";
pub const READY: &str = "Nothing to build, ready at once.";
pub const JOINS: &str = "Registering joins that build.";
pub const REUSED: &str = "reused";
pub const WILL_BE_BUILT: &str = "will be built";
pub const STAGE_UNKNOWN: &str = "unknown";
pub const RETRYING: &str = "The draft is saved in this browser. Trying again every 5 seconds.";
pub const NO_BUILD: &str = "No build of this hash is recorded. Trying again every 5 seconds.";
pub const INDEXED: &str =
    "A build of this hash is recorded, but it is unknown whether its image still exists. Trying again every 5 seconds.";
pub const CONFIRMING: &str = "Built here before. Checking the registry.";
pub const NO_REGISTRY: &str = "the registry does not answer";
pub const TRY_AGAIN: &str = "Try again";
pub const OPEN_BUILD: &str = "Open the build";

pub const CHEAPEST: &str = "Reuse an existing image instead";
pub const APPLY: &str = "Apply";
pub const APPLY_KEY: &str = "reuse an existing image instead";

pub const STRIP: &str = "Hash";
pub const HASH: &str = "hash";
pub const WHY: &str = "Why";
pub const CLOSEST: &str = "Closest image:";
pub const CLOSEST_SO_FAR: &str = "Closest image so far:";
pub const NO_EFFECT: &str = "Differences that don\u{2019}t matter";
pub const ADDED: &str = "added";
pub const REMOVED: &str = "removed";
pub const ANY: &str = "any";
pub const NOTHING: &str = "nothing";
pub const BECOMES: &str = "becomes";

pub const BUILT_VERSIONS: &str = "Versions in that image";
pub const PIN_ALL: &str = "Pin all to these versions";
pub const PIN_ALL_KEY: &str = "pin all to the versions in the image";
pub const SAME_TODAY: &str = "same today";
pub const TODAY: &str = "today";
pub const CHECKING_INDEXES: &str = "Checking the package indexes";
pub const CHECKED_INDEXES: &str = "Checked against the index";

pub fn reuses(version: &VersionReference) -> String {
    format!("Reuses the image of {}", version_title(version))
}

/// A hit on an image with problems.
pub fn flawed(reuses: &str, trial: &Trial) -> String {
    format!("{reuses}, which {}", words::lower_first(&trial::title(trial)))
}

/// What screen readers hear.
pub fn announcement(title: &str, body: &str) -> String {
    format!("{}. {body}", title.replace('`', ""))
}

pub fn built(ago: &str, size: &str, savings: &Savings) -> String {
    let time = words::duration(savings.time);
    let saved = match savings.builds {
        0 => String::new(),
        1 => format!(" Reused once, {time} saved so far."),
        builds => format!(" Reused {builds} times, {time} saved so far."),
    };
    format!("Built {ago}, {size}. {READY}{saved}")
}

pub fn new_image(estimate: Option<u64>) -> String {
    estimate.map_or_else(|| "New image".into(), |estimate| format!("New image, {}", words::about(estimate)))
}

/// The title of a miss whose image was lost.
pub fn lost_title(estimate: Option<u64>) -> String {
    estimate.map_or_else(
        || "Image lost, will be rebuilt".into(),
        |estimate| format!("Image lost, will be rebuilt in {}", words::about(estimate)),
    )
}

pub fn lost(owner: Option<&VersionReference>, build: i64, ago: &str) -> String {
    let owner = owner.map_or_else(|| format!("build {build}"), version_title);
    format!("The image of {owner} was built {ago}, but is no longer in the registry. It can be rebuilt from its lock.")
}

pub fn being_built(build: i64) -> String {
    format!("Build {build} is building this image")
}

pub fn stage(has_steps: bool) -> &'static str {
    if has_steps { "Base image and Docker steps" } else { "Base image" }
}

pub fn python(packages: usize) -> String {
    format!("Python, {}", words::count(packages, "package", "packages"))
}

pub fn unknown(reason: Option<&str>) -> String {
    match reason {
        Some(reason) if reason != NO_REGISTRY => format!("Unknown: {NO_REGISTRY} ({reason})"),
        _ => format!("Unknown: {NO_REGISTRY}"),
    }
}

pub fn no_answer(message: &str) -> String {
    format!("Unknown: {}", words::lower_first(message))
}

pub fn recorded(ago: &str) -> String {
    format!(
        "A build of this hash is recorded, {ago}, but it is unknown whether its image still exists. Trying again every 5 seconds."
    )
}

pub fn outside_title(reference: &str) -> String {
    format!("Not in the draft: {reference}")
}

/// What is the same as in the nearest image.
pub fn same(packages: u32, components: &[&str]) -> Option<String> {
    let packages = (packages > 0).then(|| words::count(packages as usize, "identical package", "identical packages"));
    let same: Vec<String> = components.iter().map(|component| format!("same {component}")).chain(packages).collect();
    (!same.is_empty()).then(|| words::sentence(&words::list(&same)))
}

/// The items that are not listed.
pub fn more(count: usize) -> String {
    format!("and {count} more")
}

pub fn no_effect(difference: &NoEffect) -> String {
    match difference {
        NoEffect::Image(now, before) | NoEffect::Package(now, before) => {
            mask(&format!("{now} equals {before}")).into_owned()
        }
        NoEffect::Steps => "blanks and comments in the Docker steps".into(),
        NoEffect::Order(count) => format!("order of {}", words::count(*count, "package", "packages")),
        NoEffect::Variables(count) => {
            format!("{}, not part of the image", words::count(*count, "other variable", "other variables"))
        }
    }
}

/// An edit as a suggestion (`` Pin `torch==2.3.1` ``). `title` is the image that components are taken from.
pub fn suggested(edit: &Edit, title: &str) -> String {
    match edit {
        Edit::Line { before: Some(before), after: None, .. } | Edit::Field { before, after: None } => {
            format!("Remove {}", name(before))
        }
        Edit::Line { before: None, after, .. } => format!("Add {}", name(after.as_deref().unwrap_or_default())),
        Edit::Line { source, after: Some(after), .. } => match constraint_of(after, *source) {
            Constraint::None => format!("Unpin {}", name(after)),
            Constraint::Exact => format!("Pin {}", name(after)),
            Constraint::Other => format!("Change to {}", name(after)),
        },
        Edit::Image(image) => format!("Use {}", name(image)),
        Edit::Steps(steps) if steps.trim().is_empty() => "Remove the Docker steps".into(),
        Edit::Steps(_) => format!("Use the Docker steps of {title}"),
        Edit::AddStep(step) => format!("Add the Docker step {}", name(step)),
        Edit::Channels(channels) if channels.is_empty() => "Remove the channels".into(),
        Edit::Channels(channels) => format!("Use the channels {}", name(&channels.join(", "))),
        Edit::Field { before, after: Some(after) } => format!("Rename {} to {}", name(before), name(after)),
        Edit::Component(definition::Component::Python, _) => format!("Replace all packages with those of {title}"),
        Edit::Component(component, _) => format!("Use the {} of {title}", component_name(*component)),
    }
}

/// An edit that was made (`` pinned `torch==2.3.1` ``).
fn made(edit: &Edit, title: &str) -> String {
    match edit {
        Edit::Line { before: Some(before), after: None, .. } | Edit::Field { before, after: None } => {
            format!("removed {}", plain(before))
        }
        Edit::Line { before: None, after, .. } => format!("added {}", plain(after.as_deref().unwrap_or_default())),
        Edit::Line { source, after: Some(after), .. } => match constraint_of(after, *source) {
            Constraint::None => format!("unpinned {}", plain(after)),
            Constraint::Exact => format!("pinned {}", plain(after)),
            Constraint::Other => format!("changed to {}", plain(after)),
        },
        Edit::Image(image) => format!("uses {}", plain(image)),
        Edit::Steps(steps) if steps.trim().is_empty() => "removed the Docker steps".into(),
        Edit::Steps(_) => format!("uses the Docker steps of {title}"),
        Edit::AddStep(step) => format!("added the Docker step {}", plain(step)),
        Edit::Channels(channels) if channels.is_empty() => "removed the channels".into(),
        Edit::Channels(channels) => format!("uses the channels {}", plain(&channels.join(", "))),
        Edit::Field { before, after: Some(after) } => format!("renamed {} to {}", plain(before), plain(after)),
        Edit::Component(definition::Component::Python, _) => format!("replaced all packages with those of {title}"),
        Edit::Component(component, _) => format!("uses the {} of {title}", component_name(*component)),
    }
}

fn plain(text: &str) -> String {
    mask(text.trim()).into_owned()
}

fn name(text: &str) -> String {
    format!("`{}`", plain(text))
}

enum Constraint {
    None,
    Exact,
    Other,
}

fn constraint_of(line: &str, source: PackageSource) -> Constraint {
    let constraint = split(line).1.trim_start();
    let operator = if source == PackageSource::Pip { "==" } else { "=" };
    if constraint.is_empty() {
        Constraint::None
    } else if constraint.starts_with(operator) && !constraint.contains([',', '*', '|']) {
        Constraint::Exact
    } else {
        Constraint::Other
    }
}

/// The edits that were made, for the note beside the verdict.
pub fn done(edits: &[Edit], title: &str) -> String {
    if edits.len() > MAX_EDITS {
        return format!("{} to reuse the image of {title}", words::count(edits.len(), "edit", "edits"));
    }
    words::list(&edits.iter().map(|edit| made(edit, title)).collect::<Vec<_>>())
}

/// The result of the edits, with the time that is saved.
pub fn cheapest_result(title: &str, estimate: Option<u64>) -> String {
    estimate.map_or_else(
        || format!("Then the image of {title} is reused, without a build"),
        |estimate| format!("Then the image of {title} is reused (saves {})", words::about(estimate)),
    )
}

pub fn pin_to_built(name: &str, version: &str) -> String {
    format!("Pin {name} to {version}, as in the image")
}

pub fn pin_newest(name: &str, version: &str) -> String {
    format!("Pin {name} to {version}, the newest")
}

pub fn pinned(name: &str, version: &str) -> String {
    format!("{name} is pinned to {version}, which changes the hash")
}

pub fn pinned_all(count: usize, title: &str) -> String {
    let packages = words::count(count, "package is", "packages are");
    format!("{packages} pinned as in {title}, which changes the hash")
}

/// Why the indexes could not be checked.
pub fn not_checked(message: &str, help: Option<&str>) -> String {
    help.map_or_else(|| format!("{message}."), |help| format!("{message}. {help}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(source: PackageSource, before: Option<&str>, after: Option<&str>) -> Edit {
        Edit::Line { source, before: before.map(Into::into), after: after.map(Into::into) }
    }

    #[test]
    fn every_edit_has_a_sentence() {
        use PackageSource::{Conda, Pip};
        let edits = [
            line(Conda, Some("scikit-learn=1.5.2"), Some("scikit-learn =1.5.1")),
            line(Pip, Some("torch==2"), Some("torch>=2,<3")),
            line(Pip, Some("torch==2"), Some("torch")),
            line(Pip, Some("shap"), None),
            line(Pip, None, Some("torch==2.3.1")),
            Edit::Image("python:3.12".into()),
            Edit::Steps("RUN a".into()),
            Edit::Steps(String::new()),
            Edit::Component(definition::Component::Python, Box::default()),
            Edit::Component(definition::Component::Spark, Box::default()),
        ];
        assert_eq!(
            edits.iter().map(|edit| suggested(edit, "training 7")).collect::<Vec<_>>(),
            [
                "Pin `scikit-learn =1.5.1`",
                "Change to `torch>=2,<3`",
                "Unpin `torch`",
                "Remove `shap`",
                "Add `torch==2.3.1`",
                "Use `python:3.12`",
                "Use the Docker steps of training 7",
                "Remove the Docker steps",
                "Replace all packages with those of training 7",
                "Use the Spark of training 7",
            ]
        );
        assert_eq!(
            done(&edits[..4], "x 1"),
            "pinned scikit-learn =1.5.1, changed to torch>=2,<3, unpinned torch and removed shap"
        );
        assert_eq!(done(&edits, "x 1"), "10 edits to reuse the image of x 1");
    }

    #[test]
    fn what_is_the_same_is_one_sentence() {
        assert_eq!(same(1, &["base"]).as_deref(), Some("Same base and 1 identical package"));
        assert_eq!(same(4, &["base", "steps"]).as_deref(), Some("Same base, same steps and 4 identical packages"));
        assert_eq!(same(0, &[]), None);
    }

    #[test]
    fn reuse_is_counted_once_there_is_some() {
        let savings = |builds| Savings { builds, time: 65_000, bytes: 0, since: None };
        assert_eq!(
            built("3 days ago", "1.9 GB", &savings(0)),
            "Built 3 days ago, 1.9 GB. Nothing to build, ready at once."
        );
        assert!(built("now", "1 GB", &savings(1)).ends_with("Reused once, 1 min 5 s saved so far."));
        assert!(built("now", "1 GB", &savings(2)).ends_with("Reused 2 times, 1 min 5 s saved so far."));
    }
}
