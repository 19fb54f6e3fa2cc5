//! The examples in the documents, run against a real server as a reader would run them. How a document says what to do with
//! a code block is described in `document.rs`.

mod document;
mod session;

use document::Document;
use harness::Outcome;
use session::Session;
use std::{fs, path::Path};

/// At least so many examples are tested, so that a change of the parser cannot skip them all.
const MIN_TESTED: usize = 35;
/// Documents with examples for the server, each tested by a function below.
const WITH_SERVER: [&str; 5] = ["README.md", "docs/API.md", "docs/AZURE.md", "docs/CHECKS.md", "docs/HASH.md"];
/// Its diagrams are indented blocks.
const DIAGRAMS: &str = "docs/ARCHITECTURE.md";

#[test]
fn every_code_block_is_tested_or_says_why_not() -> Outcome<()> {
    let mut tested = 0;
    for folder in ["", "docs"] {
        for entry in fs::read_dir(repository().join(folder))? {
            let path = Path::new(folder).join(entry?.file_name());
            let is_markdown = path.extension().is_some_and(|extension| extension == "md");
            let path = path.display().to_string();
            if !is_markdown || path == DIAGRAMS {
                continue;
            }
            let document = Document::read(repository(), &path)?;
            let is_followed = WITH_SERVER.contains(&path.as_str());
            assert!(document.tested() == 0 || is_followed, "{path} has examples: add a test that follows it");
            tested += document.tested();
        }
    }
    assert!(tested >= MIN_TESTED, "only {tested} examples are tested");
    println!("{tested} examples");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_readme_work() -> Outcome<()> {
    follow(WITH_SERVER[0]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_api_work() -> Outcome<()> {
    follow(WITH_SERVER[1]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_for_azure_work() -> Outcome<()> {
    follow(WITH_SERVER[2]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_checks_work() -> Outcome<()> {
    follow(WITH_SERVER[3]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_hash_work() -> Outcome<()> {
    follow(WITH_SERVER[4]).await
}

async fn follow(path: &str) -> Outcome<()> {
    let document = Document::read(repository(), path)?;
    assert!(document.tested() > 0, "{path} has no examples");
    Session::start(&document)?.follow(&document).await
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
