//! azureml-core, the first generation.

use crate::{
    contracts,
    sdk::{Sdk, said, spawned},
};
use harness::{Outcome, Terrarium};
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn what_people_do_with_azureml_core_works() -> Outcome<()> {
    let Some(sdk) = Sdk::v1()? else { return Ok(()) };
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    print!("{}", said(&mut sdk.script(&terrarium, "v1.py")?)?);
    if let Some(folder) = contracts::folder() {
        let examples = folder.join("v1_serialized_examples.json");
        print!("{}", said(sdk.script(&terrarium, "v1_examples.py")?.arg(examples))?);
    }
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_at_once_share_no_version() -> Outcome<()> {
    let Some(sdk) = Sdk::v1()? else { return Ok(()) };
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let started = (0..4).map(|number| spawned(sdk.script(&terrarium, "v1_concurrent.py")?.arg(number.to_string())));
    let mut versions = BTreeSet::new();
    for process in started.collect::<Outcome<Vec<_>>>()? {
        for line in process.said()?.lines() {
            assert!(versions.insert(line.parse::<u32>()?), "{line} was given twice");
        }
    }
    assert_eq!(versions, (1..=20).collect());
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_is_built_and_its_log_is_shown() -> Outcome<()> {
    let Some(sdk) = Sdk::v1()? else { return Ok(()) };
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    print!("{}", said(&mut sdk.script(&terrarium, "v1_build.py")?)?);
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}
