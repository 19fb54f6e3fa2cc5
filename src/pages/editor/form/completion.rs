//! Completion of package names and versions: requested when typing pauses, outdated requests aborted. Without an answer of
//! the index there are no suggestions, and typing goes on.

use crate::{
    api,
    pages::editor::text,
    reactive::{after, effect, memo},
    state::{draft::Draft, session::use_session},
    ui::{Choice, Choices},
};
use ::api::{PackageVersion, PackageVersions};
use definition::{PackageSource, PythonVersion, edit::split};
use leptos::{prelude::*, task::spawn_local_scoped};
use std::{cmp::Reverse, time::Duration};

/// How long typing has to pause.
const DEBOUNCE: Duration = Duration::from_millis(150);
const MAX_CHOICES: usize = 12;

/// A request for suggestions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompletionQuery {
    /// Names with a prefix.
    Names(PackageSource, String),
    /// Versions of a package, with the constraint that is typed.
    Versions(PackageSource, String, String),
}

/// The completion of one field. Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct Completion {
    pub choices: Choices,
    query: RwSignal<Option<CompletionQuery>>,
}

impl Completion {
    /// Completes a field of this draft; `pick` gets the new text of the field.
    pub fn new(draft: Draft, id: String, pick: Callback<String>) -> Self {
        let completion = Self { choices: Choices::new(id, pick), query: RwSignal::new(None) };
        let session = use_session();
        let available_pythons = memo(move || session.pythons());
        effect(move || match completion.query.get() {
            None => completion.choices.close(),
            Some(query) => after(DEBOUNCE, move || {
                spawn_local_scoped(async move {
                    let choices = answer(draft, &available_pythons.get_untracked(), &query).await;
                    if completion.query.try_get_untracked() == Some(Some(query)) {
                        completion.choices.offer(choices);
                    }
                });
            }),
        });
        completion
    }

    /// Searches for suggestions; `None` for a text that cannot be completed.
    pub fn search(self, query: Option<CompletionQuery>) {
        self.query.set(query);
    }

    /// Closes the list until something else is typed.
    pub fn close(self) {
        self.choices.close();
        self.query.set(None);
    }
}

/// The query for a package name that is being typed; `None` for what cannot be a name.
pub fn name(source: PackageSource, typed: &str) -> Option<CompletionQuery> {
    let typed = typed.trim_start();
    let named = typed.rsplit_once("::").map_or(typed, |(_, name)| name);
    let plain = named.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter));
    (plain && named.len() > 1).then(|| CompletionQuery::Names(source, typed.to_owned()))
}

/// The query for a version that is being typed after a package name.
pub fn version(source: PackageSource, name: &str, constraint: &str) -> Option<CompletionQuery> {
    let name = name.rsplit("::").next().unwrap_or(name).trim();
    let plain = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter));
    let typed = clause(constraint).1;
    let is_version = typed.chars().all(|letter| letter.is_ascii_alphanumeric() || ".+".contains(letter));
    (plain && is_version).then(|| CompletionQuery::Versions(source, name.to_owned(), constraint.to_owned()))
}

/// The query for a whole line: for its name, or after an operator for its version.
pub fn line(source: PackageSource, typed: &str) -> Option<CompletionQuery> {
    let (package, constraint) = split(typed);
    if constraint.is_empty() { name(source, typed) } else { version(source, package, constraint) }
}

/// The part of a constraint before its last version.
pub fn operator(constraint: &str) -> &str {
    clause(constraint).0
}

/// The part before the version that is being typed, and the version so far.
fn clause(constraint: &str) -> (&str, &str) {
    let start = constraint.rfind(['=', '<', '>', '~', '!', ',', '|', ' ']).map_or(0, |at| at + 1);
    constraint.split_at(start)
}

async fn answer(draft: Draft, all_pythons: &[PythonVersion], query: &CompletionQuery) -> Vec<Choice> {
    match query {
        CompletionQuery::Names(source, typed) => {
            let (channel, prefix) =
                typed.rsplit_once("::").map_or((None, typed.as_str()), |(channel, name)| (Some(channel), name));
            let found = api::package_names(source_name(*source), prefix, channels(draft, *source, channel)).await;
            let text = |name: &str| channel.map_or_else(|| name.to_owned(), |channel| format!("{channel}::{name}"));
            let choice = |name: String| Choice { text: text(&name), shown: name, note: String::new() };
            let names = found.map(|found| found.names).unwrap_or_default();
            // A complete name needs no suggestion.
            let done = names.len() == 1 && names.first().is_some_and(|name| name == prefix);
            if done { Vec::new() } else { names.into_iter().take(MAX_CHOICES).map(choice).collect() }
        }
        CompletionQuery::Versions(source, name, constraint) => {
            let here = match source {
                PackageSource::Conda if name.eq_ignore_ascii_case("python") => pythons(all_pythons, constraint),
                _ => Vec::new(),
            };
            if !here.is_empty() {
                return here;
            }
            let found = api::package_versions(source_name(*source), name, channels(draft, *source, None)).await;
            found.map(|found| versions(*source, &found, constraint)).unwrap_or_default()
        }
    }
}

/// The versions that continue what is typed, newest first.
fn versions(source: PackageSource, found: &PackageVersions, constraint: &str) -> Vec<Choice> {
    let (before, typed) = clause(constraint);
    let operator = match source {
        _ if !before.is_empty() => "",
        PackageSource::Conda => "=",
        PackageSource::Pip | PackageSource::Spark => "==",
    };
    let continues = |offered: &&PackageVersion| offered.version.starts_with(typed) && offered.version != typed;
    let choice = |offered: &PackageVersion| Choice {
        text: format!("{before}{operator}{}", offered.version),
        shown: offered.version.clone(),
        note: text::version_note(offered, offered.version == found.newest),
    };
    found.versions.iter().filter(continues).take(MAX_CHOICES).map(choice).collect()
}

/// The available versions of Python that continue what is typed, newest first.
fn pythons(all: &[PythonVersion], constraint: &str) -> Vec<Choice> {
    let (before, typed) = clause(constraint);
    let operator = if before.is_empty() { "=" } else { "" };
    let continues =
        |python: &&PythonVersion| python.available && python.version.starts_with(typed) && python.version != typed;
    let minor = |python: &PythonVersion| python.version.rsplit('.').next().and_then(|minor| minor.parse::<u32>().ok());
    let mut offered: Vec<&PythonVersion> = all.iter().filter(continues).collect();
    offered.sort_by_key(|python| Reverse(minor(python)));
    // A base image comes first: it takes no time in a build.
    offered.dedup_by(|later, first| later.version == first.version);
    let choice = |python: &PythonVersion| Choice {
        text: format!("{before}{operator}{}", python.version),
        shown: python.version.clone(),
        note: text::python_note(python.by).to_owned(),
    };
    offered.into_iter().map(choice).collect()
}

/// The channels of the draft, `None` for pip. Channels that may hold a credential are not sent.
fn channels(draft: Draft, source: PackageSource, own: Option<&str>) -> Option<String> {
    if source != PackageSource::Conda {
        return None;
    }
    let channels = own.map_or_else(
        || draft.definition().with_untracked(|definition| definition.channels.clone()),
        |own| vec![own.to_owned()],
    );
    let safe = channels.into_iter().filter(|channel| !channel.contains(['@', '?']) && !channel.contains("/t/"));
    Some(safe.collect::<Vec<_>>().join(","))
}

fn source_name(source: PackageSource) -> &'static str {
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
        assert_eq!(line(pip, "tor"), Some(CompletionQuery::Names(pip, "tor".into())));
        assert_eq!(line(pip, "t"), None);
        assert_eq!(line(pip, "torch==2"), Some(CompletionQuery::Versions(pip, "torch".into(), "==2".into())));
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
