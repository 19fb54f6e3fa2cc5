//! Without the registry the verdict is unknown, and nothing breaks.

use crate::fixture::{CONDA, Fixture, close, verdict};
use definition::Definition;
use harness::{Outcome, Terrarium, Timeout, seed};

/// While the registry hangs, the verdict is unknown, never a hit. When it answers again, it is a hit without any action. When it
/// is killed, the server starts it again with its images. On a separate server, because every verdict depends on the registry.
pub async fn the_verdict_is_unknown_while_the_registry_hangs_or_is_down(fixture: &Fixture) -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let registered = terrarium.workspace().register("training", CONDA, false).await?;
    let definition = Definition::from_json(&registered.version.definition)?;
    seed::insert_images(&terrarium, std::iter::once(definition)).await?;

    let page = fixture.page().await?;
    terrarium.signal_registry("STOP")?;
    page.visit(&format!("{}/new", terrarium.url())).await?;
    page.wait_for_text("Registry not reachable", Timeout::Server).await?;
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
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}
