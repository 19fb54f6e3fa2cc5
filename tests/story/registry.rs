//! Without the registry nobody knows whether an image is there: the verdict says so, and nothing breaks.

use crate::stage::{CONDA, Stage, close, verdict};
use definition::Definition;
use harness::{Outcome, Patience, Terrarium, seed};

/// Silent: unknown, never a hit. Answering again: a hit, without anybody doing anything. Killed: the server starts it again,
/// with the images that it had. On a server of its own, because every verdict depends on the registry.
pub async fn a_registry_that_is_silent_or_killed_is_unknown_until_it_is_back(stage: &Stage) -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let registered = terrarium.workspace().register("training", CONDA, false).await?;
    let definition = Definition::from_json(&registered.version.definition)?;
    seed::images(&terrarium, std::iter::once(definition)).await?;

    let page = stage.page().await?;
    terrarium.signal_registry("STOP")?;
    page.visit(&format!("{}/new", terrarium.url())).await?;
    page.reads("Registry not reachable", Patience::Server).await?;
    page.drop_file("heading", "New environment", "environment.yml", CONDA).await?;
    verdict(&page, "Unknown").await?;
    page.find("textbox", "Version of six").await?;
    terrarium.signal_registry("CONT")?;
    verdict(&page, "Reuses the image of").await?;

    terrarium.signal_registry("KILL")?;
    page.fill("Version of six", "==1.15.0").await?;
    verdict(&page, "New image").await?;
    page.fill("Version of six", "==1.16.0").await?;
    verdict(&page, "Reuses the image of").await?;
    close(page).await?;
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}
