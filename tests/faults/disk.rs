//! A full disk.

use crate::{check_ended, steps};
use api::{Build, BuildState, Health, Registered, VersionList};
use harness::{Outcome, Terrarium, Workspace};
use serde_json::json;
use std::{fs::File, io::Write, path::Path, process::Command};

/// The size of the disk.
const DISK_SIZE: u64 = 1_000_000_000;
/// The free space that builds keep.
const KEEP_FREE: u64 = 40_000_000;
/// The size of the build.
const BUILD_SIZE: u64 = 150_000_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_fails_builds_and_keeps_what_was_acknowledged() -> Outcome<()> {
    if !can_mount()? {
        skip::because("mounting a small disk is not allowed");
        return Ok(());
    }
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start_on_small_disk(data.path(), DISK_SIZE, &["--keep-free", "40MB"])?;
    let (workspace, disk) = (terrarium.workspace(), terrarium.mounted_data());
    let first = workspace.wait_for_build(workspace.build(steps("RUN echo first")).await?.id).await?;
    assert_eq!(first.state, BuildState::Succeeded, "{first:?}");

    let health: Health = workspace.get(api::path::HEALTH).await?;
    assert_eq!(health.disk.total / 1_000_000, DISK_SIZE / 1_000_000);
    let ballast = disk.join("ballast");
    fill(&ballast, health.disk.free.saturating_sub(KEEP_FREE + BUILD_SIZE / 2))?;
    let large = steps(&format!("RUN head -c {BUILD_SIZE} /dev/zero > /large"));
    let failed = workspace.wait_for_build(workspace.build(large).await?.id).await?;
    check_ended(&workspace, &failed).await?;
    println!("  {}", failed.cause.as_deref().unwrap_or_default());
    let rule = failed.explanation.as_ref().map(|explanation| explanation.rule.as_str());
    assert_eq!((failed.state, rule), (BuildState::Failed, Some("disk-full")), "{failed:?}");

    // To the last byte: a write is either refused, or acknowledged and kept.
    fill(&disk.join("rest"), u64::MAX)?;
    let mut acknowledged = Vec::new();
    for number in 0..20 {
        acknowledged.extend(register(&workspace, number).await.ok());
    }
    println!("  {} of 20 versions acknowledged on the full disk", acknowledged.len());
    let health: Health = workspace.get(api::path::HEALTH).await?;
    assert!(health.disk.problem.is_some(), "{health:?}");

    std::fs::remove_file(disk.join("rest"))?;
    std::fs::remove_file(ballast)?;
    acknowledged.push(register(&workspace, 100).await?);
    let versions: VersionList = workspace.get(&format!("{}?limit=100", api::path::versions("full"))).await?;
    for version in &acknowledged {
        assert!(versions.items.iter().any(|kept| kept.version == *version), "version {version} was acknowledged");
    }
    let again: Build = workspace.post(&api::path::retry(failed.id), &()).await?;
    let again = workspace.wait_for_build(again.id).await?;
    check_ended(&workspace, &again).await?;
    assert_eq!(again.state, BuildState::Succeeded, "{again:?}");
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

async fn register(workspace: &Workspace, number: u32) -> Outcome<String> {
    let package = format!("package-{number}");
    let definition =
        json!({ "python": { "condaDependencies": { "dependencies": ["python=3.11", { "pip": [package] }] } } });
    let answer: Registered = workspace.post(&api::path::versions("full"), &json!({ "definition": definition })).await?;
    Ok(answer.version.version)
}

/// Writes a file of this size, or until the disk is full.
fn fill(path: &Path, size: u64) -> Outcome<()> {
    let mut file = File::create(path)?;
    let chunk = vec![1; 64 * 1024];
    let mut left = size;
    while left > 0 {
        let length = chunk.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if file.write_all(&chunk[..length]).is_err() {
            return Ok(());
        }
        left -= length as u64;
    }
    Ok(())
}

/// Whether mounting is allowed here.
fn can_mount() -> Outcome<bool> {
    let folder = tempfile::tempdir()?;
    let mut command = Command::new("unshare");
    command.args(["--mount", "--propagation", "private", "mount", "-t", "tmpfs", "none"]).arg(folder.path());
    Ok(command.status().is_ok_and(|status| status.success()))
}
