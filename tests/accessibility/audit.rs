//! Checks one screen after the other.

use crate::{
    fixture::{Fixture, Visitor},
    screens::{self, Act, Screen},
};
use definition::Definition;
use harness::{ColorScheme, Outcome, Page, Terrarium, Timeout, Viewport, seed};

/// What is checked: accessibility by axe, or whether the page fits its width.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Check {
    Axe,
    Width,
}

/// The screens of an empty workspace.
pub async fn an_empty_workspace_is_accessible(_: &Fixture) -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    check_all(&Visitor::of(&terrarium).await?, screens::FIRST, Check::Axe).await?;
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

/// The editor while the registry hangs, on a separate server, because every verdict depends on it.
pub async fn the_editor_is_accessible_while_the_registry_hangs(_: &Fixture) -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let registered = terrarium.workspace().register("training", screens::HIT, false).await?;
    let definition = Definition::from_json(&registered.version.definition)?;
    seed::insert_images(&terrarium, std::iter::once(definition)).await?;
    check_all(&Visitor::of(&terrarium).await?, screens::WITHOUT_REGISTRY, Check::Axe).await?;
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

/// The screens of a workspace with content.
pub async fn every_screen_is_accessible(fixture: &Fixture) -> Outcome<()> {
    check_all(&fixture.visitor().await?, screens::ALL, Check::Axe).await
}

/// The width of the same screens, for browsers in which only the layout can differ.
pub async fn no_screen_scrolls_sideways(fixture: &Fixture) -> Outcome<()> {
    check_all(&fixture.visitor().await?, screens::ALL, Check::Width).await
}

/// Opens and checks each screen, narrow and wide, light and dark. All are checked before this fails.
async fn check_all(visitor: &Visitor<'_>, screens: &[Screen], check_kind: Check) -> Outcome<()> {
    let mut found = Vec::new();
    for screen in screens {
        println!("{}", screen.name);
        if let Err(error) = check(visitor, screen, check_kind, &mut found).await {
            found.push(format!("{}: {error}", screen.name));
        }
        visitor.page.set_appearance(Viewport::Desktop, ColorScheme::Light).await?;
    }
    if found.is_empty() { Ok(()) } else { Err(found.join("\n\n").into()) }
}

/// Opens a screen and checks it in every appearance.
async fn check(visitor: &Visitor<'_>, screen: &Screen, check_kind: Check, found: &mut Vec<String>) -> Outcome<()> {
    let page = &visitor.page;
    visitor.go(screen.path).await?;
    for action in screen.then {
        perform(visitor, action).await?;
    }
    for viewport in [Viewport::Desktop, Viewport::Phone] {
        for colors in [ColorScheme::Light, ColorScheme::Dark] {
            if (check_kind, colors) == (Check::Width, ColorScheme::Dark) {
                continue; // Colours do not change the width.
            }
            page.set_appearance(viewport, colors).await?;
            if page.script("return document.documentElement.scrollWidth > innerWidth").await? == true {
                found.push(format!("{} ({viewport:?}, {colors:?}): the page scrolls sideways", screen.name));
            }
            if check_kind == Check::Axe {
                let violations = page.axe_violations().await?;
                found.extend(violations.iter().map(|it| format!("{} ({viewport:?}, {colors:?}): {it}", screen.name)));
            }
        }
    }
    for action in screen.after {
        perform(visitor, action).await?;
    }
    Ok(())
}

async fn perform(visitor: &Visitor<'_>, action: &Act) -> Outcome<()> {
    let page = &visitor.page;
    match *action {
        Act::Click(role, name) => page.click(role, name).await,
        Act::Fill(field, text) => page.fill(field, text).await,
        Act::Keys(keys) => page.press_keys(keys).await,
        Act::Drop(text) => page.drop_file("heading", "New environment", "environment.yml", text).await,
        Act::Folder(button) => choose_folder(page, button).await,
        Act::See(role, name) => page.find(role, name).await.map(drop),
        Act::Read(text) => page.wait_for_text(text, Timeout::Server).await,
        Act::Registry(signal) => visitor.terrarium.signal_registry(signal),
    }
}

/// Chooses a folder with a Dockerfile and one more file.
async fn choose_folder(page: &Page, button: &str) -> Outcome<()> {
    let place = tempfile::tempdir()?;
    let folder = place.path().join("vision");
    std::fs::create_dir(&folder)?;
    std::fs::write(folder.join("Dockerfile"), "FROM scratch\nCOPY . /app\n")?;
    std::fs::write(folder.join("train.sh"), "#!/bin/sh\n")?;
    page.choose_folder(button, &folder).await?;
    page.wait_for_text("was imported as a build context", Timeout::Page).await
}
