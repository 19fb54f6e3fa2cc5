//! The scripts that describe what the SDKs need, in the folder beside this repository, where that is there. They bring
//! tokens of their own.

use crate::{
    copies::Copies,
    sdk::{Sdk, said},
};
use harness::{Outcome, Terrarium};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const ANY_TOKEN: [&str; 2] = ["--azure-tokens", "any"];

#[tokio::test(flavor = "multi_thread")]
async fn no_step_of_the_script_for_azureml_core_fails() -> Outcome<()> {
    let (Some(folder), Some(sdk)) = (folder(), Sdk::v1()?) else { return Ok(()) };
    let copies = Copies::make(&sdk).await?;
    let data = tempfile::tempdir()?;
    let (mirror, channels) = (copies.mirror(), copies.channels());
    let options = [&ANY_TOKEN[..], &["--mirror", &mirror]].concat();
    let terrarium = Terrarium::start_in(data.path(), &[("CONDA_CHANNEL_ALIAS", &channels)], &options)?;
    copies.fill(&terrarium).await?;
    let mut script = script(&sdk, &terrarium, &folder.join("client_v1.py"))?;
    // Its last step brings the image to this machine.
    script.env("CONTAINER_TOOL", "buildah").env("CONTAINERS_STORAGE_CONF", copies.storage()?);
    let told = said(&mut script)?;
    println!("{told}");
    assert!(told.contains("FAILED STEPS: none") && told.contains("final: Succeeded"), "{told}");
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_step_of_the_script_for_azure_ai_ml_fails() -> Outcome<()> {
    let (Some(folder), Some(sdk)) = (folder(), Sdk::v2()?) else { return Ok(()) };
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start_as(data.path(), &ANY_TOKEN)?;
    let told = said(&mut script(&sdk, &terrarium, &folder.join("client_v2.py"))?)?;
    println!("{told}");
    assert!(told.contains("FAILED STEPS: none"), "{told}");
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

fn script(sdk: &Sdk, terrarium: &Terrarium, file: &Path) -> Outcome<Command> {
    // Where the scripts look for the certificate.
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
