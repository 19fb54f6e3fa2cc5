//! The time of the server alone, with the requests of the console.

use crate::{KEYSTROKES, median, source};
use api::{PreviewRequest, PreviewResponse, path};
use definition::canonical;
use harness::{Outcome, Timeout, Workspace, wait_for};
use std::time::{Duration, Instant};

/// Waits until the server has read all images, and returns how long that took.
pub async fn wait_until_images_are_read(workspace: &Workspace) -> Outcome<Duration> {
    let began = Instant::now();
    let question = question(crate::PACKAGES[0], 1_000_000)?;
    wait_for("all images to be read", Timeout::Build, || async {
        let answer: PreviewResponse = workspace.post(path::PREVIEWS, &question).await?;
        Ok(answer.previews.iter().all(|preview| !preview.reading).then_some(()))
    })
    .await?;
    Ok(began.elapsed())
}

/// The median response time, in milliseconds.
pub async fn answers(workspace: &Workspace, packages: usize) -> Outcome<f64> {
    let mut times = Vec::new();
    for keystroke in 0..KEYSTROKES {
        let question = question(packages, 1_000_000 + keystroke)?;
        let began = Instant::now();
        workspace.post::<PreviewResponse>(path::PREVIEWS, &question).await?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(median(times))
}

fn question(packages: usize, seed: usize) -> Outcome<PreviewRequest> {
    let canonical = canonical(&source::definition(packages, seed))?;
    Ok(PreviewRequest {
        digests: vec![canonical.digests()],
        fingerprints: vec![canonical.fingerprint()],
        packages: vec![u32::try_from(packages)?],
        ..PreviewRequest::default()
    })
}
