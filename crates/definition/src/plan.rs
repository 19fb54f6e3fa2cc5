//! What a builder does for a definition. It is made from the canonical form alone, so that equal hashes build equal images.

use crate::canonical::Specification;
use crate::location::is_path;
use crate::pip::{self, OptionLine};
use crate::{Canonical, Digest, Digests, Python, Spark};

/// The two steps of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The digests of the definition.
    pub digests: Digests,
    /// The base image; none when the Dockerfile names it itself.
    pub base_image: Option<String>,
    /// `os/architecture`.
    pub platform: String,
    /// The Dockerfile of step 1, complete with `FROM`.
    pub dockerfile: String,
    /// The digest of the files that the Dockerfile copies; none when it copies none.
    pub context: Option<Digest>,
    /// What step 2 installs; none for a user-managed environment: step 1 is then the image.
    pub python: Option<PythonPlan>,
    /// Spark packages to resolve into the image; none when there are none or `precache` is off.
    pub spark: Option<Spark>,
}

/// The plan of a canonical definition.
#[must_use]
pub fn plan(canonical: &Canonical) -> Plan {
    Plan {
        digests: canonical.digests(),
        base_image: canonical.base.image.clone(),
        platform: canonical.base.platform.clone(),
        dockerfile: dockerfile(canonical),
        context: canonical.steps.context,
        python: python_plan(&canonical.python),
        spark: canonical.spark.clone().filter(|spark| spark.precache && !spark.packages.is_empty()),
    }
}

/// The items as a Dockerfile. Only heredocs hold line breaks, so no instruction can become two.
fn dockerfile(canonical: &Canonical) -> String {
    let items = &canonical.steps.dockerfile;
    let directives = items.iter().take_while(|item| item.starts_with('#')).count();
    let (directives, instructions) = items.split_at(directives);
    let from = canonical.base.image.as_deref().map(|image| match image {
        "docker.io/library/scratch:latest" => "FROM scratch".to_owned(),
        image => format!("FROM {image}"),
    });
    let lines = directives.iter().map(String::as_str).chain(from.as_deref());
    lines.chain(instructions.iter().map(String::as_str)).flat_map(|line| [line, "\n"]).collect()
}

/// What step 2 installs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PythonPlan {
    /// Channels, in order of priority.
    pub channels: Vec<String>,
    /// Conda specifications.
    pub conda: Vec<String>,
    /// The requirements file for pip: options first, then requirements, one a line. Empty when there are none.
    pub requirements: String,
    /// When conda is asked for nothing but Python and pip: the Python version wanted (`3.11`, or empty for any), as a
    /// conda version constraint; the environment is then a virtual environment on the Python of the base image.
    pub virtual_environment: Option<String>,
}

/// None when the user installs the packages.
fn python_plan(python: &Python) -> Option<PythonPlan> {
    let Python::System { channels, conda, pip, pip_options } = python else {
        return None;
    };
    let simple = Simple::of(conda.iter().map(String::as_str));
    let pip_itself = simple.iter().filter_map(|simple| simple.pip.clone());
    let options = pip_options.iter().map(|option| as_installed(option));
    let lines = options.chain(pip_itself).chain(pip.iter().map(|line| pip::as_read(line)));
    Some(PythonPlan {
        channels: channels.clone(),
        conda: conda.clone(),
        requirements: lines.map(|line| as_line(&line)).collect(),
        virtual_environment: simple.map(|simple| simple.python),
    })
}

/// A line that nothing continues: the blank behind a backslash was there, or another line ended it.
fn as_line(line: &str) -> String {
    let blank = if line.ends_with('\\') { " " } else { "" };
    format!("{line}{blank}\n")
}

/// An option as the installer takes it, which refuses to install a repository as editable: its packages are the same.
fn as_installed(option: &str) -> String {
    let parsed = OptionLine::parse(option);
    let is_editable = parsed.known.is_some_and(|known| known.name == "--editable");
    let repository = parsed.place().filter(|place| is_editable && place.contains("://") && !is_path(place));
    repository.map_or_else(|| option.to_owned(), str::to_owned)
}

/// The version of Python that a canonical conda list asks for, empty for any, when a virtual environment can stand in for
/// what it lists.
pub(crate) fn virtual_environment<'a>(conda: impl Iterator<Item = &'a str>) -> Option<String> {
    Simple::of(conda).map(|simple| simple.python)
}

/// A conda list that a virtual environment can stand in for.
#[derive(Default)]
struct Simple {
    /// The version of Python wanted, empty for any.
    python: String,
    /// The version of pip wanted, as a requirement.
    pip: Option<String>,
}

impl Simple {
    /// The list when it holds at most Python and pip, without channels, builds and the like.
    fn of<'a>(conda: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut simple = Self::default();
        let mut seen = Vec::new();
        for entry in conda {
            let Specification { channel: None, name, rest, .. } = Specification::parse(entry)? else {
                return None;
            };
            if seen.contains(&name) || !is_version(&rest) {
                return None;
            }
            match name.as_str() {
                "python" => simple.python = rest,
                "pip" if rest.is_empty() => {}
                "pip" => simple.pip = Some(format!("pip{}", pip_versions(&rest)?)),
                _ => return None,
            }
            seen.push(name);
        }
        Some(simple)
    }
}

/// Versions with operators, no build string and no bracket.
fn is_version(rest: &str) -> bool {
    let is_clause = |clause: &str| {
        let version = clause.trim_start_matches(['=', '<', '>', '!', '~']);
        let bare = clause.len() == version.len() || clause.len() - version.len() <= 2;
        bare && !version.is_empty()
            && version.chars().all(|next| next.is_ascii_alphanumeric() || matches!(next, '.' | '*'))
    };
    rest.is_empty() || rest.split([',', '|']).all(is_clause)
}

/// What conda means by a version, as pip writes it; none where the two differ in meaning.
fn pip_versions(rest: &str) -> Option<String> {
    let clause = |clause: &str| {
        let operator_end = clause.len() - clause.trim_start_matches(['=', '<', '>', '!', '~']).len();
        match clause.split_at(operator_end) {
            ("=", version) => Some(format!("=={}.*", version.trim_end_matches(['*', '.']))),
            ("", version) => Some(format!("=={version}")),
            ("==" | "!=" | "<" | "<=" | ">" | ">=", _) => Some(clause.to_owned()),
            _ => None,
        }
    };
    let clauses: Option<Vec<String>> = rest.split(',').map(clause).collect();
    clauses.filter(|_| !rest.contains('|')).map(|clauses| clauses.join(","))
}
