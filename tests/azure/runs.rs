//! Scripts and commands submitted with both SDKs.

use crate::sdk::{Sdk, run};
use harness::{Outcome, Terrarium};

#[tokio::test(flavor = "multi_thread")]
async fn a_script_is_submitted_with_azureml_core() -> Outcome<()> {
    let Some(sdk) = Sdk::v1()? else { return Ok(()) };
    submit(&sdk, "v1_submit.py")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_submitted_with_azure_ai_ml() -> Outcome<()> {
    let Some(sdk) = Sdk::v2()? else { return Ok(()) };
    submit(&sdk, "v2_job.py")
}

fn submit(sdk: &Sdk, script: &str) -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    print!("{}", run(&mut sdk.script(&terrarium, script)?)?);
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}
