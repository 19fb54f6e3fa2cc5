//! The pictures of the README: a workspace with a little history, photographed in Chromium. `cargo xtask screenshots`
//! runs this.

use harness::{Browser, Look, Outcome, Page, Patience, Terrarium};
use std::{fs, path::Path};

/// What the team has registered before the pictures are taken: name, pip packages, whether it is built.
const HISTORY: [(&str, &[&str], bool); 4] = [
    ("training", &["six==1.16.0", "idna==3.10", "certifi"], true),
    ("training", &["six==1.16.0", "idna==3.10", "certifi", "urllib3==2.2.3"], true),
    ("scoring", &["urllib3==2.2.3", "Certifi", "IDNA == 3.10", "six==1.16.0"], false),
    ("feature-store", &["toolz==0.12.1", "attrs==24.2.0"], true),
];

#[tokio::main]
async fn main() -> Outcome<()> {
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
    fs::create_dir_all(&pictures)?;
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let workspace = terrarium.workspace();
    let mut last_build = 0;
    for (name, packages, build) in HISTORY {
        let registered = workspace.register(name, &conda(packages), build).await?;
        if let Some(build) = registered.build {
            last_build = workspace.ended(build.id).await?.id;
        }
        println!("{name} {} is there", registered.version.version);
    }

    let browser = Browser::start()?;
    let page = browser.open(Look::Desk).await?;
    let at = |path: &str| format!("{}{path}", terrarium.url());
    page.visit(&at("/environments/training/edit?from=2")).await?;
    page.fill("Version of idna", "==3.9").await?;
    page.find("heading", "Why").await?;
    page.find("heading", "New image").await?;
    page.reads("Checked against the index", Patience::Build).await?;
    take(&page, &pictures, "editor").await?;

    page.visit(&at(&format!("/builds/{last_build}"))).await?;
    page.reads("toolz", Patience::Page).await?;
    take(&page, &pictures, "build").await?;

    page.close().await
}

fn conda(packages: &[&str]) -> String {
    format!("dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - {}\n", packages.join("\n      - "))
}

async fn take(page: &Page, pictures: &Path, name: &str) -> Outcome<()> {
    let picture = pictures.join(name).with_extension("png");
    fs::write(&picture, page.client().screenshot().await?)?;
    println!("{}", picture.display());
    Ok(())
}
