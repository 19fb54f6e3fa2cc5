//! Kill -9 of server, engine and registry, at moments by chance.

use crate::{builds, ended_well, left, random::Random, steps};
use api::{Build, BuildState, Registered, VersionList};
use harness::{Outcome, Patience, Terrarium, Workspace, until};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tokio::task::JoinHandle;

const ROUNDS: u64 = 50;
/// What the server runs with: two builds at once, so that something always happens.
const OPTIONS: [&str; 4] = ["--parallel-builds", "2", "--registry-patience", "20s"];

/// What the server said it had registered: version and image hash.
type Acknowledged = Arc<Mutex<BTreeMap<String, String>>>;

/// A server from its start to its death, and those who register without pause.
struct Life {
    terrarium: Terrarium,
    writers: Vec<JoinHandle<()>>,
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_of_server_engine_and_registry() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let mut random = Random::seeded();
    let acknowledged = Acknowledged::default();
    let (mut life, mut killed) = (None, [0; 3]);
    for round in 0..ROUNDS {
        let alive = match life.take() {
            Some(alive) => alive,
            None => Life::begin(&acknowledged, round, &data)?,
        };
        let workspace = alive.terrarium.workspace();
        workspace.build(slow(round)).await?;
        let victim = random.below(3);
        if victim == 1 {
            engine(&alive.terrarium).await?;
        }
        random.while_passes(1500).await;
        match victim {
            0 => {
                alive.end().await?;
                killed[0] += 1;
                continue;
            }
            1 => killed[1] += usize::from(alive.terrarium.kill_engine()? > 0),
            _ => killed[2] += usize::from(alive.terrarium.signal_registry("KILL").is_ok()),
        }
        life = Some(alive);
    }
    println!("killed: server {}, engine {}, registry {} times", killed[0], killed[1], killed[2]);
    assert!(killed.iter().all(|times| *times > 0), "every one of them was killed");
    if let Some(alive) = life {
        alive.end().await?;
    }
    let terrarium = Terrarium::start_as(data.path(), &OPTIONS)?;
    let workspace = terrarium.workspace();
    nothing_was_lost(&workspace, &acknowledged).await?;
    every_build_ended(&workspace).await?;
    assert!(terrarium.stop()?, "the server ends in order");
    left::nothing(data.path())
}

impl Life {
    fn begin(acknowledged: &Acknowledged, round: u64, data: &tempfile::TempDir) -> Outcome<Self> {
        let terrarium = Terrarium::start_as(data.path(), &OPTIONS)?;
        let workspace = terrarium.workspace();
        let writer =
            |writer| tokio::spawn(register(workspace.clone(), acknowledged.clone(), format!("{round}-{writer}")));
        Ok(Self { writers: (0..2).map(writer).collect(), terrarium })
    }

    /// The power is cut.
    async fn end(self) -> Outcome<()> {
        self.terrarium.kill()?;
        for writer in self.writers {
            writer.await?;
        }
        Ok(())
    }
}

/// Registers one version after the other until the server is gone.
async fn register(workspace: Workspace, acknowledged: Acknowledged, name: String) {
    for number in 0.. {
        let definition = json!({ "python": { "condaDependencies": { "dependencies":
            ["python=3.11", { "pip": [format!("package-{name}-{number}")] }] } } });
        let body = json!({ "definition": definition });
        let answer = workspace.post(&api::path::versions("storm"), &body).await;
        let Ok(Registered { version, .. }) = answer else { return };
        let twice = acknowledged
            .lock()
            .ok()
            .and_then(|mut known| known.insert(version.version.clone(), version.digests.image.to_string()));
        assert_eq!(twice, None, "version {} was given twice", version.version);
    }
}

/// A build that writes lines for a second, and then has something to push.
fn slow(round: u64) -> Value {
    steps(&format!(
        "RUN for line in $(seq 10); do echo round {round} line $line; sleep 0.1; done\n\
         RUN head -c 3000000 /dev/urandom > /pushed"
    ))
}

/// Waits until the engine does something.
async fn engine(terrarium: &Terrarium) -> Outcome<()> {
    let workspace = terrarium.workspace();
    until("a build to run", Patience::Server, || async {
        let running = |build: &Build| build.state == BuildState::Running;
        Ok(builds(&workspace).await?.iter().any(running).then_some(()))
    })
    .await
}

async fn nothing_was_lost(workspace: &Workspace, acknowledged: &Acknowledged) -> Outcome<()> {
    let kept = versions(workspace).await?;
    let acknowledged = acknowledged.lock().map_err(|_| "a round panicked")?.clone();
    println!("{} versions acknowledged, {} there", acknowledged.len(), kept.len());
    assert!(acknowledged.len() > 50, "versions are registered all the time");
    for (version, hash) in &acknowledged {
        assert_eq!(kept.get(version), Some(hash), "version {version} was acknowledged");
    }
    let numbers: Vec<usize> = kept.keys().filter_map(|version| version.parse().ok()).collect();
    assert_eq!(numbers.len(), *numbers.iter().max().unwrap_or(&0), "no number is skipped");
    Ok(())
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

async fn every_build_ended(workspace: &Workspace) -> Outcome<()> {
    let ended = until("the end of every build", Patience::Build, || async {
        let builds = builds(workspace).await?;
        let under_way = |build: &Build| matches!(build.state, BuildState::Queued | BuildState::Running);
        Ok((!builds.iter().any(under_way)).then_some(builds))
    })
    .await?;
    assert_eq!(ended.len() as u64, ROUNDS, "every build that was asked for is there");
    for build in &ended {
        ended_well(workspace, build).await?;
    }
    let succeeded = ended.iter().filter(|build| build.state == BuildState::Succeeded).count();
    println!("{} builds ended, {succeeded} of them with an image", ended.len());
    for cause in ended.iter().filter_map(|build| build.cause.as_ref()) {
        println!("  {cause}");
    }
    assert!(succeeded > 0, "builds go on between the kills");
    Ok(())
}
