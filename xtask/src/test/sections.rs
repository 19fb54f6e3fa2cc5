//! The sections of `cargo xtask test`.

use super::{
    azure, browsers, checks,
    suite::{Mode, Suite},
};
use crate::{Error, build, run, tools};
use std::process::Command;

/// A part of the checks and tests that can be run on its own.
#[derive(Debug)]
pub struct Section {
    /// The name on the command line.
    pub key: &'static str,
    /// The name in the summary.
    pub name: &'static str,
    pub part: Part,
}

/// The programs of a section, which are run one after the other.
type Programs = fn(&Suite, Mode) -> Result<Vec<Command>, Error>;

/// When and how a section runs.
#[derive(Debug)]
pub enum Part {
    /// First, one after the other. The first failure ends the run.
    Check(fn() -> Result<(), Error>),
    /// Then, in parallel. A failure ends the run.
    Compilation,
    /// Last, in parallel, whatever fails. Some need the console in `dist/`, some run in thorough runs only.
    Tests { programs: Programs, console: bool, thorough: bool },
}

/// Integration tests with their own section or task. All others, and all unit tests, are in the section `units`.
const WITH_OWN_SECTION: &[&str] = &[
    "accessibility",
    "azure",
    "builds",
    "corpus",
    "curated",
    "docker",
    "engines",
    "examples",
    "faults",
    "local",
    "logs",
    "packages",
    "places",
    "secrets",
    "story",
    "submitting",
    "workspace",
];

const fn check(key: &'static str, name: &'static str, check: fn() -> Result<(), Error>) -> Section {
    Section { key, name, part: Part::Check(check) }
}

const fn compilation(key: &'static str, name: &'static str) -> Section {
    Section { key, name, part: Part::Compilation }
}

const fn tests(key: &'static str, name: &'static str, programs: Programs) -> Section {
    Section { key, name, part: Part::Tests { programs, console: false, thorough: false } }
}

const fn in_browser(key: &'static str, name: &'static str, programs: Programs) -> Section {
    Section { key, name, part: Part::Tests { programs, console: true, thorough: false } }
}

const fn in_thorough_runs(key: &'static str, name: &'static str, programs: Programs) -> Section {
    Section { key, name, part: Part::Tests { programs, console: true, thorough: true } }
}

/// Every section, in the order in which they start. The longest tests come first.
pub const SECTIONS: &[Section] = &[
    check("tools", "Tools", checks::tools),
    check("format", "Format", checks::format),
    check("deny", "Licences and sources", checks::deny),
    check("lints", "Lints", checks::lints),
    check("console-lints", "Lints of the console", checks::console_lints),
    check("docs", "Documentation", checks::documentation),
    compilation("build", "Tests compile"),
    compilation("console", "Console and its budget"),
    tests("engines", "Engines", |suite, mode| one(suite, mode, "engines")),
    tests("azure", "Microsoft's clients", |suite, mode| Ok(vec![azure::with_sdks(one_server(suite, mode, "azure")?)?])),
    tests("builds", "Builds", |suite, mode| one(suite, mode, "builds")),
    // axe covers the width of every screen, too.
    in_browser("accessibility", "Accessibility of every screen", |suite, _| {
        browsers::chromium(suite, "accessibility", &["sideways"])
    }),
    in_browser("story", "Stories", |suite, mode| {
        // Builds a large image twice.
        browsers::chromium(suite, "story", if mode.thorough { &[] } else { &["trial::"] })
    }),
    tests("packages", "Packages and their indexes", |suite, mode| one(suite, mode, "packages")),
    tests("server", "Server", |suite, mode| one(suite, mode, "workspace")),
    tests("faults", "Faults", |suite, mode| Ok(vec![one_server(suite, mode, "faults")?])),
    tests("units", "Unit tests and small integration tests", |suite, mode| {
        Ok(suite.others(WITH_OWN_SECTION).into_iter().map(|program| libtest(program, mode)).collect())
    }),
    in_browser("logs", "Long logs", |suite, _| browsers::chromium(suite, "logs", &[])),
    tests("docker", "Docker Engine from file to command", |suite, mode| one(suite, mode, "docker")),
    tests("secrets", "Credentials", |suite, mode| one(suite, mode, "secrets")),
    tests("examples", "Examples in the documents", |suite, mode| one(suite, mode, "examples")),
    tests("local", "Environments on this machine", |suite, mode| Ok(vec![one_server(suite, mode, "local")?])),
    tests("submitting", "Runs", |suite, mode| one(suite, mode, "submitting")),
    in_browser("accessibility-ff", "Keyboard, focus and layout in Firefox", |suite, mode| {
        browsers::firefox(suite, mode, "accessibility", &["keyboard::", "navigation::", "sideways"])
    }),
    in_browser("story-ff", "Stories in Firefox", |suite, mode| {
        browsers::firefox(
            suite,
            mode,
            "story",
            &["author::", "build::registering", "share::", "are_completed", "is_tied"],
        )
    }),
    in_browser("logs-ff", "Long logs in Firefox", |suite, mode| {
        browsers::firefox(suite, mode, "logs", &["cut::", "only_visible"])
    }),
    in_browser("places-ff", "Places in Firefox", |suite, mode| browsers::firefox(suite, mode, "places", &[])),
    in_browser("places", "Places", |suite, _| browsers::chromium(suite, "places", &[])),
    tests("vectors", "Hash vectors and case folding in the browser", |_, _| vectors().map(|command| vec![command])),
    in_thorough_runs("curated", "Curated environments", |suite, mode| Ok(vec![one_server(suite, mode, "curated")?])),
    in_thorough_runs("fuzz", "An hour of fuzzing for every parser", |_, _| {
        let mut command = run::program(build::program("xtask"));
        command.args(["fuzz", "--seconds", "3600"]);
        Ok(vec![command])
    }),
    in_thorough_runs("trunk", "The bundle that Trunk makes", |_, _| {
        let mut command = run::program(build::program("xtask"));
        command.arg("trunk");
        Ok(vec![command])
    }),
];

/// The sections with these keys, or without keys all of this mode.
///
/// # Errors
/// When there is no section with a key.
pub fn select(keys: &[String], mode: Mode) -> Result<Vec<&'static Section>, Error> {
    if let Some(key) = keys.iter().find(|key| SECTIONS.iter().all(|section| section.key != **key)) {
        return Err(Error::Missing(format!("there is no section {key}: `cargo xtask test --list` shows them")));
    }
    let is_named = |section: &Section| keys.iter().any(|key| key == section.key);
    let needs_tools = SECTIONS.iter().any(|section| is_named(section) && matches!(section.part, Part::Tests { .. }));
    let is_selected = |section: &&Section| match &section.part {
        _ if !keys.is_empty() => is_named(section) || (needs_tools && section.key == "tools"),
        Part::Tests { thorough, .. } => mode.thorough || !thorough,
        _ => true,
    };
    Ok(SECTIONS.iter().filter(is_selected).collect())
}

impl Section {
    /// The function of a check.
    pub fn check(&self) -> Option<fn() -> Result<(), Error>> {
        match self.part {
            Part::Check(check) => Some(check),
            _ => None,
        }
    }

    /// Whether it needs the console.
    pub fn needs_console(&self) -> bool {
        matches!(self.part, Part::Tests { console: true, .. })
    }
}

fn one(suite: &Suite, mode: Mode, name: &str) -> Result<Vec<Command>, Error> {
    Ok(vec![libtest(suite.test(name)?, mode)])
}

/// A test that runs one server at a time.
fn one_server(suite: &Suite, mode: Mode, name: &str) -> Result<Command, Error> {
    let mut command = libtest(suite.test(name)?, mode);
    command.args(["--nocapture", "--test-threads=1"]);
    Ok(command)
}

fn libtest(mut command: Command, mode: Mode) -> Command {
    if mode.thorough {
        command.arg("--include-ignored");
    }
    command
}

/// The tests of `definition` and `fold` in a browser: the same bytes must give the same digests there, and the same
/// words be found.
fn vectors() -> Result<Command, Error> {
    let driver = run::find("chromedriver").ok_or_else(|| Error::Missing("install chromedriver".into()))?;
    // Not quiet: the runner does not have that option.
    let mut command =
        run::cargo("test --package terrarium-definition --package terrarium-fold --target wasm32-unknown-unknown");
    command
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools::wasm_test_runner()?)
        .env("CHROMEDRIVER", driver)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "600");
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::{Mode, SECTIONS, select};

    #[test]
    fn sections_are_selected_by_key_and_keys_are_unique() {
        let mode = Mode { thorough: false };
        let keys = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&key| key.to_owned()).collect();
            select(&names, mode).map(|sections| sections.iter().map(|section| section.key).collect::<Vec<_>>())
        };
        assert_eq!(keys(&["lints", "format"]).expect("both exist"), ["format", "lints"]);
        assert_eq!(keys(&["story"]).expect("it exists"), ["tools", "story"], "what tests need is installed first");
        assert!(keys(&["stroy"]).is_err());
        let all = keys(&[]).expect("all sections");
        assert!(SECTIONS.iter().all(|section| all.iter().filter(|key| **key == section.key).count() <= 1));
    }
}
