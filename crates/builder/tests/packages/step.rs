//! Runs step 2 without an engine: on this machine's own files, in a mount namespace whose `/run` and `/opt` are empty.

use builder::packages::{self, PackageError, PackageRequest, Recipe, RecipeFolder};
use builder::{Locked, explain_package_failure};
use definition::PythonPlan;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// One step 2 with folders of its own.
pub struct Step {
    folder: TempDir,
}

impl Step {
    /// Makes the recipe and carries it out: what the step said, and whether it came to its end.
    pub async fn run(plan: &PythonPlan) -> (Self, bool, String) {
        let (step, recipe) = Self::prepare(plan).await;
        let output = carry_out(&recipe.expect("a recipe"), "");
        let words = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (step, output.status.success(), words)
    }

    /// Makes the recipe.
    pub async fn prepare(plan: &PythonPlan) -> (Self, Result<Recipe, PackageError>) {
        Self::prepare_for(wanted(plan)).await
    }

    /// The same for exactly the packages of a lock, when there is one.
    pub async fn prepare_for(wanted: PackageRequest<'_>) -> (Self, Result<Recipe, PackageError>) {
        let folder = tempfile::tempdir().unwrap();
        let cache = folder.path().join("cache");
        let (step, recipe, _) = Self::prepare_in(folder, wanted, &cache).await;
        (step, recipe)
    }

    /// Makes the recipe with the caches of earlier steps.
    pub async fn prepare_with(wanted: PackageRequest<'_>, cache: &Path) -> (Self, Result<Recipe, PackageError>) {
        let (step, recipe, _) = Self::prepare_in(tempfile::tempdir().unwrap(), wanted, cache).await;
        (step, recipe)
    }

    /// Makes the recipe with the caches of earlier steps, and tells what it said.
    pub async fn prepare_again(plan: &PythonPlan, cache: &Path) -> (Self, Vec<String>) {
        let (step, recipe, said) = Self::prepare_in(tempfile::tempdir().unwrap(), wanted(plan), cache).await;
        recipe.expect("a recipe");
        (step, said)
    }

    async fn prepare_in(
        folder: TempDir,
        wanted: PackageRequest<'_>,
        cache: &Path,
    ) -> (Self, Result<Recipe, PackageError>, Vec<String>) {
        let (events, mut log) = tokio::sync::mpsc::channel(1000);
        let work = folder.path().join("work");
        let recipe = packages::prepare(wanted, &work, cache, &events, &CancellationToken::new()).await;
        drop(events);
        let mut said = Vec::new();
        while let Some(line) = log.recv().await {
            said.push(line);
        }
        (Self { folder }, recipe, said)
    }

    /// The lock.
    pub fn lock(&self) -> Vec<Locked> {
        packages::lock(&self.work()).expect("a lock")
    }

    /// What becomes `/opt/env`.
    pub fn environment(&self) -> PathBuf {
        packages::environment(&self.work())
    }

    /// The cause of the failure, after the indexes were asked once more.
    pub async fn cause(&self, plan: &PythonPlan) -> String {
        explain_package_failure(&self.work(), plan).await.expect("a cause")
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }
}

/// What a plan asks for. Tests of indexes that hang have less patience.
pub fn wanted(python: &PythonPlan) -> PackageRequest<'_> {
    PackageRequest { python, platform: "linux/amd64", lock: None, timeout: Duration::from_mins(2) }
}

/// Runs the commands, then a script that looks at the result.
pub fn carry_out(recipe: &Recipe, look: &str) -> std::process::Output {
    let looked = container(&recipe.inspect_folders, &recipe.inspect, "");
    if looked.status.success() { container(&recipe.install_folders, &recipe.install, look) } else { looked }
}

/// What an engine does: a command that sees some folders. Then a script sees the same.
pub fn container(folders: &[RecipeFolder], command: &[String], then: &str) -> std::process::Output {
    // What comes from `/opt` of this machine is there before that is hidden.
    let (opt, others): (Vec<_>, Vec<_>) = folders.iter().partition(|folder| folder.target.starts_with("/opt/"));
    let mount = |RecipeFolder { source, target, .. }: &RecipeFolder| {
        format!("mkdir -p '{target}'; mount --bind '{}' '{target}'", source.display())
    };
    let mut script = vec!["set -e; mount -t tmpfs none /run".to_owned()];
    script.extend(others.into_iter().map(mount));
    script.push("mount -t tmpfs none /opt".into());
    script.extend(opt.into_iter().map(mount));
    script.extend([format!("'{}'", command.join("' '")), then.to_owned()]);
    let mut container = Command::new("unshare");
    container.args(["--map-root-user", "--mount", "sh", "-c", &script.join("\n")]).output().expect("unshare runs")
}

/// A plan for a virtual environment.
pub fn pip(python: &str, requirements: &str) -> PythonPlan {
    PythonPlan {
        channels: Vec::new(),
        conda: vec!["python".into(), "pip".into()],
        requirements: requirements.into(),
        virtual_environment: Some(python.into()),
    }
}

/// A plan for a conda environment.
pub fn conda(channels: &[&str], conda: &[&str], requirements: &str) -> PythonPlan {
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    PythonPlan {
        channels: owned(channels),
        conda: owned(conda),
        requirements: requirements.into(),
        virtual_environment: None,
    }
}
