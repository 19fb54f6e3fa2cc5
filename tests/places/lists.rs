//! Labels, archiving, undo, and the audit trail.

use crate::fixture::Fixture;
use harness::{Outcome, Timeout, wait_for};

/// Every change offers undo and is in the activity.
pub async fn changes_can_be_undone_and_are_in_the_audit_trail((): &()) -> Outcome<()> {
    let fixture = Fixture::with_versions().await?;
    a_label_is_added_searched_and_removed(&fixture).await?;
    archiving_can_be_undone(&fixture).await?;
    registering_an_archived_name_announces_its_return(&fixture).await?;
    an_archived_version_is_marked(&fixture).await?;
    every_change_is_in_the_activity(&fixture).await?;
    fixture.end().await
}

/// A label leads to everything that has it; removing one can be undone.
async fn a_label_is_added_searched_and_removed(fixture: &Fixture) -> Outcome<()> {
    let page = &fixture.page;
    fixture.go("/environments/training").await?;
    page.press("Add label").await?;
    page.fill("Add label", "team: vision").await?;
    page.press_keys(&["Enter"]).await?;
    page.wait_for_text("Added label team", Timeout::Page).await?;
    page.click("link", "team: vision").await?;
    fixture.arrives_at("label=team%3Avision").await?;
    page.wait_for_text("1 shown", Timeout::Page).await?;
    fixture.go("/environments/training").await?;
    page.press("Remove label team").await?;
    page.wait_for_text("Removed label team", Timeout::Page).await?;
    page.press("Undo").await?;
    page.find("link", "team: vision").await?;
    let environment: api::Environment = fixture.workspace.get(&api::path::environment("training")).await?;
    assert_eq!(environment.labels.get("team").map(String::as_str), Some("vision"));
    Ok(())
}

/// An environment is archived from the list and restored with one click.
async fn archiving_can_be_undone(fixture: &Fixture) -> Outcome<()> {
    let page = &fixture.page;
    fixture.go("/?filter=mine").await?;
    page.press("Archive scoring").await?;
    page.wait_for_text("Archived scoring: hidden from lists, nothing deleted", Timeout::Page).await?;
    page.wait_for_text("1 shown", Timeout::Page).await?;
    page.find("link", "Mine 1").await?;
    page.find("link", "Archived 1").await?;
    page.press("Undo").await?;
    page.wait_for_text("scoring is listed again", Timeout::Page).await?;
    page.wait_for_text("2 shown", Timeout::Page).await?;
    page.find("link", "Mine 2").await.map(drop)
}

/// The editor announces that registering under an archived name restores it.
async fn registering_an_archived_name_announces_its_return(fixture: &Fixture) -> Outcome<()> {
    let page = &fixture.page;
    let archived: api::Environment =
        fixture.workspace.post(&api::path::archive("scoring"), &serde_json::json!({})).await?;
    assert!(archived.archived);
    fixture.go("/new").await?;
    page.press("Start from scratch").await?;
    page.fill("Name", "scoring").await?;
    page.wait_for_text("This environment is archived. Registering version 2 restores it", Timeout::Page).await?;
    page.press("Discard draft").await?;
    fixture.go("/environments/scoring/edit").await?;
    page.wait_for_text("archived, registering a version restores it", Timeout::Page).await?;
    let _: api::Environment = fixture.workspace.post(&api::path::restore("scoring"), &serde_json::json!({})).await?;
    Ok(())
}

/// A version that Azure's clients archived is marked, and can be restored on its page.
async fn an_archived_version_is_marked(fixture: &Fixture) -> Outcome<()> {
    let page = &fixture.page;
    let archived: api::Version =
        fixture.workspace.post(&api::path::archive_version("scoring", "1"), &serde_json::json!({})).await?;
    assert!(archived.version_archived);
    fixture.go("/environments/scoring").await?;
    page.find("cell", "1 archived").await?;
    fixture.go("/environments/scoring/versions/1").await?;
    page.wait_for_text("This version is archived", Timeout::Page).await?;
    page.press("Restore this version").await?;
    page.wait_for_text("This version is listed for Azure clients again", Timeout::Page).await?;
    wait_for("the note to disappear", Timeout::Page, || async {
        Ok((!page.has("button", "Restore this version").await?).then_some(()))
    })
    .await
}

/// Who changed what, filtered by the address.
async fn every_change_is_in_the_activity(fixture: &Fixture) -> Outcome<()> {
    let page = &fixture.page;
    fixture.go("/activity?subject=training").await?;
    page.find("link", "training 2").await?;
    page.wait_for_text("idna", Timeout::Page).await?;
    page.wait_for_text("label team", Timeout::Page).await?;
    fixture.go("/activity?action=archive").await?;
    page.find("link", "scoring").await?;
    page.find("link", "Save as CSV").await?;
    fixture.go("/activity?who=nobody").await?;
    page.wait_for_text("No entry matches", Timeout::Page).await?;
    page.click("link", "Show everything").await?;
    page.find("link", "training 1").await?;
    Ok(())
}
