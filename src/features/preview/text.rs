//! What the preview says.

use super::no_effect::NoEffect;
use crate::{
    features::{
        shared::{component_name, version_title},
        trial,
    },
    ui::words,
};
use ::api::{Savings, Trial, VersionReference};
use definition::{
    PackageSource,
    edit::{Edit, split},
    mask,
};

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
pub const CONFIRMING: &str = "Built here before. Asking the registry whether it has it.";
pub const RECORDED: &str =
    "A build of this hash is recorded; whether its image is still there cannot be told. Asked again every 5 seconds.";
pub const SILENT: &str = "the registry does not answer";
pub const CHEAPEST: &str = "Cheapest way to a hit";
pub const APPLY: &str = "Apply";
pub const APPLY_KEY: &str = "apply the cheapest way";
pub const SHOWN: usize = 5;
pub use crate::features::trial::TRIAL;
pub const VERDICT: &str = "Verdict";
pub const STRIP: &str = "Hash";
pub const HASH: &str = "hash";
pub const WHY: &str = "Why";
pub const NEAREST: &str = "nearest: ";
pub const NEAREST_SO_FAR: &str = "nearest so far: ";
pub const NO_EFFECT: &str = "Normalised, no effect";
pub const ADDED: &str = "added";
pub const REMOVED: &str = "removed";
pub const ANY: &str = "any";
pub const NOTHING: &str = "nothing";
pub const BECOMES: &str = "becomes";
pub const FROZEN: &str = "Frozen in the image";
pub const PIN_ALL: &str = "Pin all as built";
pub const PIN_ALL_KEY: &str = "pin all as built";
pub const SAME_TODAY: &str = "same today";
pub const TODAY: &str = "today";
pub const ASKING_INDEXES: &str = "Asking the indexes what they hold today";
pub const ASKED_INDEXES: &str = "Indexes asked";
pub const MORE: usize = 12;

pub fn reuses(version: &VersionReference) -> String {
    format!("Reuses the image of {}", version_title(version))
}

/// A hit on an image that does not fully work.
pub fn flawed(reuses: &str, trial: &Trial) -> String {
    let found = trial::title(trial);
    let mut letters = found.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase()).into_iter();
    format!("{reuses}, which {}", first.chain(letters).collect::<String>())
}

pub fn built(ago: &str, size: &str, savings: &Savings) -> String {
    let saved = match savings.builds {
        0 => String::new(),
        1 => format!(" 1 submission reused it; {} saved so far.", words::duration(savings.time)),
        builds => format!(" {builds} submissions reused it; {} saved so far.", words::duration(savings.time)),
    };
    format!("Built {ago}, {size}. {READY}{saved}")
}

pub fn new_image(time: Option<u64>) -> String {
    time.map_or_else(|| "New image".into(), |time| format!("New image, {}", words::about(time)))
}

/// What a miss is called where there was an image.
pub fn built_again(time: Option<u64>) -> String {
    time.map_or_else(
        || "Image lost, built again".into(),
        |time| format!("Image lost, built again in {}", words::about(time)),
    )
}

/// What became of the image that there was.
pub fn lost(whose: Option<&VersionReference>, build: i64, ago: &str) -> String {
    let whose = whose.map_or_else(|| format!("build {build}"), version_title);
    format!(
        "The image of {whose} was built {ago} but is no longer in the registry: it is built again, from its lock if you wish."
    )
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
    match reason {
        Some(reason) if reason != SILENT => format!("Unknown: {SILENT} ({reason})"),
        _ => format!("Unknown: {SILENT}"),
    }
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

/// What an edit does, as a verb and what it is done to.
pub struct Deed {
    /// As an offer (`Pin`).
    pub offer: &'static str,
    /// As something done (`pinned`).
    pub done: &'static str,
    /// What it is done to.
    pub what: String,
}

/// An edit in words; a component is taken from what has this title.
pub fn deed(edit: &Edit, title: &str) -> Deed {
    let deed = |offer, done, what: &str| Deed { offer, done, what: mask(what.trim()).into_owned() };
    match edit {
        Edit::Line { before: Some(before), after: None, .. } | Edit::Field { before, after: None } => {
            deed("Take out", "took out", before)
        }
        Edit::Line { before: None, after, .. } => deed("Add", "added", after.as_deref().unwrap_or_default()),
        Edit::Line { source, after: Some(after), .. } => match split(after).1.trim_start() {
            "" => deed("Unpin", "unpinned", after),
            constraint if pins(constraint, *source) => deed("Pin", "pinned", after),
            _ => deed("Write", "wrote", after),
        },
        Edit::Image(image) => deed("Use", "uses", image),
        Edit::Steps(steps) if steps.trim().is_empty() => deed("Take out", "took out", "the Docker steps"),
        Edit::Steps(_) => deed("Use", "uses", &format!("the Docker steps of {title}")),
        Edit::AddStep(step) => deed("Add", "added", &format!("the Docker step {step}")),
        Edit::Channels(channels) if channels.is_empty() => deed("Take out", "took out", "the channels"),
        Edit::Channels(channels) => deed("Use", "uses", &format!("channels {}", channels.join(", "))),
        Edit::Field { before, after: Some(after) } => deed("Rename", "renamed", &format!("{before} to {after}")),
        Edit::Component(component, _) => {
            deed("Use", "uses", &format!("the whole {} part of {title}", component_name(*component)))
        }
    }
}

fn pins(constraint: &str, source: PackageSource) -> bool {
    let operator = if source == PackageSource::Pip { "==" } else { "=" };
    constraint.starts_with(operator) && !constraint.contains([',', '*', '|'])
}

/// What changes did, for the note beside the verdict.
pub fn done(edits: &[Edit], title: &str) -> String {
    if edits.len() > SHOWN {
        return format!("{}, for the image of {title}", words::count(edits.len(), "edit", "edits"));
    }
    let deeds = edits.iter().map(|edit| deed(edit, title));
    let deeds: Vec<String> = deeds.map(|deed| format!("{} {}", deed.done, deed.what)).collect();
    words::list(&deeds)
}

/// What the changes are good for.
pub fn gains(title: &str, time: Option<u64>) -> String {
    time.map_or_else(
        || format!("reuses {title}, no build"),
        |time| format!("reuses {title}, saves {}", words::about(time)),
    )
}

pub fn pin_as_built(name: &str, version: &str) -> String {
    format!("Pin {name} as built, {version}")
}

pub fn pin_newest(name: &str, version: &str) -> String {
    format!("Pin {name} to the newest, {version}")
}

pub fn pinned(name: &str, version: &str) -> String {
    format!("{name} is pinned to {version}, which makes another hash")
}

pub fn pinned_all(count: usize, title: &str) -> String {
    let packages = words::count(count, "package is", "packages are");
    format!("{packages} pinned as in {title}, which makes another hash")
}

pub fn no_today(message: &str, help: Option<&str>) -> String {
    help.map_or_else(|| format!("{message}."), |help| format!("{message}. {help}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(source: PackageSource, before: Option<&str>, after: Option<&str>) -> Edit {
        Edit::Line { source, before: before.map(Into::into), after: after.map(Into::into) }
    }

    fn offer(edit: &Edit) -> String {
        let deed = deed(edit, "training 7");
        format!("{} {}", deed.offer, deed.what)
    }

    #[test]
    fn every_edit_is_said_in_a_few_words() {
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
        ];
        assert_eq!(
            edits.iter().map(offer).collect::<Vec<_>>(),
            [
                "Pin scikit-learn =1.5.1",
                "Write torch>=2,<3",
                "Unpin torch",
                "Take out shap",
                "Add torch==2.3.1",
                "Use python:3.12",
                "Use the Docker steps of training 7",
                "Take out the Docker steps",
                "Use the whole Python part of training 7",
            ]
        );
        assert_eq!(
            done(&edits[..4], "x 1"),
            "pinned scikit-learn =1.5.1, wrote torch>=2,<3, unpinned torch and took out shap"
        );
        assert_eq!(done(&edits, "x 1"), "9 edits, for the image of x 1");
    }
}
