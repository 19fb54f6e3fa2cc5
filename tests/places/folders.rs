//! Folders in the editor: a build context, or an environment that Azure's SDK saved. They are chosen or dropped, read and hashed in
//! the browser as on the command line, uploaded at registration, and reported as missing after a reload.

use crate::fixture::{CONDA, Fixture};
use definition::context::{ContextFile, Ignored, select};
use definition::{Definition, Digest, SAVED_ENVIRONMENT};
use harness::{Outcome, Timeout, wait_for};
use std::{fs, path::Path};

const SAVED: &str = r#"{
    "name": "train",
    "python": { "userManagedDependencies": false, "condaDependenciesFile": null, "baseCondaEnvironment": null },
    "docker": { "baseImage": "registry.example.com/base:1", "baseDockerfile": null }
}"#;
const DOCKERFILE: &str = "FROM scratch\nCOPY . /app\n";

/// A chosen or dropped folder becomes part of the draft; an invalid one is refused with the reason.
pub async fn a_folder_becomes_a_build_context((): &()) -> Outcome<()> {
    let fixture = Fixture::start().await?;
    a_folder_is_hashed_in_the_browser_and_uploaded_at_registration(&fixture).await?;
    a_reload_loses_the_files_and_reports_it(&fixture).await?;
    an_invalid_folder_is_refused_with_the_reason(&fixture).await?;
    a_saved_environment_is_read_with_its_files(&fixture).await?;
    a_dropped_folder_opens_the_editor(&fixture).await?;
    fixture.end().await
}

/// The browser computes the same digest as the command line, with scripts as executables.
async fn a_folder_is_hashed_in_the_browser_and_uploaded_at_registration(fixture: &Fixture) -> Outcome<()> {
    let page = &fixture.page;
    let place = tempfile::tempdir()?;
    let (folder, digest) = vision(place.path())?;
    fixture.go("/new").await?;
    page.choose_folder("Choose folder", &folder).await?;
    page.wait_for_text("vision was imported as a build context", Timeout::Page).await?;
    page.wait_for_text("in this browser, uploaded when you register", Timeout::Page).await?;
    page.wait_for_text(&digest.to_string(), Timeout::Page).await?;
    page.wait_for_text("4 files, 44 B; 2 excluded by .dockerignore", Timeout::Page).await?;
    assert!(
        fixture.workspace.get::<api::Context>(&api::path::context(digest)).await.is_err(),
        "the context was uploaded before the registration"
    );

    // The mode of a file is part of the digest.
    page.click("checkbox", "train.sh is executable").await?;
    wait_for("another digest", Timeout::Page, || async {
        Ok((!page.text().await?.contains(&digest.to_string())).then_some(()))
    })
    .await?;
    page.click("checkbox", "train.sh is executable").await?;
    page.wait_for_text(&digest.to_string(), Timeout::Page).await?;

    page.fill("Name", "vision").await?;
    page.find("button", "Register").await?;
    page.press_keys(&["mod+Enter"]).await?;
    page.wait_for_text("Registered vision 1", Timeout::Server).await?;
    let sent: api::Context = fixture.workspace.get(&api::path::context(digest)).await?;
    assert!(sent.needed && sent.files.iter().any(|file| file.path == "train.sh" && file.executable), "{sent:?}");
    let version: api::Version = fixture.workspace.get(&api::path::version("vision", "1")).await?;
    let context = Definition::from_json(&version.definition)?.context.ok_or("no context")?;
    assert_eq!((context.digest, context.dockerfile.as_deref()), (Some(digest), Some(DOCKERFILE)));
    Ok(())
}

/// A reload keeps the draft but not the files of its folder: this is reported, with what to do.
async fn a_reload_loses_the_files_and_reports_it(fixture: &Fixture) -> Outcome<()> {
    let page = &fixture.page;
    let place = tempfile::tempdir()?;
    let (folder, _) = vision(place.path())?;
    fs::write(folder.join("more.py"), "pass\n")?;
    fixture.go("/new").await?;
    page.choose_folder("Choose folder", &folder).await?;
    page.wait_for_text("in this browser, uploaded when you register", Timeout::Page).await?;
    wait_for("the draft to be saved", Timeout::Page, || async {
        Ok(page.text().await?.contains("saved in this browser").then_some(()))
    })
    .await?;
    fixture.go("/new").await?;
    page.wait_for_text("The files of the build context are missing. Choose the folder again", Timeout::Page).await?;
    page.choose_folder("Choose another folder", &folder).await?;
    page.wait_for_text("in this browser, uploaded when you register", Timeout::Page).await?;
    page.press("Upload now").await?;
    page.wait_for_text("The build context is in the workspace", Timeout::Server).await?;
    fixture.go("/new").await?;
    page.wait_for_text("in the workspace", Timeout::Page).await?;
    page.press("Remove").await?;
    page.find("textbox", "Docker steps").await?;
    page.press("Discard draft").await
}

/// An invalid folder is refused with the reason, and the draft does not change.
async fn an_invalid_folder_is_refused_with_the_reason(fixture: &Fixture) -> Outcome<()> {
    let page = &fixture.page;
    let place = tempfile::tempdir()?;
    let (folder, _) = vision(place.path())?;
    fixture.go("/new").await?;
    fs::write(folder.join(".dockerignore"), "data\n[z-a]\n")?;
    page.choose_folder("Choose folder", &folder).await?;
    page.wait_for_text("vision was not imported as a build context", Timeout::Page).await?;
    page.wait_for_text("Line 2: the .dockerignore has a line that is no pattern", Timeout::Page).await?;
    fs::remove_file(folder.join("Dockerfile"))?;
    page.choose_folder("Choose folder", &folder).await?;
    page.wait_for_text("vision has neither a Dockerfile nor azureml_environment.json", Timeout::Page).await?;
    page.wait_for_text("The draft is unchanged", Timeout::Page).await?;
    page.press("Close").await
}

/// The folder that Azure's SDK saved is one environment; its JSON alone is incomplete.
async fn a_saved_environment_is_read_with_its_files(fixture: &Fixture) -> Outcome<()> {
    let page = &fixture.page;
    let place = tempfile::tempdir()?;
    let folder = place.path().join("saved");
    fs::create_dir(&folder)?;
    fs::write(folder.join(SAVED_ENVIRONMENT), SAVED)?;
    fs::write(folder.join("conda_dependencies.yml"), CONDA)?;
    fixture.go("/new").await?;
    page.choose_folder("Choose folder", &folder).await?;
    page.wait_for_text("azureml_environment.json was imported together with conda_dependencies.yml", Timeout::Page)
        .await?;
    page.find("textbox", "Version of six").await?;
    page.press("Undo import").await?;

    page.drop_file("heading", "New environment", SAVED_ENVIRONMENT, SAVED).await?;
    page.wait_for_text("in `conda_dependencies.yml`, which is not here", Timeout::Page).await?;
    let files = [("conda_dependencies.yml", CONDA), (SAVED_ENVIRONMENT, SAVED)];
    page.drop_files("heading", "New environment", &files).await?;
    page.wait_for_text("azureml_environment.json was imported together with conda_dependencies.yml", Timeout::Page)
        .await?;
    let files = [("train.yml", "image: registry.example.com/base:1\nconda_file: envs/gpu.yml\n"), ("gpu.yml", CONDA)];
    page.drop_files("heading", "New environment", &files).await?;
    page.wait_for_text("train.yml was imported together with envs/gpu.yml, as an Azure v2 environment", Timeout::Page)
        .await?;
    let files = [("train.yml", files[0].1), ("gpu.yml", "dependencies:\n- python=3.11\n- 1.5\n")];
    page.drop_files("heading", "New environment", &files).await?;
    page.wait_for_text("envs/gpu.yml was not imported", Timeout::Page).await?;
    page.wait_for_text("Line 3: dependencies[1] is a number", Timeout::Page).await?;
    page.drop_files("heading", "New environment", &[("one.yml", CONDA), ("two.txt", "six")]).await?;
    page.wait_for_text("none of these 2 files is a definition that names the others", Timeout::Page).await?;
    page.press("Discard draft").await
}

/// A folder can be dropped anywhere, also on the list of environments.
async fn a_dropped_folder_opens_the_editor(fixture: &Fixture) -> Outcome<()> {
    let page = &fixture.page;
    let place = tempfile::tempdir()?;
    let (folder, digest) = vision(place.path())?;
    if !page.can_drop_folders() {
        skip::even_in_ci("tests cannot drop a folder in Firefox");
        return Ok(());
    }
    fixture.go("/").await?;
    page.drop_folder(&folder).await?;
    fixture.arrives_at("/new").await?;
    page.wait_for_text("vision was imported as a build context", Timeout::Page).await?;
    page.wait_for_text(&digest.to_string(), Timeout::Page).await?;
    page.press("Discard draft").await
}

/// Creates a folder with a script and ignored data, and returns it with the digest of its context.
fn vision(place: &Path) -> Outcome<(std::path::PathBuf, Digest)> {
    let folder = place.join("vision");
    let files = [
        (".dockerignore", "data\n", false),
        ("source/model.py", "x = 1\n", false),
        ("source/deep/empty", "", false),
        ("train.sh", "#!/bin/sh\npython source/model.py\n", true),
    ];
    fs::create_dir_all(folder.join("source/deep"))?;
    fs::create_dir_all(folder.join("data"))?;
    fs::write(folder.join("Dockerfile"), DOCKERFILE)?;
    fs::write(folder.join("data/one.csv"), "1\n")?;
    fs::write(folder.join("data/two.csv"), "2\n")?;
    let mut seen = Vec::new();
    for (path, content, executable) in files {
        fs::write(folder.join(path), content)?;
        let size = content.len() as u64;
        seen.push(ContextFile { path: path.into(), executable, size, sha256: Digest::of(content) });
    }
    let digest = select(seen, "Dockerfile", &Ignored::default())?.digest;
    Ok((folder, digest))
}
