//! What the server alone takes, asked as the console asks.

use crate::{KEYSTROKES, median, source};
use api::{PreviewRequest, PreviewResponse, path};
use definition::canonical;
use harness::{Outcome, Patience, Workspace, until};
use std::time::{Duration, Instant};

/// How long it takes until candidates are the nearest of all images.
pub async fn until_all_images_are_read(workspace: &Workspace) -> Outcome<Duration> {
    let began = Instant::now();
    let question = question(crate::PACKAGES[0], 1_000_000)?;
    until("all images to be read", Patience::Build, || async {
        let answer: PreviewResponse = workspace.post(path::PREVIEWS, &question).await?;
        Ok(answer.previews.iter().all(|preview| !preview.reading).then_some(()))
    })
    .await?;
    Ok(began.elapsed())
}

/// The median time of an answer, in milliseconds.
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
