//! The power is cut, again and again: no acknowledged version is lost, none is there twice, no build runs for ever.

use api::{Build, BuildList, BuildState, Registered, VersionList};
use harness::{Outcome, Patience, Terrarium, Workspace, until};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
};

const ROUNDS: u64 = 20;

/// What the server said it had registered: version and image hash.
type Acknowledged = Arc<Mutex<BTreeMap<String, String>>>;

#[tokio::test(flavor = "multi_thread")]
async fn twenty_power_cuts() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let acknowledged = Acknowledged::default();
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            during_register(data.path(), round, &acknowledged).await?;
        } else {
            during_build(data.path(), round).await?;
        }
    }

    let terrarium = Terrarium::start(data.path())?;
    let workspace = terrarium.workspace();
    let kept = versions(&workspace).await?;
    let acknowledged = acknowledged.lock().map_err(|_| "a round panicked")?.clone();
    println!("{} versions acknowledged, {} there", acknowledged.len(), kept.len());
    assert!(acknowledged.len() > 20, "the power cuts come while versions are registered");
    for (version, hash) in &acknowledged {
        assert_eq!(kept.get(version), Some(hash), "version {version} was acknowledged");
    }
    let numbers: Vec<usize> = kept.keys().filter_map(|version| version.parse().ok()).collect();
    assert_eq!(numbers.len(), *numbers.iter().max().unwrap_or(&0), "no number is skipped");
    let ended = until("the end of every build", Patience::Build, || async {
        let builds = builds(&workspace).await?;
        let under_way = |build: &Build| matches!(build.state, BuildState::Queued | BuildState::Running);
        Ok((!builds.iter().any(under_way)).then_some(builds))
    })
    .await?;
    println!("{} builds, all ended", ended.len());
    for build in ended {
        assert!(build.state == BuildState::Succeeded || build.cause.is_some(), "build {} says why it failed", build.id);
    }
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

/// Registers without pause, and cuts the power a little later each round.
async fn during_register(data: &Path, round: u64, acknowledged: &Acknowledged) -> Outcome<()> {
    let terrarium = Terrarium::start(data)?;
    let workspace = terrarium.workspace();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (workspace, acknowledged) = (workspace.clone(), acknowledged.clone());
            tokio::spawn(async move {
                for number in 0.. {
                    let package = format!("package-{round}-{writer}-{number}");
                    let body = json!({ "definition": definition(&package) });
                    let Ok(Registered { version, .. }) = workspace.post(&api::path::versions("storm"), &body).await
                    else {
                        return;
                    };
                    let twice = acknowledged
                        .lock()
                        .ok()
                        .and_then(|mut known| known.insert(version.version.clone(), version.digests.image.to_string()));
                    assert_eq!(twice, None, "version {} was given twice", version.version);
                }
            })
        })
        .collect();
    let before = acknowledged.lock().map_err(|_| "a round panicked")?.len();
    let wanted = before + 1 + usize::try_from(round)?;
    until("registrations", Patience::Server, || async {
        let known = acknowledged.lock().map_err(|_| "a round panicked")?.len();
        Ok((known >= wanted).then_some(()))
    })
    .await?;
    terrarium.kill()?;
    for writer in writers {
        writer.await?;
    }
    Ok(())
}

/// Starts a build that takes a while, and cuts the power a line later each round.
async fn during_build(data: &Path, round: u64) -> Outcome<()> {
    let terrarium = Terrarium::start(data)?;
    let workspace = terrarium.workspace();
    let count = format!("for line in $(seq 40); do echo round {round} line $line; sleep 0.1; done");
    let steps = format!("FROM localhost/terrarium/base:debian12-python3.11\nRUN {count}\n");
    let definition = json!({ "docker": { "baseDockerfile": steps }, "python": { "userManagedDependencies": true } });
    let build = workspace.build(definition).await?;
    until("the build to write its log", Patience::Build, || async {
        let build: Build = workspace.get(&api::path::build(build.id)).await?;
        Ok((build.log_lines >= round || build.finished_at.is_some()).then_some(()))
    })
    .await?;
    terrarium.kill()
}

fn definition(package: &str) -> Value {
    json!({ "python": { "condaDependencies": { "dependencies": ["python=3.11", { "pip": [package] }] } } })
}

async fn versions(workspace: &Workspace) -> Outcome<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let path = format!("{}?limit=100{cursor}", api::path::versions("storm"));
        let page: VersionList = workspace.get(&path).await?;
        for version in page.items {
            let twice = all.insert(version.version.clone(), version.digests.image.to_string());
            assert_eq!(twice, None, "version {} is there twice", version.version);
        }
        let Some(next) = page.next else { return Ok(all) };
        cursor = format!("&cursor={next}");
    }
}

async fn builds(workspace: &Workspace) -> Outcome<Vec<Build>> {
    let page: BuildList = workspace.get(&format!("{}?limit=100", api::path::BUILDS)).await?;
    Ok(page.items)
}
