//! Scripts and commands that people submit with both SDKs: run in the environment that comes along.

use crate::sdk::{Sdk, said};
use harness::{Outcome, Terrarium};

#[tokio::test(flavor = "multi_thread")]
async fn a_script_is_submitted_with_azureml_core() -> Outcome<()> {
    let Some(sdk) = Sdk::v1()? else { return Ok(()) };
    submitted(&sdk, "v1_submit.py")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_submitted_with_azure_ai_ml() -> Outcome<()> {
    let Some(sdk) = Sdk::v2()? else { return Ok(()) };
    submitted(&sdk, "v2_job.py")
}

fn submitted(sdk: &Sdk, script: &str) -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    print!("{}", said(&mut sdk.script(&terrarium, script)?)?);
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}
