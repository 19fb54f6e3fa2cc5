//! A folder becomes a build context, or is the environment that Azure's SDK saved to it: chosen or dropped, read and hashed in the browser by the rules of the command line,
//! sent when it is registered, and honestly missing after a reload.

use crate::stage::{CONDA, Stage};
use definition::context::{ContextFile, Ignored, select};
use definition::{Definition, Digest, SAVED_ENVIRONMENT};
use harness::{Outcome, Patience, until};
use std::{fs, path::Path};

const SAVED: &str = r#"{
    "name": "train",
    "python": { "userManagedDependencies": false, "condaDependenciesFile": null, "baseCondaEnvironment": null },
    "docker": { "baseImage": "registry.example.com/base:1", "baseDockerfile": null }
}"#;
const DOCKERFILE: &str = "FROM scratch\nCOPY . /app\n";

/// Chosen or dropped, a folder is a part of the draft; what is wrong with one is said.
pub async fn a_folder_becomes_a_build_context((): &()) -> Outcome<()> {
    let stage = Stage::start().await?;
    a_folder_is_hashed_here_and_sent_with_the_registration(&stage).await?;
    a_reload_forgets_the_files_and_says_so(&stage).await?;
    a_folder_that_is_none_says_why(&stage).await?;
    a_saved_environment_is_taken_with_its_files(&stage).await?;
    a_dropped_folder_opens_the_editor(&stage).await?;
    stage.end().await
}

/// What the browser sees is what the command line would, with scripts as programs.
async fn a_folder_is_hashed_here_and_sent_with_the_registration(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    let place = tempfile::tempdir()?;
    let (folder, digest) = vision(place.path())?;
    stage.go("/new").await?;
    page.choose_folder("Choose folder", &folder).await?;
    page.reads("vision was imported as a build context", Patience::Page).await?;
    page.reads("in this browser, uploaded when you register", Patience::Page).await?;
    page.reads(&digest.to_string(), Patience::Page).await?;
    page.reads("4 files, 44 B; 2 excluded by .dockerignore", Patience::Page).await?;
    assert!(stage.workspace.get::<api::Context>(&api::path::context(digest)).await.is_err(), "nothing was sent yet");

    // The mode of a file counts.
    page.click("checkbox", "train.sh is executable").await?;
    until("another digest", Patience::Page, || async {
        Ok((!page.text().await?.contains(&digest.to_string())).then_some(()))
    })
    .await?;
    page.click("checkbox", "train.sh is executable").await?;
    page.reads(&digest.to_string(), Patience::Page).await?;

    page.fill("Name", "vision").await?;
    page.find("button", "Register").await?;
    page.keys(&["mod+Enter"]).await?;
    page.reads("Registered vision 1", Patience::Server).await?;
    let sent: api::Context = stage.workspace.get(&api::path::context(digest)).await?;
    assert!(sent.needed && sent.files.iter().any(|file| file.path == "train.sh" && file.executable), "{sent:?}");
    let version: api::Version = stage.workspace.get(&api::path::version("vision", "1")).await?;
    let context = Definition::from_json(&version.definition)?.context.ok_or("no context")?;
    assert_eq!((context.digest, context.dockerfile.as_deref()), (Some(digest), Some(DOCKERFILE)));
    Ok(())
}

/// A draft is kept over a reload, the files of its folder are not: that is said, with the way on.
async fn a_reload_forgets_the_files_and_says_so(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    let place = tempfile::tempdir()?;
    let (folder, _) = vision(place.path())?;
    fs::write(folder.join("more.py"), "pass\n")?;
    stage.go("/new").await?;
    page.choose_folder("Choose folder", &folder).await?;
    page.reads("in this browser, uploaded when you register", Patience::Page).await?;
    until("the draft to be kept", Patience::Page, || async {
        Ok(page.text().await?.contains("saved in this browser").then_some(()))
    })
    .await?;
    stage.go("/new").await?;
    page.reads("The files of the build context are missing. Choose the folder again", Patience::Page).await?;
    page.choose_folder("Choose another folder", &folder).await?;
    page.reads("in this browser, uploaded when you register", Patience::Page).await?;
    page.press("Upload now").await?;
    page.reads("The build context is in the workspace", Patience::Server).await?;
    stage.go("/new").await?;
    page.reads("in the workspace", Patience::Page).await?;
    page.press("Remove").await?;
    page.find("textbox", "Docker steps").await?;
    page.press("Discard draft").await
}

/// What is wrong with a folder is said, and the draft stays as it was.
async fn a_folder_that_is_none_says_why(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    let place = tempfile::tempdir()?;
    let (folder, _) = vision(place.path())?;
    stage.go("/new").await?;
    fs::write(folder.join(".dockerignore"), "data\n[z-a]\n")?;
    page.choose_folder("Choose folder", &folder).await?;
    page.reads("vision was not imported as a build context", Patience::Page).await?;
    page.reads("Line 2: the .dockerignore has a line that is no pattern", Patience::Page).await?;
    fs::remove_file(folder.join("Dockerfile"))?;
    page.choose_folder("Choose folder", &folder).await?;
    page.reads("vision has neither a Dockerfile nor azureml_environment.json", Patience::Page).await?;
    page.reads("The draft is unchanged", Patience::Page).await?;
    page.press("Close").await
}

/// What Azure's SDK saves is one environment, whose JSON alone is not whole.
async fn a_saved_environment_is_taken_with_its_files(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    let place = tempfile::tempdir()?;
    let folder = place.path().join("saved");
    fs::create_dir(&folder)?;
    fs::write(folder.join(SAVED_ENVIRONMENT), SAVED)?;
    fs::write(folder.join("conda_dependencies.yml"), CONDA)?;
    stage.go("/new").await?;
    page.choose_folder("Choose folder", &folder).await?;
    page.reads("azureml_environment.json was imported together with conda_dependencies.yml", Patience::Page).await?;
    page.find("textbox", "Version of six").await?;
    page.press("Undo import").await?;

    page.drop_file("heading", "New environment", SAVED_ENVIRONMENT, SAVED).await?;
    page.reads("in `conda_dependencies.yml`, which is not here", Patience::Page).await?;
    let files = [("conda_dependencies.yml", CONDA), (SAVED_ENVIRONMENT, SAVED)];
    page.drop_files("heading", "New environment", &files).await?;
    page.reads("azureml_environment.json was imported together with conda_dependencies.yml", Patience::Page).await?;
    let files = [("train.yml", "image: registry.example.com/base:1\nconda_file: envs/gpu.yml\n"), ("gpu.yml", CONDA)];
    page.drop_files("heading", "New environment", &files).await?;
    page.reads("train.yml was imported together with envs/gpu.yml, as an Azure v2 environment", Patience::Page).await?;
    let files = [("train.yml", files[0].1), ("gpu.yml", "dependencies:\n- python=3.11\n- 1.5\n")];
    page.drop_files("heading", "New environment", &files).await?;
    page.reads("envs/gpu.yml was not imported", Patience::Page).await?;
    page.reads("Line 3: dependencies[1] is a number", Patience::Page).await?;
    page.drop_files("heading", "New environment", &[("one.yml", CONDA), ("two.txt", "six")]).await?;
    page.reads("none of these 2 files is a definition that names the others", Patience::Page).await?;
    page.press("Discard draft").await
}

/// A folder that is dropped anywhere is taken, on the list of environments as well.
async fn a_dropped_folder_opens_the_editor(stage: &Stage) -> Outcome<()> {
    let page = &stage.page;
    let place = tempfile::tempdir()?;
    let (folder, digest) = vision(place.path())?;
    stage.go("/").await?;
    if let Err(error) = page.drop_folder(&folder).await {
        skip::even_in_ci(&error.to_string());
        return Ok(());
    }
    stage.arrives_at("/new").await?;
    page.reads("vision was imported as a build context", Patience::Page).await?;
    page.reads(&digest.to_string(), Patience::Page).await?;
    page.press("Discard draft").await
}

/// A folder with a script and data that is ignored, and the digest of its context.
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
