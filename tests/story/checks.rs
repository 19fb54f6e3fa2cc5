//! What the rules find stands beside the draft: shown at its place, mended with one click, taken back with another.

use crate::stage::{Stage, close};
use harness::{Outcome, Patience, until};

/// One letter is wrong in the key that everything stands under.
const MISSPELLED: &str = "\
name: mended
channels:
  - conda-forge
dependancies:
  - python=3.12
  - pip=24.0
  - pip:
      - six==1.16.0
";

/// The key is named, on its line; renaming it brings the packages, and undoing takes them away again.
pub async fn a_misspelled_key_is_shown_mended_and_had_back(stage: &Stage) -> Outcome<()> {
    const FOUND: &str = "dependancies is not read; dependencies is probably meant";
    let page = stage.page().await?;
    page.visit(&stage.at("/new")).await?;
    page.drop_file("heading", "New environment", "environment.yml", MISSPELLED).await?;
    page.reads("0 errors, 1 warning", Patience::Page).await?;
    page.click("tab", "conda YAML").await?;
    let text = page.find("textbox", "conda YAML").await?.prop("value").await?.ok_or("no text")?;
    let line = text.lines().position(|line| line.starts_with("dependancies")).ok_or("the key is kept")? + 1;
    page.reads(&format!("Line {line}: "), Patience::Page).await?;
    page.press(FOUND).await?;
    let selected = "const field = document.activeElement;
        return field.value?.slice(field.selectionStart, field.selectionEnd)";
    until("the line to be shown", Patience::Page, || async {
        Ok((page.script(selected).await? == "dependancies:").then_some(()))
    })
    .await?;

    page.press("Rename to dependencies").await?;
    page.reads("Changed: rename to dependencies", Patience::Page).await?;
    page.click("tab", "Form").await?;
    page.find("textbox", "Version of six").await?;
    assert!(!page.has("button", FOUND).await?, "the check is gone");

    page.press("Undo").await?;
    page.find("button", FOUND).await?;
    assert!(!page.has("textbox", "Version of six").await?, "the draft is as it was");
    page.press("Discard draft").await?;
    close(page).await
}

/// A password is an error that stands in the way of links and of registering, and is not repeated.
pub async fn a_password_is_masked_and_refused(stage: &Stage) -> Outcome<()> {
    let page = stage.page().await?;
    let requirements = "--index-url https://me:hunter2hunter2@index.example.org/simple\nsix==1.16.0\n";
    page.visit(&stage.at("/new")).await?;
    page.drop_file("heading", "New environment", "requirements.txt", requirements).await?;
    page.reads("1 error", Patience::Page).await?;
    page.press("Link to draft").await?;
    page.reads("No link was created", Patience::Page).await?;
    assert!(!page.text().await?.contains("hunter2"), "the password is nowhere but in its field");
    page.press("Discard draft").await?;
    close(page).await
}

/// A Python that no base image has and uv does not know makes the build fail: it is said beside the button, before.
pub async fn a_python_that_cannot_be_had_is_said_before_the_build(stage: &Stage) -> Outcome<()> {
    const FOUND: &str = "Python 3.99 cannot be had here";
    let page = stage.page().await?;
    page.visit(&stage.at("/new")).await?;
    let conda = "dependencies:\n  - python=3.99\n  - pip=24.0\n  - pip:\n      - six==1.16.0\n";
    page.drop_file("heading", "New environment", "environment.yml", conda).await?;
    // The workspace finds out when somebody looks.
    page.reads(FOUND, Patience::Build).await?;
    page.find("button", &format!("1 warning: {FOUND}")).await?;
    page.press(FOUND).await?;
    let focused = "return document.activeElement.value";
    until("the row of python to be shown", Patience::Page, || async {
        Ok((page.script(focused).await? == "python").then_some(()))
    })
    .await?;

    page.press("Ask for Python 3.").await?;
    page.reads("Changed: ask for Python 3.", Patience::Page).await?;
    until("the warning to go", Patience::Page, || async { Ok((!page.text().await?.contains(FOUND)).then_some(())) })
        .await?;
    page.press("Discard draft").await?;
    close(page).await
}
