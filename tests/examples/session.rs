//! A person who follows a document: a server, a folder with files, and a shell.

use crate::document::{Document, Example, Test};
use harness::{Outcome, Terrarium};
use std::{env, fs, os::unix::fs::symlink, path::Path, process::Stdio, time::Instant};
use tempfile::TempDir;
use tokio::process::Command;

/// The address of a server in the documents.
const DOCUMENTED_URL: &str = "http://127.0.0.1:8080";
/// The most seconds that a script may take: it may build an image.
const SCRIPT_TIMEOUT: u32 = 600;
/// Answers of the API with an error status, and values that are not in an answer, fail a script. No request hangs.
const PRELUDE: &str = "\
set -euo pipefail
curl() { command curl --fail-with-body --max-time 580 \"$@\"; }
jq() { command jq --exit-status \"$@\"; }
if [ -f \"$STATE\" ]; then . \"$STATE\"; fi
set -a
";
/// Variables that a script sets are there in the next one.
const EPILOGUE: &str = "\nset +a\nexport -p > \"$STATE\"\n";

/// A server of its own for one document, with the files of the examples.
pub struct Session {
    terrarium: Terrarium,
    folder: TempDir,
    state: TempDir,
    _data: TempDir,
}

impl Session {
    /// Starts a server, and copies the files into a new folder.
    pub fn start(document: &Document) -> Outcome<Self> {
        let [data, folder, state] = [tempfile::tempdir()?, tempfile::tempdir()?, tempfile::tempdir()?];
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples/files");
        copy(&files, folder.path())?;
        let channels = format!("file://{}", files.join("channels").display());
        let terrarium = Terrarium::start_with(data.path(), &[("CONDA_CHANNEL_ALIAS", &channels)], &[])?;
        // The default data folder, for commands that read it. Elsewhere it would be in the way: runs upload this folder.
        if document.examples.iter().any(|example| example.code.contains("azure-config")) {
            symlink(data.path(), folder.path().join(".terrarium"))?;
        }
        Ok(Self { terrarium, folder, state, _data: data })
    }

    /// Tests every example of a document, in order, and shuts the server down. All are tested, whatever fails.
    pub async fn follow(self, document: &Document) -> Outcome<()> {
        let mut failures = Vec::new();
        for example in &document.examples {
            let place = format!("{}:{}", document.path, example.line);
            let started = Instant::now();
            match self.test(example).await {
                Ok(()) => println!("{place}: ok ({:.1} s)", started.elapsed().as_secs_f64()),
                Err(error) => failures.push(format!("{place}: {error}\n{}", example.code)),
            }
        }
        if !self.terrarium.stop()? {
            failures.push("the server did not shut down cleanly".into());
        }
        if failures.is_empty() { Ok(()) } else { Err(failures.join("\n\n").into()) }
    }

    async fn test(&self, example: &Example) -> Outcome<()> {
        match &example.test {
            Test::NotRun => Ok(()),
            Test::Succeeds(texts) => {
                let (succeeded, output) = self.run(&example.code).await?;
                let missing = texts.iter().find(|text| !output.contains(text.as_str()));
                match missing {
                    None if succeeded => Ok(()),
                    None => Err(format!("it failed:\n{output}").into()),
                    Some(text) => Err(format!("\u{201c}{text}\u{201d} is not in its output:\n{output}").into()),
                }
            }
            Test::Fails(text) => {
                let (succeeded, output) = self.run(&example.code).await?;
                let as_documented = !succeeded && output.contains(text);
                if as_documented { Ok(()) } else { Err(format!("it did not fail with {text}:\n{output}").into()) }
            }
            Test::File(path) => Ok(fs::write(self.folder.path().join(path), &example.code)?),
            Test::Definition => {
                let definition: serde_json::Value = serde_json::from_str(&example.code)?;
                let imported: serde_json::Value =
                    self.terrarium.workspace().post(api::path::DEFINITIONS, &definition).await?;
                if imported["definition"].is_object() { Ok(()) } else { Err(imported.to_string().into()) }
            }
            Test::Error => Ok(serde_json::from_str::<api::Error>(&example.code).map(drop)?),
        }
    }

    /// Runs a script; returns whether it succeeded, and its output.
    async fn run(&self, script: &str) -> Outcome<(bool, String)> {
        let script = format!("{PRELUDE}{}{EPILOGUE}", script.replace(DOCUMENTED_URL, self.terrarium.url()));
        let binary = Terrarium::binary()?;
        let folders = binary.parent().map(Path::to_owned).into_iter();
        let path = env::join_paths(folders.chain(env::split_paths(&env::var_os("PATH").unwrap_or_default())))?;
        let mut command = Command::new("timeout");
        command.args(["--kill-after=10", &SCRIPT_TIMEOUT.to_string(), "bash", "-c", &format!("exec 2>&1\n{script}")]);
        command.current_dir(self.folder.path()).env("PATH", path).env_remove("SERVER");
        command.env("TERRARIUM_SERVER", self.terrarium.url()).env("STATE", self.state.path().join("variables"));
        command.env("XDG_CACHE_HOME", self.state.path()).env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1");
        let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await?;
        Ok((output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned()))
    }
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
