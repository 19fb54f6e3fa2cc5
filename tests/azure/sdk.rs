//! One of Microsoft's SDKs and the scripts that use it.

use harness::{Outcome, Terrarium};
use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// A Python that has one of the SDKs, in a home of its own.
pub struct Sdk {
    python: PathBuf,
    home: TempDir,
}

impl Sdk {
    /// azureml-core, the first generation.
    pub fn v1() -> Outcome<Option<Self>> {
        Self::of("TERRARIUM_AZUREML_CORE")
    }

    /// azure-ai-ml, the second.
    pub fn v2() -> Outcome<Option<Self>> {
        Self::of("TERRARIUM_AZURE_AI_ML")
    }

    fn of(variable: &str) -> Outcome<Option<Self>> {
        let Some(python) = env::var_os(variable) else {
            skip::because(&format!("{variable} names no Python"));
            return Ok(None);
        };
        Ok(Some(Self { python: python.into(), home: tempfile::tempdir()? }))
    }

    /// The home of whoever runs the scripts, which is their working folder as well.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// A script of this folder, pointed at the workspace by `terrarium azure-config`.
    pub fn script(&self, terrarium: &Terrarium, name: &str) -> Outcome<Command> {
        let mut command = self.python(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/azure").join(name));
        command.envs(configuration(terrarium)?).env("TERRARIUM_SERVER", terrarium.url());
        Ok(command)
    }

    /// Any script. No proxy of this machine is between it and the workspace.
    pub fn python(&self, script: &Path) -> Command {
        let mut command = Command::new(&self.python);
        command.arg("-u").arg(script).current_dir(self.home()).env("HOME", self.home()).env("NO_PROXY", "127.0.0.1");
        command.env_remove("PYTHONPATH").stdin(Stdio::null());
        command
    }
}

/// The environment variables that `terrarium azure-config` gives.
pub fn configuration(terrarium: &Terrarium) -> Outcome<BTreeMap<String, String>> {
    let mut command = Command::new(Terrarium::binary()?);
    let output = command.args(["azure-config", "--form", "json", "--data"]).arg(terrarium.data()).output()?;
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{error}: {}", String::from_utf8_lossy(&output.stderr)).into())
}

/// What a script says that ends well.
pub fn said(command: &mut Command) -> Outcome<String> {
    spawned(command)?.said()
}

/// A script that runs.
pub struct Running(Child);

/// Starts a script.
pub fn spawned(command: &mut Command) -> Outcome<Running> {
    Ok(Running(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?))
}

impl Running {
    /// What it says when it ends well.
    pub fn said(self) -> Outcome<String> {
        let output = self.0.wait_with_output()?;
        let said = String::from_utf8(output.stdout)?;
        if output.status.success() {
            return Ok(said);
        }
        Err(format!("{}\n{said}\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into())
    }
}
