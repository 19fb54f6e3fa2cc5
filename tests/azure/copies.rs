//! Replacements for Microsoft's registry and the conda channels, which the definitions of the contract need: a registry with a base
//! image under the name that azureml-core uses, and a folder of channels.

use crate::sdk::{Sdk, run};
use harness::{Outcome, Registry, Terrarium};
use serde_json::json;
use std::{path::Path, process::Command};
use tempfile::TempDir;

/// The default base image of azureml-core 1.61, without its registry.
const BASE: &str = "azureml/openmpi4.1.0-ubuntu22.04:20251130.v1";

/// The replacements, removed with this value.
pub struct Copies {
    registry: Registry,
    folder: TempDir,
}

impl Copies {
    /// Starts an empty registry, and creates channels with the Python of this SDK.
    pub async fn create(sdk: &Sdk) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let registry = Registry::start(folder.path()).await?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/azure/channel.py");
        run(sdk.python(&script).arg(folder.path().join("channels")))?;
        Ok(Self { registry, folder })
    }

    /// The argument of `--mirror` for Microsoft's registry.
    pub fn mirror(&self) -> String {
        format!("mcr.microsoft.com={}/copies", self.registry.address())
    }

    /// The value of `CONDA_CHANNEL_ALIAS`.
    pub fn channels(&self) -> String {
        format!("file://{}", self.folder.path().join("channels").display())
    }

    /// Copies the default base image of a workspace into the registry, under Microsoft's name.
    pub async fn fill(&self, terrarium: &Terrarium) -> Outcome<()> {
        let workspace = terrarium.workspace();
        let base = "localhost/terrarium/base:debian12-python3.11";
        let steps = json!({ "docker": { "baseDockerfile": format!("FROM {base}\nRUN true\n") },
            "python": { "userManagedDependencies": true } });
        let build = workspace.build(steps).await?;
        let build = workspace.wait_for_image(build.id).await?;
        let image = build.reference.ok_or("the build has no image")?;
        let registry = image.split('/').next().unwrap_or_default();
        self.buildah(&["pull", "--tls-verify=false", &base.replace("localhost", registry)])?;
        let copy = format!("docker://{}/copies/{BASE}", self.registry.address());
        self.buildah(&["push", "--tls-verify=false", &base.replace("localhost", registry), &copy])
    }

    fn buildah(&self, arguments: &[&str]) -> Outcome<()> {
        let mut command = Command::new("buildah");
        command.env("CONTAINERS_STORAGE_CONF", self.storage()?);
        let output = command.args(arguments).output()?;
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
    }

    /// The configuration of an image storage that is removed with this value.
    pub fn storage(&self) -> Outcome<String> {
        let path = |name| json!(self.folder.path().join(name)).to_string();
        let (images, run) = (path("images"), path("run"));
        let file = self.folder.path().join("storage.conf");
        std::fs::write(&file, format!("[storage]\ngraphroot = {images}\nrunroot = {run}\n"))?;
        Ok(file.display().to_string())
    }
}
