//! Names and versions of packages while they are typed: asked for when typing rests, outdated questions given up. An
//! index that does not answer offers nothing, and typing goes on.

use super::text;
use crate::reactive::{after, effect, memo};
use crate::{
    api,
    state::{draft::Draft, session::use_session},
    ui::{Choice, Choices},
};
use ::api::{PackageVersion, PackageVersions};
use definition::{PackageSource, PythonVersion, edit::split};
use leptos::{prelude::*, task::spawn_local_scoped};
use std::{cmp::Reverse, time::Duration};

/// How long typing has to rest.
const REST: Duration = Duration::from_millis(150);
/// How many choices are offered at most.
const MOST: usize = 12;

/// What completes a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Names that begin like this.
    Names(PackageSource, String),
    /// Versions of a package, and what is typed of the constraint.
    Versions(PackageSource, String, String),
}

/// The completion of one field. Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct Completion {
    /// What is offered.
    pub choices: Choices,
    question: RwSignal<Option<Question>>,
}

impl Completion {
    /// Completes a field of this draft; `pick` is told what the field becomes.
    pub fn new(draft: Draft, id: String, pick: Callback<String>) -> Self {
        let completion = Self { choices: Choices::new(id, pick), question: RwSignal::new(None) };
        let session = use_session();
        let pythons_here = memo(move || session.pythons());
        effect(move || match completion.question.get() {
            None => completion.choices.close(),
            Some(question) => after(REST, move || {
                spawn_local_scoped(async move {
                    let choices = answer(draft, &pythons_here.get_untracked(), &question).await;
                    if completion.question.try_get_untracked() == Some(Some(question)) {
                        completion.choices.offer(choices);
                    }
                });
            }),
        });
        completion
    }

    /// Looks for what may complete this; nothing for a text that has nothing to complete.
    pub fn look_for(self, question: Option<Question>) {
        self.question.set(question);
    }

    /// Offers nothing any more, until something else is typed.
    pub fn close(self) {
        self.choices.close();
        self.question.set(None);
    }
}

/// The name that is being typed in the name of a package, when it is one.
pub fn name(source: PackageSource, typed: &str) -> Option<Question> {
    let typed = typed.trim_start();
    let named = typed.rsplit_once("::").map_or(typed, |(_, name)| name);
    let plain = named.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter));
    (plain && named.len() > 1).then(|| Question::Names(source, typed.to_owned()))
}

/// The version that is being typed after the name of a package.
pub fn version(source: PackageSource, name: &str, constraint: &str) -> Option<Question> {
    let name = name.rsplit("::").next().unwrap_or(name).trim();
    let plain = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter));
    let typed = clause(constraint).1;
    let is_version = typed.chars().all(|letter| letter.is_ascii_alphanumeric() || ".+".contains(letter));
    (plain && is_version).then(|| Question::Versions(source, name.to_owned(), constraint.to_owned()))
}

/// A whole line that is being typed: its name, and after an operator its version.
pub fn line(source: PackageSource, typed: &str) -> Option<Question> {
    let (package, constraint) = split(typed);
    if constraint.is_empty() { name(source, typed) } else { version(source, package, constraint) }
}

/// What stands before the last version of a constraint: every version may follow it.
pub fn operator(constraint: &str) -> &str {
    clause(constraint).0
}

/// What stands before the version that is being typed, and what there is of it.
fn clause(constraint: &str) -> (&str, &str) {
    let start = constraint.rfind(['=', '<', '>', '~', '!', ',', '|', ' ']).map_or(0, |at| at + 1);
    constraint.split_at(start)
}

async fn answer(draft: Draft, all_pythons: &[PythonVersion], question: &Question) -> Vec<Choice> {
    match question {
        Question::Names(source, typed) => {
            let (channel, prefix) =
                typed.rsplit_once("::").map_or((None, typed.as_str()), |(channel, name)| (Some(channel), name));
            let found = api::package_names(word(*source), prefix, channels(draft, *source, channel)).await;
            let text = |name: &str| channel.map_or_else(|| name.to_owned(), |channel| format!("{channel}::{name}"));
            let choice = |name: String| Choice { text: text(&name), shown: name, note: String::new() };
            let names = found.map(|found| found.names).unwrap_or_default();
            // What is typed to its end needs no completion.
            let done = names.len() == 1 && names.first().is_some_and(|name| name == prefix);
            if done { Vec::new() } else { names.into_iter().take(MOST).map(choice).collect() }
        }
        Question::Versions(source, name, constraint) => {
            let here = match source {
                PackageSource::Conda if name.eq_ignore_ascii_case("python") => pythons(all_pythons, constraint),
                _ => Vec::new(),
            };
            if !here.is_empty() {
                return here;
            }
            let found = api::package_versions(word(*source), name, channels(draft, *source, None)).await;
            found.map(|found| versions(*source, &found, constraint)).unwrap_or_default()
        }
    }
}

/// The versions that go on as it is typed, newest first.
fn versions(source: PackageSource, found: &PackageVersions, constraint: &str) -> Vec<Choice> {
    let (before, typed) = clause(constraint);
    let operator = match source {
        _ if !before.is_empty() => "",
        PackageSource::Conda => "=",
        PackageSource::Pip | PackageSource::Spark => "==",
    };
    let goes_on = |offered: &&PackageVersion| offered.version.starts_with(typed) && offered.version != typed;
    let choice = |offered: &PackageVersion| Choice {
        text: format!("{before}{operator}{}", offered.version),
        shown: offered.version.clone(),
        note: text::version_note(offered, offered.version == found.newest),
    };
    found.versions.iter().filter(goes_on).take(MOST).map(choice).collect()
}

/// The versions of Python that can be had here, that go on as it is typed, newest first.
fn pythons(all: &[PythonVersion], constraint: &str) -> Vec<Choice> {
    let (before, typed) = clause(constraint);
    let operator = if before.is_empty() { "=" } else { "" };
    let goes_on =
        |python: &&PythonVersion| python.available && python.version.starts_with(typed) && python.version != typed;
    let minor = |python: &PythonVersion| python.version.rsplit('.').next().and_then(|minor| minor.parse::<u32>().ok());
    let mut offered: Vec<&PythonVersion> = all.iter().filter(goes_on).collect();
    offered.sort_by_key(|python| Reverse(minor(python)));
    // A base image comes first in the list: it takes no time in a build.
    offered.dedup_by(|later, first| later.version == first.version);
    let choice = |python: &PythonVersion| Choice {
        text: format!("{before}{operator}{}", python.version),
        shown: python.version.clone(),
        note: text::python_note(python.by).to_owned(),
    };
    offered.into_iter().map(choice).collect()
}

/// The channels of the draft, none for pip. One that may hold a credential is not told.
fn channels(draft: Draft, source: PackageSource, own: Option<&str>) -> Option<String> {
    if source != PackageSource::Conda {
        return None;
    }
    let channels = own.map_or_else(
        || draft.definition.with_untracked(|definition| definition.channels.clone()),
        |own| vec![own.to_owned()],
    );
    let told = channels.into_iter().filter(|channel| !channel.contains(['@', '?']) && !channel.contains("/t/"));
    Some(told.collect::<Vec<_>>().join(","))
}

fn word(source: PackageSource) -> &'static str {
    match source {
        PackageSource::Conda => text::CONDA,
        PackageSource::Pip | PackageSource::Spark => text::PIP,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::PythonSource;

    fn found() -> PackageVersions {
        let version = |version: &str, prerelease, yanked| PackageVersion {
            version: version.into(),
            prerelease,
            yanked,
            requires_python: None,
        };
        let versions = vec![version("2.0rc1", true, false), version("1.10", false, false), version("1.9", false, true)];
        PackageVersions { name: "model".into(), newest: "1.10".into(), versions }
    }

    #[test]
    fn a_line_asks_for_its_name_and_then_for_its_version() {
        let pip = PackageSource::Pip;
        assert_eq!(line(pip, "tor"), Some(Question::Names(pip, "tor".into())));
        assert_eq!(line(pip, "t"), None);
        assert_eq!(line(pip, "torch==2"), Some(Question::Versions(pip, "torch".into(), "==2".into())));
        assert_eq!(line(pip, "torch @ https://x.example"), None);
        assert_eq!(line(pip, "-r requirements.txt"), None);
    }

    #[test]
    fn the_pythons_that_can_be_had_are_offered() {
        let python = |version: &str, by, available| PythonVersion {
            version: version.into(),
            releases: vec![],
            by,
            base_image: None,
            available,
            reason: None,
        };
        let (base, uv) = (PythonSource::Base, PythonSource::Uv);
        let all = [
            python("3.9", uv, true),
            python("3.11", base, true),
            python("3.12", base, false),
            python("3.13", base, true),
            python("3.13", uv, true),
        ];
        let texts = |constraint| pythons(&all, constraint).into_iter().map(|choice| choice.text).collect::<Vec<_>>();
        assert_eq!(texts(""), ["=3.13", "=3.11", "=3.9"]);
        assert_eq!(texts(">=3.1"), [">=3.13", ">=3.11"]);
        assert_eq!(texts("=3.13"), Vec::<String>::new());
        assert_eq!(pythons(&all, "")[0].note, text::python_note(base), "a base image takes no time in a build");
    }

    #[test]
    fn a_version_goes_on_after_what_is_typed_and_keeps_what_stands_before() {
        let texts = |source, constraint| {
            versions(source, &found(), constraint).into_iter().map(|choice| choice.text).collect::<Vec<_>>()
        };
        assert_eq!(texts(PackageSource::Pip, ""), ["==2.0rc1", "==1.10", "==1.9"]);
        assert_eq!(texts(PackageSource::Conda, "1"), ["=1.10", "=1.9"]);
        assert_eq!(texts(PackageSource::Pip, ">=1.9,<2"), [">=1.9,<2.0rc1"]);
        assert_eq!(texts(PackageSource::Pip, "==1.10"), Vec::<String>::new());
    }
}
