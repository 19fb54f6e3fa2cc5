//! Checks appear next to the draft: at their place, fixed with one click and undone with another.

use crate::fixture::{Fixture, close};
use harness::{Outcome, Timeout, wait_for};

/// The key of the dependencies is misspelled.
const MISSPELLED: &str = "\
name: fixed
channels:
  - conda-forge
dependancies:
  - python=3.12
  - pip=24.0
  - pip:
      - six==1.16.0
";

/// The key is reported at its line; renaming it adds the packages, and undo removes them.
pub async fn a_misspelled_key_is_reported_fixed_and_undone(fixture: &Fixture) -> Outcome<()> {
    const FOUND: &str = "dependancies is not read; dependencies is probably meant";
    let page = fixture.page().await?;
    page.visit(&fixture.at("/new")).await?;
    page.drop_file("heading", "New environment", "environment.yml", MISSPELLED).await?;
    page.wait_for_text("0 errors, 1 warning", Timeout::Page).await?;
    page.click("tab", "conda YAML").await?;
    let text = page.find("textbox", "conda YAML").await?.prop("value").await?.ok_or("no text")?;
    let line =
        text.lines().position(|line| line.starts_with("dependancies")).ok_or("the key is still in the text")? + 1;
    page.wait_for_text(&format!("Line {line}: "), Timeout::Page).await?;
    page.press(FOUND).await?;
    let selected = "const field = document.activeElement;
        return field.value?.slice(field.selectionStart, field.selectionEnd)";
    wait_for("the line to be selected", Timeout::Page, || async {
        Ok((page.script(selected).await? == "dependancies:").then_some(()))
    })
    .await?;

    page.press("Rename to dependencies").await?;
    page.wait_for_text("Changed: rename to dependencies", Timeout::Page).await?;
    page.click("tab", "Form").await?;
    page.find("textbox", "Version of six").await?;
    assert!(!page.has("button", FOUND).await?, "the check is still shown");

    page.press("Undo").await?;
    page.find("button", FOUND).await?;
    assert!(!page.has("textbox", "Version of six").await?, "the change was not undone");
    page.press("Discard draft").await?;
    close(page).await
}

/// A password is an error that prevents links and registration, and is not repeated.
pub async fn a_password_is_masked_and_refused(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page().await?;
    let requirements = "--index-url https://me:hunter2hunter2@index.example.org/simple\nsix==1.16.0\n";
    page.visit(&fixture.at("/new")).await?;
    page.drop_file("heading", "New environment", "requirements.txt", requirements).await?;
    page.wait_for_text("1 error", Timeout::Page).await?;
    page.press("Link to draft").await?;
    page.wait_for_text("No link was created", Timeout::Page).await?;
    assert!(!page.text().await?.contains("hunter2"), "the password is shown outside its field");
    page.press("Discard draft").await?;
    close(page).await
}

/// A version of Python that neither a base image nor uv has would make the build fail: this is reported next to the button.
pub async fn an_unavailable_python_is_reported_before_the_build(fixture: &Fixture) -> Outcome<()> {
    const FOUND: &str = "Python 3.99 cannot be had here";
    let page = fixture.page().await?;
    page.visit(&fixture.at("/new")).await?;
    let conda = "dependencies:\n  - python=3.99\n  - pip=24.0\n  - pip:\n      - six==1.16.0\n";
    page.drop_file("heading", "New environment", "environment.yml", conda).await?;
    // The workspace looks up the available versions of Python when they are first needed.
    page.wait_for_text(FOUND, Timeout::Indexes).await?;
    page.find("button", &format!("1 warning: {FOUND}")).await?;
    page.press(FOUND).await?;
    let focused = "return document.activeElement.value";
    wait_for("the row of python to have the focus", Timeout::Page, || async {
        Ok((page.script(focused).await? == "python").then_some(()))
    })
    .await?;

    page.press("Ask for Python 3.").await?;
    page.wait_for_text("Changed: ask for Python 3.", Timeout::Page).await?;
    wait_for("the warning to disappear", Timeout::Page, || async {
        Ok((!page.text().await?.contains(FOUND)).then_some(()))
    })
    .await?;
    page.press("Discard draft").await?;
    close(page).await
}
