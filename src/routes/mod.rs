//! The addresses of the console. Nothing else parses or writes one.

use ::api::{Action, EnvironmentFilter, EnvironmentSort, ImageFilter, ImageSort, RunState, VersionReference};
use definition::Digest;
use leptos::prelude::*;
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Environments(EnvironmentQuery),
    Environment {
        name: String,
    },
    Version {
        reference: VersionReference,
        tab: VersionTab,
    },
    /// The editor for a new environment, possibly starting from a version of another one.
    New {
        from: Option<VersionReference>,
    },
    /// The editor for the next version of an environment, starting from the version `from` or the newest.
    Edit {
        name: String,
        from: Option<String>,
    },
    /// A draft in the fragment.
    Draft,
    Compare {
        left: Option<VersionReference>,
        right: Option<VersionReference>,
    },
    Builds,
    Build {
        id: i64,
    },
    Runs(RunQuery),
    Run {
        id: i64,
    },
    Images(ImageQuery),
    /// The image with this manifest digest, or the current one of the hash.
    Image {
        hash: Digest,
        manifest: Option<String>,
        tab: ImageTab,
    },
    Activity(ActivityQuery),
    Health,
    /// Any other address.
    NotFound,
}

/// Filter and order of the list of environments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvironmentQuery {
    /// Part of a name, package or hash; empty for all.
    pub search: String,
    pub filter: EnvironmentFilter,
    /// A label or tag, as `NAME` or `NAME:VALUE`; empty for any.
    pub label: String,
    pub sort: EnvironmentSort,
}

/// Filter and order of the list of images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageQuery {
    /// Part of the name of an environment, or the beginning of a package or hash; empty for all.
    pub search: String,
    pub filter: ImageFilter,
    pub sort: ImageSort,
}

/// Filter of the list of runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunQuery {
    /// Empty for any.
    pub environment: String,
    /// Empty for any.
    pub version: String,
    pub state: Option<RunState>,
}

/// Filter of the audit trail; empty for any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityQuery {
    pub who: String,
    pub action: Option<Action>,
    /// A prefix of the subject.
    pub subject: String,
    /// The first day, as `YYYY-MM-DD`.
    pub from: String,
    /// The last day.
    pub to: String,
}

/// A tab of the version page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VersionTab {
    #[default]
    Definition,
    Built,
    Dockerfile,
    Variables,
    Checks,
}

/// A tab of the page of an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImageTab {
    #[default]
    Packages,
    Dockerfiles,
    Layers,
    History,
}

/// The filters with their names in addresses.
pub const FILTERS: [(EnvironmentFilter, &str); 5] = [
    (EnvironmentFilter::All, "all"),
    (EnvironmentFilter::Mine, "mine"),
    (EnvironmentFilter::Curated, "curated"),
    (EnvironmentFilter::Image, "image"),
    (EnvironmentFilter::Archived, "archived"),
];

const SORTS: [(EnvironmentSort, &str); 3] =
    [(EnvironmentSort::Name, "name"), (EnvironmentSort::Changed, "changed"), (EnvironmentSort::Built, "built")];

const IMAGE_SORTS: [(ImageSort, &str); 4] = [
    (ImageSort::Built, "built"),
    (ImageSort::Size, "size"),
    (ImageSort::Reused, "reused"),
    (ImageSort::Saved, "saved"),
];

/// The states of runs with their names in addresses.
pub const RUN_STATES: [(Option<RunState>, &str); 7] = [
    (None, ""),
    (Some(RunState::Queued), "queued"),
    (Some(RunState::Building), "building"),
    (Some(RunState::Running), "running"),
    (Some(RunState::Completed), "completed"),
    (Some(RunState::Failed), "failed"),
    (Some(RunState::Cancelled), "cancelled"),
];

/// The actions of the audit trail with their names in addresses.
pub const ACTIONS: [(Option<Action>, &str); 23] = [
    (None, ""),
    (Some(Action::Register), "register"),
    (Some(Action::Update), "update"),
    (Some(Action::Label), "label"),
    (Some(Action::Archive), "archive"),
    (Some(Action::Restore), "restore"),
    (Some(Action::Submit), "submit"),
    (Some(Action::Build), "build"),
    (Some(Action::Rebuild), "rebuild"),
    (Some(Action::Join), "join"),
    (Some(Action::Cancel), "cancel"),
    (Some(Action::Finish), "finish"),
    (Some(Action::Requeue), "requeue"),
    (Some(Action::Reuse), "reuse"),
    (Some(Action::Revert), "revert"),
    (Some(Action::Tie), "tie"),
    (Some(Action::Untie), "untie"),
    (Some(Action::Evict), "evict"),
    (Some(Action::Vanish), "vanish"),
    (Some(Action::Reappear), "reappear"),
    (Some(Action::Upload), "upload"),
    (Some(Action::Annotate), "annotate"),
    (Some(Action::Delete), "delete"),
];

/// The tabs of the version page with their names in addresses.
pub const TABS: [(VersionTab, &str); 5] = [
    (VersionTab::Definition, "definition"),
    (VersionTab::Built, "built"),
    (VersionTab::Dockerfile, "dockerfile"),
    (VersionTab::Variables, "variables"),
    (VersionTab::Checks, "checks"),
];

/// The tabs of the page of an image with their names in addresses.
pub const IMAGE_TABS: [(ImageTab, &str); 4] = [
    (ImageTab::Packages, "packages"),
    (ImageTab::Dockerfiles, "dockerfiles"),
    (ImageTab::Layers, "layers"),
    (ImageTab::History, "history"),
];

const IMAGE_FILTERS: [(ImageFilter, &str); 2] = [(ImageFilter::Cached, "cached"), (ImageFilter::Lost, "lost")];

impl Route {
    /// The current image of a hash.
    pub fn image(hash: Digest) -> Self {
        Self::Image { hash, manifest: None, tab: ImageTab::default() }
    }

    /// The route of a path and query.
    pub fn of(path: &str, query: &str) -> Self {
        let query = Query(query.trim_start_matches('?'));
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts[..] {
            [] => Self::Environments(EnvironmentQuery::of(&query)),
            ["environments", name] => Self::Environment { name: name.into() },
            ["environments", name, "versions", version] => Self::Version {
                reference: VersionReference { environment: name.into(), version: version.into() },
                tab: query.one_of("tab", &TABS),
            },
            ["environments", name, "edit"] => Self::Edit { name: name.into(), from: query.get("from") },
            ["new"] => Self::New { from: query.version("from") },
            ["draft"] => Self::Draft,
            ["compare"] => Self::Compare { left: query.version("left"), right: query.version("right") },
            ["images"] => Self::Images(ImageQuery::of(&query)),
            ["images", hash] => match hash.parse() {
                Ok(hash) => {
                    Self::Image { hash, manifest: query.get("manifest"), tab: query.one_of("tab", &IMAGE_TABS) }
                }
                Err(_) => Self::NotFound,
            },
            ["activity"] => Self::Activity(ActivityQuery::of(&query)),
            ["health"] => Self::Health,
            ["builds"] => Self::Builds,
            ["runs"] => Self::Runs(RunQuery::of(&query)),
            ["runs", id] => id.parse().map_or(Self::NotFound, |id| Self::Run { id }),
            ["builds", id] => id.parse().map_or(Self::NotFound, |id| Self::Build { id }),
            _ => Self::NotFound,
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, query) = match self {
            Self::Environments(query) => ("/".into(), query.pairs()),
            Self::Environment { name } => (format!("/environments/{name}"), vec![]),
            Self::Version { reference, tab } => (
                format!("/environments/{}/versions/{}", reference.environment, reference.version),
                vec![("tab", word(*tab, &TABS))],
            ),
            Self::New { from } => ("/new".into(), vec![("from", text(from.as_ref()))]),
            Self::Edit { name, from } => (format!("/environments/{name}/edit"), vec![("from", text(from.as_ref()))]),
            Self::Draft => ("/draft".into(), vec![]),
            Self::Compare { left, right } => {
                ("/compare".into(), vec![("left", text(left.as_ref())), ("right", text(right.as_ref()))])
            }
            Self::Builds => ("/builds".into(), vec![]),
            Self::Build { id } => (format!("/builds/{id}"), vec![]),
            Self::Runs(query) => ("/runs".into(), query.pairs()),
            Self::Run { id } => (format!("/runs/{id}"), vec![]),
            Self::Images(query) => ("/images".into(), query.pairs()),
            Self::Image { hash, manifest, tab } => (
                format!("/images/{hash}"),
                vec![("manifest", text(manifest.as_ref())), ("tab", word(*tab, &IMAGE_TABS))],
            ),
            Self::Activity(query) => ("/activity".into(), query.pairs()),
            Self::Health => ("/health".into(), vec![]),
            Self::NotFound => ("/not-found".into(), vec![]),
        };
        formatter.write_str(&path)?;
        let query = encode(&query);
        if query.is_empty() { Ok(()) } else { write!(formatter, "?{query}") }
    }
}

impl EnvironmentQuery {
    fn of(query: &Query) -> Self {
        Self {
            search: query.get("search").unwrap_or_default(),
            filter: query.one_of("filter", &FILTERS),
            label: query.get("label").unwrap_or_default(),
            sort: query.one_of("sort", &SORTS),
        }
    }

    /// The pairs of the query, for addresses and for requests; empty values are defaults.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("search", self.search.clone()),
            ("filter", word(self.filter, &FILTERS)),
            ("label", self.label.clone()),
            ("sort", word(self.sort, &SORTS)),
        ]
    }
}

impl ImageQuery {
    fn of(query: &Query) -> Self {
        Self {
            search: query.get("search").unwrap_or_default(),
            filter: query.one_of("filter", &IMAGE_FILTERS),
            sort: query.one_of("sort", &IMAGE_SORTS),
        }
    }

    /// The pairs of the query, for addresses and for requests; empty values are defaults.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("search", self.search.clone()),
            ("filter", word(self.filter, &IMAGE_FILTERS)),
            ("sort", word(self.sort, &IMAGE_SORTS)),
        ]
    }
}

impl RunQuery {
    fn of(query: &Query) -> Self {
        let text = |key| query.get(key).unwrap_or_default();
        Self { environment: text("environment"), version: text("version"), state: query.one_of("state", &RUN_STATES) }
    }

    /// The pairs of the query, for addresses and for requests; empty values are defaults.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("environment", self.environment.clone()),
            ("version", self.version.clone()),
            ("state", word(self.state, &RUN_STATES)),
        ]
    }
}

impl ActivityQuery {
    fn of(query: &Query) -> Self {
        let text = |key| query.get(key).unwrap_or_default();
        Self {
            who: text("who"),
            action: query.one_of("action", &ACTIONS),
            subject: text("subject"),
            from: text("from"),
            to: text("to"),
        }
    }

    /// The pairs of the query; empty values are defaults.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("who", self.who.clone()),
            ("action", word(self.action, &ACTIONS)),
            ("subject", self.subject.clone()),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
        ]
    }
}

/// A query string; pairs without a value are left out.
pub fn encode(pairs: &[(&str, String)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (key, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(key, value);
    }
    query.finish()
}

/// The current route. Its query can change without a new page.
pub fn use_route() -> Memo<Route> {
    let location = leptos_router::hooks::use_location();
    Memo::new(move |_| Route::of(&location.pathname.read(), &location.search.read()))
}

struct Query<'a>(&'a str);

impl Query<'_> {
    fn get(&self, key: &str) -> Option<String> {
        form_urlencoded::parse(self.0.as_bytes()).find(|(name, _)| name == key).map(|(_, value)| value.into_owned())
    }

    fn version(&self, key: &str) -> Option<VersionReference> {
        self.get(key)?.parse().ok()
    }

    fn one_of<T: Copy + Default>(&self, key: &str, words: &[(T, &str)]) -> T {
        let value = self.get(key).unwrap_or_default();
        words.iter().find(|(_, word)| *word == value).map_or_else(T::default, |(item, _)| *item)
    }
}

/// The name of a choice; empty for the default.
fn word<T: Copy + Default + PartialEq>(item: T, words: &[(T, &str)]) -> String {
    words.iter().find(|(other, _)| *other == item && item != T::default()).map_or("", |(_, word)| *word).into()
}

fn text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests;
