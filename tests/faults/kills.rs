//! Kill -9 of server, engine and registry: at chosen moments, and with `TERRARIUM_THOROUGH` at fifty by chance.

use crate::{builds, ended_well, left, random::Random, steps};
use api::{Build, BuildState, Registered, StepKind, StepState, VersionList};
use harness::{Outcome, Patience, Terrarium, Workspace, until};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tokio::task::JoinHandle;

/// What the server runs with: two builds at once, so that something always happens.
const OPTIONS: [&str; 4] = ["--parallel-builds", "2", "--registry-patience", "20s"];

/// What the server said it had registered: version and image hash.
type Acknowledged = Arc<Mutex<BTreeMap<String, String>>>;

/// A server from its start to its death, and those who register without pause.
struct Life {
    terrarium: Terrarium,
    writers: Vec<JoinHandle<()>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Victim {
    Server,
    Engine,
    Registry,
}

/// When it is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// As soon as a build was asked for, right after the start.
    AtOnce,
    /// While the Docker steps of a build run.
    InSteps,
    /// While an image is pushed.
    InPush,
    /// At any time within one and a half seconds; of an engine, after some build runs.
    ByChance,
}

/// The moments at which most is half done. The first server dies before it has a base image. No engine runs in a push.
const CHOSEN: [(Victim, Moment); 6] = [
    (Victim::Server, Moment::AtOnce),
    (Victim::Engine, Moment::InSteps),
    (Victim::Registry, Moment::InSteps),
    (Victim::Registry, Moment::InPush),
    (Victim::Server, Moment::InSteps),
    (Victim::Server, Moment::InPush),
];
/// How many rounds there are by chance.
const ROUNDS: u64 = 50;

#[tokio::test(flavor = "multi_thread")]
async fn server_engine_and_registry_are_killed_at_chosen_moments() -> Outcome<()> {
    survive(&CHOSEN, &mut Random::seeded()).await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: `cargo xtask test --thorough` runs it"]
async fn server_engine_and_registry_are_killed_fifty_times_by_chance() -> Outcome<()> {
    let mut random = Random::seeded();
    let victims = [Victim::Server, Victim::Engine, Victim::Registry];
    let rounds = (0..ROUNDS).map(|_| victims[usize::try_from(random.below(3)).unwrap_or_default()]);
    let rounds: Vec<_> = rounds.map(|victim| (victim, Moment::ByChance)).collect();
    survive(&rounds, &mut random).await
}

/// Goes through the rounds, and checks that nothing was lost and nothing is left.
async fn survive(rounds: &[(Victim, Moment)], random: &mut Random) -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let acknowledged = Acknowledged::default();
    let (mut life, mut killed) = (None, Vec::new());
    for (round, (victim, moment)) in (0..).zip(rounds) {
        let alive = match life.take() {
            Some(alive) => alive,
            None => Life::begin(&acknowledged, round, &data)?,
        };
        let build = alive.terrarium.workspace().build(slow(round)).await?;
        let came = alive.comes(*moment, *victim, &build, random).await?;
        println!("round {round}: {victim:?}, {moment:?}{}", if came { "" } else { ", but the build had ended" });
        match victim {
            Victim::Server => {
                alive.end().await?;
                killed.push(Victim::Server);
                continue;
            }
            Victim::Engine if alive.terrarium.kill_engine()? > 0 => killed.push(Victim::Engine),
            Victim::Registry if alive.terrarium.signal_registry("KILL").is_ok() => killed.push(Victim::Registry),
            _ => println!("  it was between two processes"),
        }
        life = Some(alive);
    }
    let count = |victim| killed.iter().filter(|one| **one == victim).count();
    let counts = [Victim::Server, Victim::Engine, Victim::Registry].map(count);
    println!("killed: server {}, engine {}, registry {} times", counts[0], counts[1], counts[2]);
    assert!(counts.iter().all(|times| *times > 0), "every one of them was killed");
    if let Some(alive) = life {
        alive.end().await?;
    }
    let terrarium = Terrarium::start_as(data.path(), &OPTIONS)?;
    let workspace = terrarium.workspace();
    nothing_was_lost(&workspace, &acknowledged).await?;
    every_build_ended(&workspace, rounds.len()).await?;
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

    /// Waits for the moment in the life of a build; whether it came before the build ended.
    async fn comes(&self, moment: Moment, victim: Victim, build: &Build, random: &mut Random) -> Outcome<bool> {
        let workspace = self.terrarium.workspace();
        let (kind, line) = match moment {
            Moment::AtOnce => return Ok(true),
            Moment::ByChance => {
                if victim == Victim::Engine {
                    a_build_runs(&workspace).await?;
                }
                random.while_passes(1500).await;
                return Ok(true);
            }
            Moment::InSteps => (StepKind::Stage, "line 3"),
            Moment::InPush => (StepKind::Push, ""),
        };
        until(&format!("{moment:?} of build {}", build.id), Patience::Build, || async {
            let now: Build = workspace.get(&api::path::build(build.id)).await?;
            if !matches!(now.state, BuildState::Queued | BuildState::Running) {
                return Ok(Some(false));
            }
            let runs = now.steps.iter().any(|step| step.kind == kind && step.state == StepState::Running);
            let log = if runs { workspace.text(&api::path::build_log(build.id)).await? } else { String::new() };
            Ok((runs && log.contains(line)).then_some(true))
        })
        .await
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

async fn a_build_runs(workspace: &Workspace) -> Outcome<()> {
    until("a build to run", Patience::Server, || async {
        let running = |build: &Build| build.state == BuildState::Running;
        Ok(builds(workspace).await?.iter().any(running).then_some(()))
    })
    .await
}

async fn nothing_was_lost(workspace: &Workspace, acknowledged: &Acknowledged) -> Outcome<()> {
    let kept = versions(workspace).await?;
    let acknowledged = acknowledged.lock().map_err(|_| "a round panicked")?.clone();
    println!("{} versions acknowledged, {} there", acknowledged.len(), kept.len());
    assert!(acknowledged.len() > 10, "versions are registered all the time");
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

async fn every_build_ended(workspace: &Workspace, asked: usize) -> Outcome<()> {
    let ended = until("the end of every build", Patience::Build, || async {
        let builds = builds(workspace).await?;
        let under_way = |build: &Build| matches!(build.state, BuildState::Queued | BuildState::Running);
        Ok((!builds.iter().any(under_way)).then_some(builds))
    })
    .await?;
    assert_eq!(ended.len(), asked, "every build that was asked for is there");
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
