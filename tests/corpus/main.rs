//! Requirements and conda files of real projects, built from first to last by the real server and tried in a container:
//! prints a table. The files lie beside the checkout, in `../shared/corpus`. A table is no test: what fails is told, with
//! the reason, and only a server that does not answer is a failure.

mod choose;
mod imports;

use api::{Build, BuildState, Registered, Workspace};
use choose::Candidate;
use harness::{Outcome, Patience, Terrarium, until};
use std::{env, path::Path, time::Instant};

/// How many files are built unless `CORPUS_FILES` says otherwise.
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
    let about = until("the Pythons that can be had", Patience::Build, || async {
        let about: Workspace = workspace.get(api::path::WORKSPACE).await?;
        Ok((!about.pythons.is_empty()).then_some(about))
    })
    .await?;
    let chosen = choose::choose(&corpus, &about.pythons, wanted)?;
    println!("\n| file | built | works | why not | seconds |\n|---|---|---|---|---|");
    let (mut built, mut working) = (0, 0);
    for (number, candidate) in chosen.iter().enumerate() {
        let started = Instant::now();
        let (is_built, works, why) = match build(&workspace, &format!("corpus-{number}"), candidate).await? {
            Err(reason) => (false, false, reason),
            Ok(reference) => {
                let failures = imports::failures(&terrarium, &reference, &candidate.packages)?;
                (true, failures.is_empty(), failures)
            }
        };
        built += usize::from(is_built);
        working += usize::from(works);
        let word = |yes| if yes { "yes" } else { "no" };
        let why = why.replace('|', "/").replace('\n', " ");
        println!(
            "| {} | {} | {} | {why} | {} |",
            candidate.file,
            word(is_built),
            word(works),
            started.elapsed().as_secs()
        );
    }
    println!("\n{built} of {} built, {working} work\n", chosen.len());
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

/// Registers and builds a file; the version as `NAME:VERSION`, or why it has no image.
async fn build(workspace: &harness::Workspace, name: &str, candidate: &Candidate) -> Outcome<Result<String, String>> {
    let request = api::Register {
        definition: candidate.definition.to_json(),
        version: None,
        digests: None,
        description: String::new(),
        tags: std::collections::BTreeMap::new(),
        build: true,
        anonymous: false,
    };
    let registered: Registered = match workspace.post(&api::path::versions(name), &request).await {
        Ok(registered) => registered,
        Err(error) => return Ok(Err(format!("not registered: {error}"))),
    };
    if let Some(build) = registered.build {
        let ended: Build = workspace.ended(build.id).await?;
        if ended.state != BuildState::Succeeded {
            return Ok(Err(ended.cause.unwrap_or_else(|| format!("{:?}", ended.state))));
        }
    }
    Ok(Ok(format!("{name}:{}", registered.version.version)))
}
