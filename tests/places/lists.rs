//! Labels, archiving with a way back, and the trail that all of it leaves.

use crate::stage::Stage;
use harness::{Outcome, Patience, until};

/// Every write offers its way back, and is in the activity.
pub async fn writes_offer_their_way_back_and_leave_a_trail((): &()) -> Outcome<()> {
    let stage = Stage::with_versions().await?;
    a_label_is_added_found_and_taken_back(&stage).await?;
    archiving_offers_the_way_back(&stage).await?;
    an_archived_name_is_said_to_come_back(&stage).await?;
    an_archived_version_says_so(&stage).await?;
    every_write_is_in_the_activity(&stage).await?;
    stage.end().await
}

/// A label leads to whatever has it; adding one can be undone.
async fn a_label_is_added_found_and_taken_back(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    stage.go("/environments/training").await?;
    page.press("Add label").await?;
    page.fill("Add label", "team: vision").await?;
    page.keys(&["Enter"]).await?;
    page.reads("Added label team", Patience::Page).await?;
    page.click("link", "team: vision").await?;
    stage.arrives_at("label=team%3Avision").await?;
    page.reads("1 shown", Patience::Page).await?;
    stage.go("/environments/training").await?;
    page.press("Remove label team").await?;
    page.reads("Removed label team", Patience::Page).await?;
    page.press("Undo").await?;
    page.find("link", "team: vision").await?;
    let environment: api::Environment = stage.workspace.get(&api::path::environment("training")).await?;
    assert_eq!(environment.labels.get("team").map(String::as_str), Some("vision"));
    Ok(())
}

/// Archived from the list, and back with one press.
async fn archiving_offers_the_way_back(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    stage.go("/?filter=mine").await?;
    page.press("Archive scoring").await?;
    page.reads("Archived scoring: hidden from lists, nothing deleted", Patience::Page).await?;
    page.reads("1 shown", Patience::Page).await?;
    page.find("link", "Mine 1").await?;
    page.find("link", "Archived 1").await?;
    page.press("Undo").await?;
    page.reads("scoring is listed again", Patience::Page).await?;
    page.reads("2 shown", Patience::Page).await?;
    page.find("link", "Mine 2").await.map(drop)
}

/// Whoever types the name of an archived environment learns what registering would do to it.
async fn an_archived_name_is_said_to_come_back(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    let archived: api::Environment =
        stage.workspace.post(&api::path::archive("scoring"), &serde_json::json!({})).await?;
    assert!(archived.archived);
    stage.go("/new").await?;
    page.press("Start from scratch").await?;
    page.fill("Name", "scoring").await?;
    page.reads("This environment is archived. Registering version 2 restores it", Patience::Page).await?;
    page.press("Discard draft").await?;
    stage.go("/environments/scoring/edit").await?;
    page.reads("archived, registering a version restores it", Patience::Page).await?;
    let _: api::Environment = stage.workspace.post(&api::path::restore("scoring"), &serde_json::json!({})).await?;
    Ok(())
}

/// A version that Azure's clients archived says so, and comes back from its page.
async fn an_archived_version_says_so(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    let archived: api::Version =
        stage.workspace.post(&api::path::archive_version("scoring", "1"), &serde_json::json!({})).await?;
    assert!(archived.version_archived);
    stage.go("/environments/scoring").await?;
    page.find("cell", "1 archived").await?;
    stage.go("/environments/scoring/versions/1").await?;
    page.reads("This version is archived", Patience::Page).await?;
    page.press("Restore this version").await?;
    page.reads("This version is listed for Azure clients again", Patience::Page).await?;
    until("the note to go", Patience::Page, || async {
        Ok((!page.has("button", "Restore this version").await?).then_some(()))
    })
    .await
}

/// Who did what to which, filtered by the address.
async fn every_write_is_in_the_activity(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    stage.go("/activity?subject=training").await?;
    page.find("link", "training 2").await?;
    page.reads("idna", Patience::Page).await?;
    page.reads("label team", Patience::Page).await?;
    stage.go("/activity?action=archive").await?;
    page.find("link", "scoring").await?;
    page.find("link", "Save as CSV").await?;
    stage.go("/activity?who=nobody").await?;
    page.reads("No entry matches", Patience::Page).await?;
    page.click("link", "Show everything").await?;
    page.find("link", "training 1").await?;
    Ok(())
}
