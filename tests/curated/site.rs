//! A workspace in which environments are built and used.

use api::{FindingLevel, Image, Version, path};
use harness::{Outcome, Terrarium, Workspace};
use serde_json::{Value, json};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{process::Command, time::timeout};

/// The most that a build or run may take, with gigabytes from the index on a busy machine.
const COMMAND_TIMEOUT: Duration = Duration::from_mins(45);

/// A workspace without images.
pub struct Site {
    pub terrarium: Terrarium,
    pub workspace: Workspace,
    cache: TempDir,
    _data: TempDir,
}

impl Site {
    pub fn start() -> Outcome<Self> {
        let data = tempfile::tempdir()?;
        let terrarium = Terrarium::start(data.path())?;
        let workspace = terrarium.workspace();
        Ok(Self { terrarium, workspace, cache: tempfile::tempdir()?, _data: data })
    }

    /// Builds the newest version of an environment; returns the duration, the size and the result of the trial.
    ///
    /// # Errors
    /// When the build fails, or its trial has an error or a warning.
    pub async fn built(&self, name: &str) -> Outcome<String> {
        let version: Version = self.workspace.get(&path::version(name, "latest")).await?;
        let began = Instant::now();
        printed(&self.terrarium(&["build", &format!("{name}:{}", version.version)], &[]).await?)?;
        let image: Image = self.workspace.get(&path::image(version.digests.image)).await?;
        let megabytes = image.size / 1_000_000;
        let seconds = began.elapsed().as_secs_f64();
        let trial = image.trial.map(|trial| (trial.summary(), trial.findings));
        let (trial, findings) = trial.unwrap_or_else(|| ("not tried".into(), Vec::new()));
        if findings.iter().any(|finding| finding.level != FindingLevel::Note) {
            return Err(format!("{trial}: {findings:#?}").into());
        }
        Ok(format!("{megabytes} MB built in {seconds:.0} s, {trial}"))
    }

    /// Registers a definition as an environment and builds it.
    pub async fn registered(&self, name: &str, definition: &Value) -> Outcome<String> {
        let _: Value = self.workspace.post(&path::versions(name), &json!({ "definition": definition })).await?;
        self.built(name).await
    }

    /// The output of a command in a run on the workspace's machine, with the scripts, and its seconds.
    pub async fn runs(&self, name: &str, command: &[&str]) -> Outcome<(String, f64)> {
        let began = Instant::now();
        let folder = folder();
        let output = self.terrarium(&["submit", name, "--folder", &folder.to_string_lossy(), "--"], command).await?;
        Ok((printed(&output)?, began.elapsed().as_secs_f64()))
    }

    /// The output of a command in an environment on this machine, with the scripts.
    pub async fn runs_here(&self, name: &str, command: &[&str]) -> Outcome<String> {
        printed(&self.terrarium(&["run", name, "--"], command).await?)
    }

    async fn terrarium(&self, arguments: &[&str], command: &[&str]) -> Outcome<Output> {
        let mut terrarium = Command::new(Terrarium::binary()?);
        terrarium.args(arguments).args(command).current_dir(folder()).stdin(Stdio::null());
        terrarium.env("TERRARIUM_SERVER", self.terrarium.url()).env("TERRARIUM_TOOL", "buildah");
        terrarium.env("XDG_CACHE_HOME", self.cache.path());
        let ended = timeout(COMMAND_TIMEOUT, terrarium.kill_on_drop(true).output()).await;
        Ok(ended.map_err(|_| format!("{arguments:?} took longer than {COMMAND_TIMEOUT:?}"))??)
    }
}

/// The folder of the scripts.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/curated")
}

/// The output of a command that succeeded.
fn printed(output: &Output) -> Outcome<String> {
    let [printed, aside] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    if output.status.success() {
        return Ok(printed);
    }
    Err(format!("the command ended with {}:\n{printed}{aside}", output.status).into())
}

/// Prints a line that the test runner does not hide.
pub fn print(line: &str) {
    // This fails only if nobody reads the output.
    drop(std::io::stderr().write_all(format!("curated: {line}\n").as_bytes()));
}
