//! Builds requirements and conda files of real projects with the real server, and prints a table with the result of each trial.
//! The files are next to the checkout, in `../shared/corpus`. The table is not a test: only a server that does not answer is a
//! failure.

mod choose;

use api::{Build, Register, Registered, TrialOutcome, Workspace};
use choose::Candidate;
use harness::{Outcome, Terrarium, Timeout, wait_for};
use std::{collections::BTreeMap, env, path::Path, time::Instant};

/// The number of files without `CORPUS_FILES`.
const DEFAULT_FILES: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn files_of_real_projects_are_built_and_tried() -> Outcome<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.is_dir() {
        skip::because(&format!("there is no {}", corpus.display()));
        return Ok(());
    }
    let wanted = env::var("CORPUS_FILES").ok().and_then(|count| count.parse().ok()).unwrap_or(DEFAULT_FILES);
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let workspace = terrarium.workspace();
    let about = wait_for("the available versions of Python", Timeout::Indexes, || async {
        let about: Workspace = workspace.get(api::path::WORKSPACE).await?;
        Ok((!about.pythons.is_empty()).then_some(about))
    })
    .await?;
    let chosen = choose::choose(&corpus, &about.pythons, wanted)?;
    println!("\n| file | built | works | why not | seconds |\n|---|---|---|---|---|");
    let (mut built, mut working) = (0, 0);
    for (number, candidate) in chosen.iter().enumerate() {
        let started = Instant::now();
        let row = build(&workspace, &format!("corpus-{number}"), candidate).await?;
        built += usize::from(row.built);
        working += usize::from(row.works == "yes");
        let why_not = row.why_not.replace('|', "/").replace('\n', " ");
        let (built, seconds) = (if row.built { "yes" } else { "no" }, started.elapsed().as_secs());
        println!("| {} | {built} | {} | {why_not} | {seconds} |", candidate.file, row.works);
    }
    println!("\n{built} of {} built, {working} work\n", chosen.len());
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

/// The result of a file.
struct Row {
    built: bool,
    works: &'static str,
    why_not: String,
}

/// Registers and builds a file.
async fn build(workspace: &harness::Workspace, name: &str, candidate: &Candidate) -> Outcome<Row> {
    let failed = |why_not| Row { built: false, works: "no", why_not };
    let request = Register {
        definition: candidate.definition.to_json(),
        version: None,
        digests: None,
        description: String::new(),
        tags: BTreeMap::new(),
        build: true,
        anonymous: false,
    };
    let registered: Registered = match workspace.post(&api::path::versions(name), &request).await {
        Ok(registered) => registered,
        Err(error) => return Ok(failed(format!("not registered: {error}"))),
    };
    let Some(started) = registered.build else { return Ok(failed("an earlier file made its image".into())) };
    let ended: Build = workspace.wait_for_build(started.id).await?;
    let Some(trial) = ended.trial else {
        return Ok(failed(ended.cause.unwrap_or_else(|| format!("{:?}", ended.state))));
    };
    let works = match trial.outcome {
        TrialOutcome::Works => "yes",
        TrialOutcome::WorksBut => "partly",
        TrialOutcome::Fails => "no",
    };
    let findings: Vec<&str> = trial.findings.iter().map(|finding| finding.message.as_str()).collect();
    // An image with a trial was built, even if the build failed because of the trial.
    Ok(Row { built: true, works, why_not: findings.join("; ") })
}
