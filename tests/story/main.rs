//! The story of the project, told by a browser: author, preview, register, build, reuse and share an environment, with
//! the real server, the real engine, a real registry and real packages.
//!
//! One workspace goes through all chapters, as a team's workspace does; each chapter says in its first lines what it
//! shows.

mod author;
mod bad_input;
mod build;
mod checks;
mod packages;
mod rebuild;
mod registry;
mod reuse;
mod runs;
mod share;

use harness::{Browser, Look, Outcome, Page, Patience, Terrarium, Workspace, until};

/// The conda file that the story begins with.
const CONDA: &str = "\
name: training
dependencies:
  - python=3.11
  - pip
  - pip:
      - six==1.16.0
      - idna
";

/// Where the story plays.
struct Stage {
    terrarium: Terrarium,
    workspace: Workspace,
    browser: Browser,
    page: Page,
}

#[tokio::test(flavor = "multi_thread")]
async fn first_light() {
    // Errors tell what a page showed, over many lines.
    if let Err(error) = story().await {
        panic!("{error}");
    }
}

async fn story() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let browser = Browser::start()?;
    let page = browser.open(Look::Desk).await?;
    let stage = Stage { workspace: terrarium.workspace(), terrarium, browser, page };

    author::a_dropped_file_becomes_a_draft_with_hash_and_verdict(&stage).await?;
    author::the_hash_changes_with_every_keystroke(&stage).await?;
    build::registering_starts_a_build_that_is_watched_to_its_end(&stage).await?;
    runs::a_run_is_watched_run_again_and_stopped(&stage).await?;
    reuse::another_order_case_and_name_reuse_the_image(&stage).await?;
    packages::open_names_are_pinned_as_built_and_back(&stage).await?;
    packages::a_version_says_how_far_it_has_drifted(&stage).await?;
    reuse::one_more_package_is_named_as_the_reason(&stage).await?;
    reuse::a_miss_has_a_cheapest_way_to_a_hit(&stage).await?;
    rebuild::a_rebuild_asks_first_and_names_who_shares_the_image(&stage).await?;
    rebuild::the_same_packages_are_the_same_image(&stage).await?;
    rebuild::a_rebuild_is_not_retried_unasked(&stage).await?;
    rebuild::a_version_is_tied_where_the_rebuild_is_asked_about(&stage).await?;
    rebuild::going_back_is_one_action(&stage).await?;
    share::the_link_of_a_version_works_elsewhere(&stage).await?;
    share::the_link_of_a_draft_holds_the_draft(&stage).await?;
    registry::a_silent_registry_makes_the_verdict_unknown_until_it_is_back(&stage).await?;
    registry::a_killed_registry_comes_back(&stage).await?;
    bad_input::what_cannot_be_read_says_where_and_keeps_the_draft(&stage).await?;
    bad_input::what_cannot_be_built_says_why(&stage).await?;
    bad_input::a_failed_build_leads_to_the_package_that_failed(&stage).await?;
    checks::a_misspelled_key_is_shown_mended_and_had_back(&stage).await?;
    checks::a_password_is_masked_and_refused(&stage).await?;

    stage.nothing_was_complained_about(&stage.page).await?;
    stage.page.close().await?;
    assert!(stage.terrarium.stop()?, "the server ends in order");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_versions_complete_themselves() {
    if let Err(error) = packages::completion().await {
        panic!("{error}");
    }
}

impl Stage {
    /// The address of a path of the console.
    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.terrarium.url())
    }

    /// The hash that the editor shows.
    async fn hash(&self, page: &Page) -> Outcome<String> {
        let panel = page.find("region", "Hash").await?.text().await?;
        let hash = panel.split_whitespace().find(|word| word.len() == 64).ok_or("no hash is shown")?;
        Ok(hash.to_owned())
    }

    /// Waits until the verdict has these words.
    async fn verdict(&self, page: &Page, words: &str) -> Outcome<()> {
        let read = until(&format!("the verdict \u{201c}{words}\u{201d}"), Patience::Server, || async {
            // Whoever changes a draft may catch the panel between two verdicts.
            let panel = page.find("region", "Verdict").await?.text().await.unwrap_or_default();
            Ok(panel.contains(words).then_some(()))
        })
        .await;
        match read {
            Ok(()) => Ok(()),
            Err(error) => Err(format!("{error}\nthere was:\n{}", page.text().await?).into()),
        }
    }

    /// How many builds there have been.
    async fn builds(&self) -> Outcome<usize> {
        let list: api::BuildList = self.workspace.get(api::path::BUILDS).await?;
        Ok(list.items.len())
    }

    /// No script failed, and nothing was blocked by the content security policy.
    async fn nothing_was_complained_about(&self, page: &Page) -> Outcome<()> {
        let complaints = page.complaints().await?;
        if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n").into()) }
    }
}
