//! The test programs, compiled once for all sections, and how a run of them goes.

use crate::{
    Error,
    run::{self, repository},
};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// All test programs of the workspace.
#[derive(Debug, Default)]
pub struct Suite(Vec<Program>);

#[derive(Debug)]
struct Program {
    /// The name of its target: of the crate, or of the file or folder in `tests`.
    target: String,
    /// Whether it has the unit tests of a crate.
    unit: bool,
    /// The folder of its package, which is its working directory.
    folder: PathBuf,
    path: PathBuf,
}

impl Suite {
    /// Compiles unit tests, integration tests and the binary that they start with one command: several would compile some
    /// crates twice, with different features.
    ///
    /// # Errors
    /// When something does not compile.
    pub fn build() -> Result<Self, Error> {
        let mut command = run::cargo("test --quiet --workspace --no-run --lib --bins --test *");
        let messages = run::output(command.arg("--message-format=json-render-diagnostics").stdin(Stdio::null()))?;
        Ok(Self(messages.lines().filter_map(program).collect()))
    }

    /// The integration test with this name.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn test(&self, name: &str) -> Result<Command, Error> {
        let named: Vec<_> = self.0.iter().filter(|program| !program.unit && program.target == name).collect();
        match named[..] {
            [program] => Ok(program.command()),
            [] => Err(Error::Missing(format!("there is no test {name}: see {SECTIONS}"))),
            _ => Err(Error::Missing(format!("{} tests have the name {name}: rename all but one", named.len()))),
        }
    }

    /// All programs except the integration tests with these names.
    pub fn others(&self, named: &[&str]) -> Vec<Command> {
        let is_other = |program: &&Program| program.unit || !named.contains(&program.target.as_str());
        self.0.iter().filter(is_other).map(Program::command).collect()
    }
}

const SECTIONS: &str = "xtask/src/test/sections.rs";

impl Program {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.current_dir(&self.folder).env("CARGO_MANIFEST_DIR", &self.folder);
        command
    }
}

/// The test program that a message of cargo reports.
fn program(message: &str) -> Option<Program> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message["reason"] != "compiler-artifact" || message["profile"]["test"] != true {
        return None;
    }
    let folder = Path::new(message["manifest_path"].as_str()?).parent().unwrap_or(Path::new("."));
    Some(Program {
        target: message["target"]["name"].as_str()?.to_owned(),
        unit: message["target"]["kind"] != serde_json::json!(["test"]),
        folder: repository().join(folder),
        path: message["executable"].as_str()?.into(),
    })
}

/// The variable that tells tests of a thorough run.
pub const THOROUGH: &str = "TERRARIUM_THOROUGH";

#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// Whether the long forms run.
    pub thorough: bool,
}

#[cfg(test)]
mod tests {
    use super::{Suite, program};

    const ARTIFACT: &str = r#"{"reason":"compiler-artifact","manifest_path":"/r/crates/builder/Cargo.toml","target":
        {"kind":["test"],"name":"engines"},"profile":{"test":true},"executable":"/r/target/debug/deps/engines-1"}"#;

    #[test]
    fn programs_are_found_in_the_messages_of_cargo() {
        let unit = ARTIFACT.replace("\"test\"]", "\"lib\"]").replace("engines", "builder");
        let binary = ARTIFACT.replace("\"test\":true", "\"test\":false");
        let suite = Suite([ARTIFACT, &unit, &binary].into_iter().filter_map(program).collect());
        assert_eq!(suite.0.len(), 2);
        assert_eq!(suite.test("engines").expect("a test").get_program(), "/r/target/debug/deps/engines-1");
        assert!(suite.test("builder").is_err(), "unit tests are not an integration test");
        let twice = Suite([ARTIFACT, ARTIFACT].into_iter().filter_map(program).collect());
        assert!(twice.test("engines").is_err(), "a section would run one of them and leave out the other");
        assert_eq!(suite.others(&["engines"]).len(), 1);
        assert_eq!(suite.others(&[]).len(), 2);
    }
}
