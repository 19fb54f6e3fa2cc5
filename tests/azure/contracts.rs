//! The scripts that specify what the SDKs need, from a folder next to this repository. They use their own tokens.

use crate::{
    copies::Copies,
    sdk::{Sdk, run},
};
use harness::{Outcome, Terrarium};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const ANY_TOKEN: [&str; 2] = ["--azure-tokens", "any"];

#[tokio::test(flavor = "multi_thread")]
async fn the_script_for_azureml_core_succeeds() -> Outcome<()> {
    let (Some(folder), Some(sdk)) = (folder(), Sdk::v1()?) else { return Ok(()) };
    let copies = Copies::create(&sdk).await?;
    let data = tempfile::tempdir()?;
    let (mirror, channels) = (copies.mirror(), copies.channels());
    let options = [&ANY_TOKEN[..], &["--mirror", &mirror]].concat();
    let terrarium = Terrarium::start_with(data.path(), &[("CONDA_CHANNEL_ALIAS", &channels)], &options)?;
    copies.fill(&terrarium).await?;
    let mut script = script(&sdk, &terrarium, &folder.join("client_v1.py"))?;
    // The last step pulls the image to this machine.
    script.env("CONTAINER_TOOL", "buildah").env("CONTAINERS_STORAGE_CONF", copies.storage()?);
    let output = run(&mut script)?;
    println!("{output}");
    assert!(output.contains("FAILED STEPS: none") && output.contains("final: Succeeded"), "{output}");
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_for_azure_ai_ml_succeeds() -> Outcome<()> {
    let (Some(folder), Some(sdk)) = (folder(), Sdk::v2()?) else { return Ok(()) };
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start_with_options(data.path(), &ANY_TOKEN)?;
    let output = run(&mut script(&sdk, &terrarium, &folder.join("client_v2.py"))?)?;
    println!("{output}");
    assert!(output.contains("FAILED STEPS: none"), "{output}");
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

fn script(sdk: &Sdk, terrarium: &Terrarium, file: &Path) -> Outcome<Command> {
    // The scripts expect the certificate here.
    fs::copy(terrarium.data().join("tls/bundle.pem"), sdk.home().join("cert.pem"))?;
    let mut command = sdk.python(file);
    command.arg(terrarium.secure_url()?);
    Ok(command)
}

/// The folder of the scripts and examples.
pub fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/contracts/azure");
    if folder.is_dir() {
        return Some(folder);
    }
    skip::because("there is no ../shared/contracts/azure beside the repository");
    None
}
