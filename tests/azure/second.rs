//! azure-ai-ml, the second generation.

use crate::sdk::{Sdk, run, start};
use harness::{Outcome, Terrarium};
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn common_use_of_azure_ai_ml_works() -> Outcome<()> {
    let Some(sdk) = Sdk::v2()? else { return Ok(()) };
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    print!("{}", run(&mut sdk.script(&terrarium, "v2.py")?)?);
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_processes_get_different_versions() -> Outcome<()> {
    let Some(sdk) = Sdk::v2()? else { return Ok(()) };
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let started = (0..4).map(|number| start(sdk.script(&terrarium, "v2_concurrent.py")?.arg(number.to_string())));
    let mut versions = BTreeSet::new();
    for process in started.collect::<Outcome<Vec<_>>>()? {
        for line in process.output()?.lines() {
            assert!(versions.insert(line.parse::<u32>()?), "{line} was given twice");
        }
    }
    assert_eq!(versions, (1..=20).collect());
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}
