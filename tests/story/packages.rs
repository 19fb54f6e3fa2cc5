//! What the indexes hold: the versions behind open names, how far an image has drifted, and completion.

use crate::Stage;
use harness::{Browser, Look, Outcome, Patience, Terrarium, until};
use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
};

/// One click pins what the image holds: another hash, which is said, and one click undoes it.
pub async fn open_names_are_pinned_as_built_and_back(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    page.visit(&stage.at("/environments/training/edit?from=1")).await?;
    stage.verdict(page, "Reuses the image of training").await?;
    let open = stage.hash(page).await?;
    page.find("heading", "Frozen in the image").await?;
    page.reads("Indexes asked", Patience::Build).await?;
    page.reads("in the image", Patience::Page).await?;

    page.press("Pin all as built").await?;
    page.reads("pinned as in training 1, which makes another hash", Patience::Page).await?;
    stage.verdict(page, "New image").await?;
    let pinned = stage.hash(page).await?;
    assert_ne!(pinned, open);
    let image: api::Image = stage.workspace.get(&api::path::image(open.parse()?)).await?;
    let idna = image.lock.iter().find(|package| package.name == "idna").ok_or("no idna in the image")?;
    let field = page.find("textbox", "Version of idna").await?;
    assert_eq!(field.prop("value").await?, Some(format!("=={}", idna.version)));

    page.press("Undo").await?;
    until("the hash of before", Patience::Page, || async { Ok((stage.hash(page).await? == open).then_some(())) })
        .await?;
    stage.verdict(page, "Reuses the image of training").await
}

/// The page of a version tells what would move; nothing that the definition pins does.
pub async fn a_version_says_how_far_it_has_drifted(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    page.visit(&stage.at("/environments/training/versions/1")).await?;
    page.click("tab", "As built").await?;
    page.find("columnheader", "Today").await?;
    page.reads("rift: ", Patience::Build).await
}

/// A name and a version are completed from the configured index, by keys alone; Enter stays the field's while nothing
/// is chosen.
pub async fn completion() -> Outcome<()> {
    let index =
        Index::start(&[("model-tools", &["1.0", "1.1"]), ("model", &["0.9", "0.10", "1.0rc1"]), ("modest", &["3.0"])])?;
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start_with(data.path(), &[("PIP_INDEX_URL", &index), ("UV_DEFAULT_INDEX", &index)])?;
    let browser = Browser::start()?;
    let page = browser.open(Look::Desk).await?;
    page.visit(&format!("{}/new", terrarium.url())).await?;
    page.press("Start from nothing").await?;
    page.fill("Add a package", "iniconfig==2.0.0").await?;
    page.type_into("Add a package", "\u{e007}").await?;
    page.find("textbox", "Version of iniconfig").await?;

    // The names come in the background after the first search.
    until("the names of the index", Patience::Server, || async {
        page.fill("Add a package", "").await?;
        page.type_into("Add a package", "model-").await?;
        Ok(page.find("option", "model-tools").await.ok().map(drop))
    })
    .await?;
    let down = "\u{e015}";
    page.type_into("Add a package", &format!("{down}\u{e007}")).await?;
    page.type_into("Add a package", "\u{e007}").await?;
    page.find("textbox", "Version of model-tools").await?;

    page.type_into("Version of model-tools", down).await?;
    page.find("option", "1.1").await?;
    page.type_into("Version of model-tools", &format!("{down}\u{e007}")).await?;
    let field = page.find("textbox", "Version of model-tools").await?;
    assert_eq!(field.prop("value").await?.as_deref(), Some("==1.1"));

    page.fill("Add a package", "modes").await?;
    page.type_into("Add a package", "t").await?;
    page.type_into("Add a package", "\u{e00c}").await?;
    assert!(!page.has("option", "modest").await?, "Escape closes the list and leaves the field");
    page.type_into("Add a package", "\u{e007}").await?;
    page.find("textbox", "Version of modest").await?;
    page.close().await?;
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

/// A Python index that has no files, only names and versions. It goes with the test.
struct Index;

impl Index {
    /// Starts it; its address.
    fn start(packages: &[(&str, &[&str])]) -> Outcome<String> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("http://{}/simple", listener.local_addr()?);
        let packages: Vec<(String, Vec<String>)> = packages
            .iter()
            .map(|(name, versions)| ((*name).to_owned(), versions.iter().map(|&version| version.to_owned()).collect()))
            .collect();
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                // Whoever asked may already have gone.
                drop(answer(connection, &packages));
            }
        });
        Ok(address)
    }
}

fn answer(mut connection: TcpStream, packages: &[(String, Vec<String>)]) -> std::io::Result<()> {
    let mut lines = BufReader::new(connection.try_clone()?).lines();
    let asked = lines.next().transpose()?.unwrap_or_default();
    let place = asked.split(' ').nth(1).unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let name = place.trim_start_matches("/simple").trim_matches('/');
    let anchors: Vec<String> = packages
        .iter()
        .flat_map(|(package, versions)| {
            let file = |version: &String| format!("<a href=\"#\">{}-{version}.tar.gz</a>\n", package.replace('-', "_"));
            match name {
                "" => vec![format!("<a href=\"{package}/\">{package}</a>\n")],
                name if name == package => versions.iter().map(file).collect(),
                _ => Vec::new(),
            }
        })
        .collect();
    let (status, body) =
        if anchors.is_empty() { ("404 Not Found", String::new()) } else { ("200 OK", anchors.concat()) };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    connection.write_all((head + &body).as_bytes())
}
