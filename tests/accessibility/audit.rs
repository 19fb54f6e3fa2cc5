//! axe on one screen after the other.

use crate::{
    screens::{self, Act, Screen},
    stage::{Stage, Visitor},
};
use definition::Definition;
use harness::{Colours, Look, Outcome, Page, Patience, Terrarium, seed};

/// What is examined: every look by axe, or whether the page fits into it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Examination {
    Axe,
    Width,
}

/// The screens of a workspace that nobody has used.
pub async fn an_unused_workspace_is_in_nobodys_way(_: &Stage) -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    examine_all(&Visitor::of(&terrarium).await?, screens::FIRST, Examination::Axe).await?;
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

/// What the editor says while the registry is silent, on a server of its own: every verdict depends on it.
pub async fn a_silent_registry_is_in_nobodys_way(_: &Stage) -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let registered = terrarium.workspace().register("training", screens::HIT, false).await?;
    let definition = Definition::from_json(&registered.version.definition)?;
    seed::images(&terrarium, std::iter::once(definition)).await?;
    examine_all(&Visitor::of(&terrarium).await?, screens::WITHOUT_REGISTRY, Examination::Axe).await?;
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

/// The screens of a workspace with a history.
pub async fn every_screen_is_in_nobodys_way(stage: &Stage) -> Outcome<()> {
    examine_all(&stage.visitor().await?, screens::ALL, Examination::Axe).await
}

/// The same screens, for a browser in which only the layout can differ.
pub async fn no_screen_scrolls_sideways(stage: &Stage) -> Outcome<()> {
    examine_all(&stage.visitor().await?, screens::ALL, Examination::Width).await
}

/// Opens the screens and examines each, narrow and wide, light and dark. All are examined before this fails.
async fn examine_all(visitor: &Visitor<'_>, screens: &[Screen], examination: Examination) -> Outcome<()> {
    let mut found = Vec::new();
    for screen in screens {
        println!("{}", screen.name);
        if let Err(error) = examine(visitor, screen, examination, &mut found).await {
            found.push(format!("{}: {error}", screen.name));
        }
        visitor.page.wear(Look::Desk, Colours::Light).await?;
    }
    if found.is_empty() { Ok(()) } else { Err(found.join("\n\n").into()) }
}

/// Opens a screen and examines it in every look.
async fn examine(
    visitor: &Visitor<'_>,
    screen: &Screen,
    examination: Examination,
    found: &mut Vec<String>,
) -> Outcome<()> {
    let page = &visitor.page;
    visitor.go(screen.path).await?;
    for act in screen.then {
        perform(visitor, act).await?;
    }
    for look in [Look::Desk, Look::Narrow] {
        for colours in [Colours::Light, Colours::Dark] {
            if (examination, colours) == (Examination::Width, Colours::Dark) {
                continue; // Colours change no width.
            }
            page.wear(look, colours).await?;
            if page.script("return document.documentElement.scrollWidth > innerWidth").await? == true {
                found.push(format!("{} ({look:?}, {colours:?}): the page scrolls sideways", screen.name));
            }
            if examination == Examination::Axe {
                let violations = page.violations().await?;
                found.extend(violations.iter().map(|it| format!("{} ({look:?}, {colours:?}): {it}", screen.name)));
            }
        }
    }
    for act in screen.after {
        perform(visitor, act).await?;
    }
    Ok(())
}

async fn perform(visitor: &Visitor<'_>, act: &Act) -> Outcome<()> {
    let page = &visitor.page;
    match *act {
        Act::Click(role, name) => page.click(role, name).await,
        Act::Fill(field, text) => page.fill(field, text).await,
        Act::Keys(keys) => page.keys(keys).await,
        Act::Drop(text) => page.drop_file("heading", "New environment", "environment.yml", text).await,
        Act::Folder(button) => choose_folder(page, button).await,
        Act::See(role, name) => page.find(role, name).await.map(drop),
        Act::Read(words) => page.reads(words, Patience::Server).await,
        Act::Registry(signal) => visitor.terrarium.signal_registry(signal),
    }
}

/// Chooses a folder with a Dockerfile and a file that it copies.
async fn choose_folder(page: &Page, button: &str) -> Outcome<()> {
    let place = tempfile::tempdir()?;
    let folder = place.path().join("vision");
    std::fs::create_dir(&folder)?;
    std::fs::write(folder.join("Dockerfile"), "FROM scratch\nCOPY . /app\n")?;
    std::fs::write(folder.join("train.sh"), "#!/bin/sh\n")?;
    page.choose_folder(button, &folder).await?;
    page.reads("was imported as a build context", Patience::Page).await
}
