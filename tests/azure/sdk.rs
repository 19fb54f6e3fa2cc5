//! Microsoft's SDKs, and running scripts with them.

use harness::{Outcome, Terrarium};
use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// A Python with one of the SDKs, and a temporary home.
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
            skip::because(&format!("{variable} is not set"));
            return Ok(None);
        };
        Ok(Some(Self { python: python.into(), home: tempfile::tempdir()? }))
    }

    /// The home and working folder of the scripts.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// A script of this folder, configured by `terrarium azure-config`.
    pub fn script(&self, terrarium: &Terrarium, name: &str) -> Outcome<Command> {
        let mut command = self.python(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/azure").join(name));
        command.envs(configuration(terrarium)?).env("TERRARIUM_SERVER", terrarium.url());
        Ok(command)
    }

    /// Any script. Proxies of this machine are not used for the workspace.
    pub fn python(&self, script: &Path) -> Command {
        let mut command = Command::new(&self.python);
        command.arg("-u").arg(script).current_dir(self.home()).env("HOME", self.home()).env("NO_PROXY", "127.0.0.1");
        command.env_remove("PYTHONPATH").stdin(Stdio::null());
        command
    }
}

/// The environment variables of `terrarium azure-config`.
pub fn configuration(terrarium: &Terrarium) -> Outcome<BTreeMap<String, String>> {
    let mut command = Command::new(Terrarium::binary()?);
    let output = command.args(["azure-config", "--form", "json", "--data"]).arg(terrarium.data()).output()?;
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{error}: {}", String::from_utf8_lossy(&output.stderr)).into())
}

/// Runs a script and returns its output.
pub fn run(command: &mut Command) -> Outcome<String> {
    start(command)?.output()
}

/// A running script.
pub struct Running(Child);

/// Starts a script.
pub fn start(command: &mut Command) -> Outcome<Running> {
    Ok(Running(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?))
}

impl Running {
    /// Waits for the end of the script and returns its output.
    pub fn output(self) -> Outcome<String> {
        let output = self.0.wait_with_output()?;
        let stdout = String::from_utf8(output.stdout)?;
        if output.status.success() {
            return Ok(stdout);
        }
        Err(format!("{}\n{stdout}\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into())
    }
}
