//! azureml-core, the first generation.

use crate::{
    contracts,
    sdk::{Sdk, run, start},
};
use harness::{Outcome, Terrarium};
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn common_use_of_azureml_core_works() -> Outcome<()> {
    let Some(sdk) = Sdk::v1()? else { return Ok(()) };
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    print!("{}", run(&mut sdk.script(&terrarium, "v1.py")?)?);
    if let Some(folder) = contracts::folder() {
        let examples = folder.join("v1_serialized_examples.json");
        print!("{}", run(sdk.script(&terrarium, "v1_examples.py")?.arg(examples))?);
    }
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_processes_get_different_versions() -> Outcome<()> {
    let Some(sdk) = Sdk::v1()? else { return Ok(()) };
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let started = (0..4).map(|number| start(sdk.script(&terrarium, "v1_concurrent.py")?.arg(number.to_string())));
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

#[tokio::test(flavor = "multi_thread")]
async fn an_image_is_built_and_its_log_is_shown() -> Outcome<()> {
    let Some(sdk) = Sdk::v1()? else { return Ok(()) };
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    print!("{}", run(&mut sdk.script(&terrarium, "v1_build.py")?)?);
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}
