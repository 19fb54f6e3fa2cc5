//! The pictures of the README: screenshots of a workspace with some content, in Chromium. Run by `cargo xtask screenshots`.

use harness::{Browser, Outcome, Page, Terrarium, Timeout, Viewport};
use std::{fs, path::Path};

/// What is registered before the pictures are taken: name, pip packages, and whether to build it.
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
            last_build = workspace.wait_for_image(build.id).await?.id;
        }
        println!("registered {name} {}", registered.version.version);
    }

    let browser = Browser::start()?;
    let page = browser.open(Viewport::Desktop).await?;
    let at = |path: &str| format!("{}{path}", terrarium.url());
    page.visit(&at("/environments/training/edit?from=2")).await?;
    page.fill("Version of idna", "==3.9").await?;
    page.find("heading", "Why").await?;
    page.find("heading", "New image").await?;
    page.wait_for_text("Checked against the index", Timeout::Indexes).await?;
    save_screenshot(&page, &pictures, "editor").await?;

    page.visit(&at(&format!("/builds/{last_build}"))).await?;
    page.wait_for_text("toolz", Timeout::Page).await?;
    save_screenshot(&page, &pictures, "build").await?;

    page.close().await
}

fn conda(packages: &[&str]) -> String {
    format!("dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - {}\n", packages.join("\n      - "))
}

async fn save_screenshot(page: &Page, pictures: &Path, name: &str) -> Outcome<()> {
    let picture = pictures.join(name).with_extension("png");
    fs::write(&picture, page.client().screenshot().await?)?;
    println!("{}", picture.display());
    Ok(())
}
