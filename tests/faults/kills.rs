//! SIGKILL for server, engine and registry: at selected moments, and in thorough runs at fifty random ones.

use crate::{builds, check_ended, leftovers, random::Random, steps};
use api::{Build, BuildState, Registered, StepKind, StepState, VersionList};
use harness::{Outcome, Terrarium, Timeout, Workspace, wait_for};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tokio::task::JoinHandle;

/// The options of the server: two builds at once, so that something is always running.
const OPTIONS: [&str; 4] = ["--parallel-builds", "2", "--registry-timeout", "20s"];

/// The acknowledged versions with their image hashes.
type Acknowledged = Arc<Mutex<BTreeMap<String, String>>>;

/// A server from its start to its end, and clients that register versions all the time.
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

/// The moment of the kill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// As soon as a build was started, right after the start of the server.
    AtOnce,
    /// While Docker steps are running.
    InSteps,
    /// While an image is being pushed.
    InPush,
    /// At a random time within one and a half seconds; for an engine, once a build is running.
    AtRandom,
}

/// The moments at which the most is half done. The first server is killed before it has a base image. No engine runs during a push.
const SELECTED: [(Victim, Moment); 6] = [
    (Victim::Server, Moment::AtOnce),
    (Victim::Engine, Moment::InSteps),
    (Victim::Registry, Moment::InSteps),
    (Victim::Registry, Moment::InPush),
    (Victim::Server, Moment::InSteps),
    (Victim::Server, Moment::InPush),
];
/// The number of random rounds.
const RANDOM_ROUNDS: u64 = 50;

#[tokio::test(flavor = "multi_thread")]
async fn kills_at_selected_moments_lose_nothing() -> Outcome<()> {
    survive(&SELECTED, &mut Random::seeded()).await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: `cargo xtask test --thorough` runs it"]
async fn fifty_kills_at_random_moments_lose_nothing() -> Outcome<()> {
    let mut random = Random::seeded();
    let victims = [Victim::Server, Victim::Engine, Victim::Registry];
    let rounds = (0..RANDOM_ROUNDS).map(|_| victims[usize::try_from(random.below(3)).unwrap_or_default()]);
    let rounds: Vec<_> = rounds.map(|victim| (victim, Moment::AtRandom)).collect();
    survive(&rounds, &mut random).await
}

/// Runs the rounds, and checks that nothing was lost and nothing is left.
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
        let came = alive.wait_for_moment(*moment, *victim, &build, random).await?;
        println!("round {round}: {victim:?}, {moment:?}{}", if came { "" } else { ", but the build had ended" });
        match victim {
            Victim::Server => {
                alive.end().await?;
                killed.push(Victim::Server);
                continue;
            }
            Victim::Engine if alive.terrarium.kill_engine()? > 0 => killed.push(Victim::Engine),
            Victim::Registry if alive.terrarium.signal_registry("KILL").is_ok() => killed.push(Victim::Registry),
            _ => println!("  there was no process to kill"),
        }
        life = Some(alive);
    }
    let count = |victim| killed.iter().filter(|one| **one == victim).count();
    let counts = [Victim::Server, Victim::Engine, Victim::Registry].map(count);
    println!("killed: server {}, engine {}, registry {} times", counts[0], counts[1], counts[2]);
    assert!(counts.iter().all(|times| *times > 0), "one of them was never killed");
    if let Some(alive) = life {
        alive.end().await?;
    }
    let terrarium = Terrarium::start_with_options(data.path(), &OPTIONS)?;
    let workspace = terrarium.workspace();
    nothing_was_lost(&workspace, &acknowledged).await?;
    every_build_ended(&workspace, rounds.len()).await?;
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    leftovers::check_none(data.path())
}

impl Life {
    fn begin(acknowledged: &Acknowledged, round: u64, data: &tempfile::TempDir) -> Outcome<Self> {
        let terrarium = Terrarium::start_with_options(data.path(), &OPTIONS)?;
        let workspace = terrarium.workspace();
        let writer =
            |writer| tokio::spawn(register(workspace.clone(), acknowledged.clone(), format!("{round}-{writer}")));
        Ok(Self { writers: (0..2).map(writer).collect(), terrarium })
    }

    /// Waits for the moment in a build; returns whether it came before the build ended.
    async fn wait_for_moment(
        &self,
        moment: Moment,
        victim: Victim,
        build: &Build,
        random: &mut Random,
    ) -> Outcome<bool> {
        let workspace = self.terrarium.workspace();
        let (kind, line) = match moment {
            Moment::AtOnce => return Ok(true),
            Moment::AtRandom => {
                if victim == Victim::Engine {
                    a_build_runs(&workspace).await?;
                }
                random.sleep_up_to(1500).await;
                return Ok(true);
            }
            Moment::InSteps => (StepKind::Stage, "line 3"),
            Moment::InPush => (StepKind::Push, ""),
        };
        wait_for(&format!("{moment:?} of build {}", build.id), Timeout::Build, || async {
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

    /// Kills the server.
    async fn end(self) -> Outcome<()> {
        self.terrarium.kill()?;
        for writer in self.writers {
            writer.await?;
        }
        Ok(())
    }
}

/// Registers versions until the server is down.
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
        assert_eq!(twice, None, "version {} was assigned twice", version.version);
    }
}

/// A definition whose build writes lines for a second, and then pushes a layer.
fn slow(round: u64) -> Value {
    steps(&format!(
        "RUN for line in $(seq 10); do echo round {round} line $line; sleep 0.1; done\n\
         RUN head -c 3000000 /dev/urandom > /pushed"
    ))
}

async fn a_build_runs(workspace: &Workspace) -> Outcome<()> {
    wait_for("a build to run", Timeout::Server, || async {
        let running = |build: &Build| build.state == BuildState::Running;
        Ok(builds(workspace).await?.iter().any(running).then_some(()))
    })
    .await
}

async fn nothing_was_lost(workspace: &Workspace, acknowledged: &Acknowledged) -> Outcome<()> {
    let listed = versions(workspace).await?;
    let acknowledged = acknowledged.lock().map_err(|_| "a round panicked")?.clone();
    println!("{} versions acknowledged, {} there", acknowledged.len(), listed.len());
    assert!(acknowledged.len() > 10, "too few versions were registered");
    for (version, hash) in &acknowledged {
        assert_eq!(listed.get(version), Some(hash), "version {version} was acknowledged but is lost");
    }
    let numbers: Vec<usize> = listed.keys().filter_map(|version| version.parse().ok()).collect();
    assert_eq!(numbers.len(), *numbers.iter().max().unwrap_or(&0), "a number was skipped");
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
            assert_eq!(twice, None, "version {} is listed twice", version.version);
        }
        let Some(next) = page.next else { return Ok(all) };
        cursor = format!("&cursor={next}");
    }
}

async fn every_build_ended(workspace: &Workspace, asked: usize) -> Outcome<()> {
    let ended = wait_for("the end of every build", Timeout::Build, || async {
        let builds = builds(workspace).await?;
        let under_way = |build: &Build| matches!(build.state, BuildState::Queued | BuildState::Running);
        Ok((!builds.iter().any(under_way)).then_some(builds))
    })
    .await?;
    assert_eq!(ended.len(), asked, "a build is missing");
    for build in &ended {
        check_ended(workspace, build).await?;
    }
    let succeeded = ended.iter().filter(|build| build.state == BuildState::Succeeded).count();
    println!("{} builds ended, {succeeded} of them with an image", ended.len());
    for cause in ended.iter().filter_map(|build| build.cause.as_ref()) {
        println!("  {cause}");
    }
    assert!(succeeded > 0, "no build succeeded");
    Ok(())
}
