//! What lies beside authoring and building: finding and doing by a few letters, labels, archiving with a way back, and
//! the trail that all of it leaves. No engine is needed.

mod folders;

use harness::{Browser, Look, Outcome, Page, Patience, Terrarium, Workspace, until};

const CONDA: &str = "dependencies:\n  - python=3.11\n  - pip:\n      - six==1.16.0\n";

/// Where it plays.
struct Stage {
    terrarium: Terrarium,
    workspace: Workspace,
    page: Page,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_the_screens() {
    // Errors tell what a page showed, over many lines.
    if let Err(error) = tell().await {
        panic!("{error}");
    }
}

async fn tell() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let browser = Browser::start()?;
    let page = browser.open(Look::Desk).await?;
    let stage = Stage { workspace: terrarium.workspace(), terrarium, page };

    a_file_dropped_on_the_list_opens_the_editor(&stage).await?;
    register(&stage).await?;
    what_is_typed_before_the_palette_is_there_is_searched_for(&stage).await?;
    the_palette_finds_a_version_by_keyboard_alone(&stage).await?;
    the_palette_does_what_the_page_can(&stage).await?;
    a_label_is_added_found_and_taken_back(&stage).await?;
    archiving_offers_the_way_back(&stage).await?;
    an_archived_name_is_said_to_come_back(&stage).await?;
    an_archived_version_says_so(&stage).await?;
    every_write_is_in_the_activity(&stage).await?;
    folders::a_folder_is_hashed_here_and_sent_with_the_registration(&stage).await?;
    folders::a_reload_forgets_the_files_and_says_so(&stage).await?;
    folders::a_folder_that_is_none_says_why(&stage).await?;
    folders::a_dropped_folder_opens_the_editor(&stage).await?;

    let complaints = stage.page.complaints().await?;
    assert!(complaints.is_empty(), "{complaints:?}");
    stage.page.close().await
}

impl Stage {
    async fn go(&self, path: &str) -> Outcome<()> {
        self.page.visit(&format!("{}{path}", self.terrarium.url())).await
    }

    async fn arrives_at(&self, path: &str) -> Outcome<()> {
        until(&format!("the page {path}"), Patience::Page, || async {
            Ok(self.page.address().await?.ends_with(path).then_some(()))
        })
        .await
    }
}

/// The list takes a file as the editor does.
async fn a_file_dropped_on_the_list_opens_the_editor(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    stage.go("/").await?;
    page.reads("Nothing registered yet", Patience::Page).await?;
    page.drop_file("heading", "Environments", "environment.yml", CONDA).await?;
    stage.arrives_at("/new").await?;
    page.reads("environment.yml was read as a conda environment file", Patience::Page).await?;
    page.find("textbox", "Version of six").await?;
    page.press("Discard draft").await
}

async fn register(stage: &Stage) -> Outcome<()> {
    stage.workspace.register("training", CONDA, false).await?;
    let next = format!("{CONDA}      - idna\n");
    stage.workspace.register("training", &next, false).await?;
    stage.workspace.register("scoring", CONDA, false).await?;
    Ok(())
}

/// Letters that come before the code of the palette are neither lost nor taken for shortcuts: `n` opens no editor.
async fn what_is_typed_before_the_palette_is_there_is_searched_for(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    stage.go("/").await?;
    page.find("link", "training").await?;
    page.hold_back("/code/").await?;
    page.keys(&["mod+k", "n", "training 2"]).await?;
    page.find("dialog", "Find or do").await?;
    assert!(!page.has("listbox", "Results").await?, "what finds is not there yet");
    assert!(!page.address().await?.ends_with("/new"), "a shortcut took a letter");
    page.keys(&["Home", "Delete"]).await?;
    page.let_through().await?;
    page.find("option", "training 2").await?;
    page.keys(&["Escape"]).await
}

/// `mod+k`, a few letters, Enter.
async fn the_palette_finds_a_version_by_keyboard_alone(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    stage.go("/").await?;
    page.find("link", "training").await?;
    page.keys(&["mod+k"]).await?;
    page.find("combobox", "Find a place or an action").await?;
    page.keys(&["training 2"]).await?;
    page.find("option", "training 2").await?;
    page.keys(&["Enter"]).await?;
    stage.arrives_at("/environments/training/versions/2").await?;
    page.find("heading", "training 2").await?;
    page.reads("+ idna since version 1", Patience::Page).await
}

/// The actions of the page are in the palette, those without keys, too.
async fn the_palette_does_what_the_page_can(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    page.press("Find or do").await?;
    page.find("combobox", "Find a place or an action").await?;
    page.keys(&["export"]).await?;
    page.find("option", "Export").await?;
    page.keys(&["Enter"]).await?;
    page.find("dialog", "Export as conda YAML").await?;
    page.reads("six==1.16.0", Patience::Page).await?;
    page.press("Dockerfile").await?;
    page.reads("cannot be written as a Dockerfile", Patience::Page).await?;
    page.keys(&["Escape"]).await?;
    page.keys(&["g", "a"]).await?;
    stage.arrives_at("/activity").await
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
    page.press("Start from nothing").await?;
    page.fill("Name", "scoring").await?;
    page.reads("It is archived: registering version 2 brings it back into the lists", Patience::Page).await?;
    page.press("Discard draft").await?;
    stage.go("/environments/scoring/edit").await?;
    page.reads("archived, registering brings it back into the lists", Patience::Page).await?;
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
    page.reads("Azure's clients list this version again", Patience::Page).await?;
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
