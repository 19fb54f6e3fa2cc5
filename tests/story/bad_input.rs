//! Bad input is refused with a message that says where the problem is and what to do, and the draft is kept.

use crate::fixture::{Fixture, close, hash};
use api::BuildState;
use harness::{Outcome, Timeout, wait_for};

/// A mapping that would expand to 10^9 texts.
const ALIAS_BOMB: &str = "\
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
h: &h [*g, *g, *g, *g, *g, *g, *g, *g, *g, *g]
dependencies: [*h, *h, *h, *h, *h, *h, *h, *h, *h, *h]
";

/// Files without a valid definition are refused with the line; the draft is kept.
pub async fn a_file_that_cannot_be_read_is_refused_and_keeps_the_draft(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page().await?;
    page.visit(&fixture.at("/new")).await?;
    page.drop_file("heading", "New environment", "requirements.txt", "six==1.14.0\n").await?;
    page.find("textbox", "Version of six").await?;
    let before = hash(&page).await?;
    let malformed = "dependencies:\n  - numpy\n - idna\n";
    let ten_megabytes = format!("dependencies:\n{}", "  - numpy\n".repeat(1 << 20));
    for (file, text, problem) in [
        ("malformed.yml", malformed, "Line 3"),
        ("bomb.yml", ALIAS_BOMB, "Line"),
        ("large.yml", &ten_megabytes, "larger than 1 MiB"),
    ] {
        page.drop_file("heading", "New environment", file, text).await?;
        page.wait_for_text(&format!("{file} was not imported"), Timeout::Page).await?;
        page.wait_for_text(problem, Timeout::Page).await?;
        page.wait_for_text("The draft is unchanged", Timeout::Page).await?;
        assert_eq!(hash(&page).await?, before, "{file} does not change the draft");
        page.press("Close").await?;
    }
    close(page).await
}

/// One click leads from a build that a package made fail to its row, where a check may offer a fix.
pub async fn a_failed_build_leads_to_its_package(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page().await?;
    for (name, package, field, version) in
        [("missing", "idna==999", "Name of idna", "==999"), ("unreadable", "idna=3.7", "Name of idna", "==3.7")]
    {
        let conda = format!("dependencies:\n  - python=3.11\n  - pip:\n      - six==1.16.0\n      - {package}\n");
        let registered = fixture.workspace().register(name, &conda, true).await?;
        let build = fixture.workspace().wait_for_build(registered.build.ok_or("no build was started")?.id).await?;
        assert_eq!(build.state, BuildState::Failed, "{package}");
        page.visit(&fixture.at(&format!("/builds/{}", build.id))).await?;
        page.click("link", "Change idna in the definition").await?;
        let focus = wait_for("the field of the package", Timeout::Page, || async {
            Ok((page.focused().await? == format!("input {field}")).then_some(()))
        });
        focus.await.map_err(|error| format!("{package}: {error}"))?;
        let shown = page.find("textbox", "Version of idna").await?.prop("value").await?;
        assert_eq!(shown.as_deref(), Some(version), "{package}");
    }
    page.wait_for_text("write idna==3.7", Timeout::Page).await?;
    close(page).await
}

/// A valid definition that cannot be built fails with its cause, and its text reaches no shell.
pub async fn a_definition_that_cannot_be_built_fails_with_its_cause(fixture: &Fixture) -> Outcome<()> {
    let page = fixture.page().await?;
    let created = fixture.terrarium.data().join("created-by-injection");
    let injection = format!("x; touch {}", created.display());
    let base = |image: &str| serde_json::json!({ "docker": { "baseImage": image } });
    let with_pip = |package: &str| {
        serde_json::json!({
            "python": { "condaDependencies": { "dependencies": ["python=3.11", { "pip": [package] }] } },
        })
    };
    for (what, definition, text) in [
        ("a command as package", with_pip(&injection), "x; touch"),
        ("a package that does not exist", with_pip("terrarium-has-no-such-package"), "terrarium-has-no-such-package"),
        ("an unreachable base image", base("127.0.0.1:9/nothing:1"), "127.0.0.1:9/nothing"),
    ] {
        let build = fixture.workspace().build(definition).await.map_err(|error| format!("{what}: {error}"))?;
        let build = fixture.workspace().wait_for_build(build.id).await?;
        assert_eq!(build.state, BuildState::Failed, "{what}");
        let cause = build.cause.ok_or_else(|| format!("{what} failed without a cause"))?;
        assert!(cause.contains(text), "{what}: {cause}");
        page.visit(&fixture.at(&format!("/builds/{}", build.id))).await?;
        page.wait_for_text(text, Timeout::Page).await?;
    }
    assert!(!created.exists(), "the text of a package reached a shell");
    close(page).await
}
