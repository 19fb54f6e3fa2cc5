//! Runs step 2 without an engine: on this machine's own files, in a mount namespace whose `/run` and `/opt` are empty.

use builder::packages::{self, Recipe};
use builder::{BuildError, Locked};
use definition::PythonPlan;
use std::path::PathBuf;
use std::process::Command;
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
        let output = step.carry_out(&recipe.expect("a recipe"), "");
        let words = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (step, output.status.success(), words)
    }

    /// Makes the recipe.
    pub async fn prepare(plan: &PythonPlan) -> (Self, Result<Recipe, BuildError>) {
        let folder = tempfile::tempdir().unwrap();
        let (work, cache) = (folder.path().join("work"), folder.path().join("cache"));
        std::fs::create_dir_all(&work).unwrap();
        let (events, _log) = tokio::sync::mpsc::channel(1000);
        let recipe = packages::prepare(plan, &work, &cache, &events, &CancellationToken::new()).await;
        (Self { folder }, recipe)
    }

    /// Runs the instructions, then a script that looks at the result.
    pub fn carry_out(&self, recipe: &Recipe, look: &str) -> std::process::Output {
        let run = recipe.instructions.lines().find_map(|line| line.strip_prefix("RUN ")).expect("a RUN line");
        let words: Vec<String> = serde_json::from_str(run).expect("words of RUN");
        let mut script = vec!["set -e; mount -t tmpfs none /run".to_owned()];
        for (from, to, _) in &recipe.mounts {
            script.push(format!("mkdir -p '{to}'; mount --bind '{}' '{to}'", from.display()));
        }
        script.push("mount -t tmpfs none /opt".into());
        let prefix = self.work().join("env");
        if prefix.is_dir() {
            script.push(format!("cp -a '{}' /opt/env", prefix.display()));
        }
        script.push(format!("'{}'", words.join("' '")));
        script.push(look.into());
        let script = script.join("\n");
        Command::new("unshare")
            .args(["--map-root-user", "--mount", "sh", "-c", &script])
            .output()
            .expect("unshare runs")
    }

    /// The lock.
    pub fn lock(&self) -> Vec<Locked> {
        packages::lock(&self.work()).expect("a lock")
    }

    /// The cause of the failure.
    pub fn cause(&self) -> String {
        packages::cause(&self.work()).expect("a cause")
    }

    /// The build context.
    pub fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }
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
