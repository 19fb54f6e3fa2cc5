//! Bad input ends in a message that says where and what to do, and the draft is still there.

use crate::stage::{Stage, close, hash};
use api::BuildState;
use harness::{Outcome, Patience, until};

/// A mapping that would be 10^9 texts, if somebody followed its references.
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

/// Files that hold no definition are refused with their line; the draft before them is kept.
pub async fn what_cannot_be_read_says_where_and_keeps_the_draft(stage: &Stage) -> Outcome<()> {
    let page = stage.page().await?;
    page.visit(&stage.at("/new")).await?;
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
        page.reads(&format!("{file} was not imported"), Patience::Page).await?;
        page.reads(problem, Patience::Page).await?;
        page.reads("The draft is unchanged", Patience::Page).await?;
        assert_eq!(hash(&page).await?, before, "{file} leaves the draft alone");
        page.press("Close").await?;
    }
    close(page).await
}

/// From a failure that a package caused, one press leads to its row, and mends it where a check knows how.
pub async fn a_failed_build_leads_to_the_package_that_failed(stage: &Stage) -> Outcome<()> {
    let page = stage.page().await?;
    for (name, package, field, version) in
        [("missing", "idna==999", "Name of idna", "==999"), ("unreadable", "idna=3.7", "Name of idna", "==3.7")]
    {
        let conda = format!("dependencies:\n  - python=3.11\n  - pip:\n      - six==1.16.0\n      - {package}\n");
        let registered = stage.workspace().register(name, &conda, true).await?;
        let build = stage.workspace().ended(registered.build.ok_or("no build began")?.id).await?;
        assert_eq!(build.state, BuildState::Failed, "{package}");
        page.visit(&stage.at(&format!("/builds/{}", build.id))).await?;
        page.click("link", "Change idna in the definition").await?;
        let there = until("the field of the package", Patience::Page, || async {
            Ok((page.focused().await? == format!("input {field}")).then_some(()))
        });
        there.await.map_err(|error| format!("{package}: {error}"))?;
        let shown = page.find("textbox", "Version of idna").await?.prop("value").await?;
        assert_eq!(shown.as_deref(), Some(version), "{package}");
    }
    page.reads("write idna==3.7", Patience::Page).await?;
    close(page).await
}

/// What reads like a definition but cannot be built fails with its cause, and a shell is never asked.
pub async fn what_cannot_be_built_says_why(stage: &Stage) -> Outcome<()> {
    let page = stage.page().await?;
    let hurts = stage.terrarium.data().join("hurts");
    let injection = format!("x; touch {}", hurts.display());
    let base = |image: &str| serde_json::json!({ "docker": { "baseImage": image } });
    let with_pip = |package: &str| {
        serde_json::json!({
            "python": { "condaDependencies": { "dependencies": ["python=3.11", { "pip": [package] }] } },
        })
    };
    for (what, definition, words) in [
        ("a command as package", with_pip(&injection), "x; touch"),
        ("a package that does not exist", with_pip("terrarium-has-no-such-package"), "terrarium-has-no-such-package"),
        ("an unreachable base image", base("127.0.0.1:9/nothing:1"), "127.0.0.1:9/nothing"),
    ] {
        let build = stage.workspace().build(definition).await.map_err(|error| format!("{what}: {error}"))?;
        let build = stage.workspace().ended(build.id).await?;
        assert_eq!(build.state, BuildState::Failed, "{what}");
        let cause = build.cause.ok_or_else(|| format!("{what} fails without a cause"))?;
        assert!(cause.contains(words), "{what}: {cause}");
        page.visit(&stage.at(&format!("/builds/{}", build.id))).await?;
        page.reads(words, Patience::Page).await?;
    }
    assert!(!hurts.exists(), "no package reaches a shell");
    close(page).await
}
