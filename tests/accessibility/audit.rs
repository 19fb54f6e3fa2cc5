//! axe on one screen after the other.

use crate::{
    Stage,
    screens::{Act, Screen},
};
use harness::{Colours, Look, Outcome, Page, Patience};

/// Opens the screens and examines each, narrow and wide, light and dark. All are examined before this fails.
pub async fn nothing_is_in_the_way_of(stage: &Stage, screens: &[Screen]) -> Outcome<()> {
    let page = &stage.page;
    let mut found = Vec::new();
    for screen in screens {
        println!("{}", screen.name);
        if let Err(error) = examine(stage, screen, &mut found).await {
            found.push(format!("{}: {error}", screen.name));
        }
        page.wear(Look::Desk, Colours::Light).await?;
    }
    if found.is_empty() { Ok(()) } else { Err(found.join("\n\n").into()) }
}

/// Opens a screen and examines it in every look.
async fn examine(stage: &Stage, screen: &Screen, found: &mut Vec<String>) -> Outcome<()> {
    let page = &stage.page;
    stage.go(screen.path).await?;
    for act in screen.then {
        perform(stage, act).await?;
    }
    for look in [Look::Desk, Look::Narrow] {
        for colours in [Colours::Light, Colours::Dark] {
            page.wear(look, colours).await?;
            let violations = page.violations().await?;
            if page.script("return document.documentElement.scrollWidth > innerWidth").await? == true {
                found.push(format!("{} ({look:?}, {colours:?}): the page scrolls sideways", screen.name));
            }
            found.extend(violations.iter().map(|it| format!("{} ({look:?}, {colours:?}): {it}", screen.name)));
        }
    }
    for act in screen.after {
        perform(stage, act).await?;
    }
    Ok(())
}

async fn perform(stage: &Stage, act: &Act) -> Outcome<()> {
    let page = &stage.page;
    match *act {
        Act::Click(role, name) => page.click(role, name).await,
        Act::Fill(field, text) => page.fill(field, text).await,
        Act::Keys(keys) => page.keys(keys).await,
        Act::Drop(text) => page.drop_file("heading", "New environment", "environment.yml", text).await,
        Act::Folder(button) => choose_folder(page, button).await,
        Act::See(role, name) => page.find(role, name).await.map(drop),
        Act::Read(words) => page.reads(words, Patience::Server).await,
        Act::Registry(signal) => stage.terrarium.signal_registry(signal),
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
    page.reads("was read as a build context", Patience::Page).await
}
