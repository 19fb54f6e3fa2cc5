//! Following a build or a run to its end: lines as they come, a bar for the steps, an exit code.

use super::print_json;
use crate::{arguments::Server, client::Client, failure::Failure};
use api::{BuildEvent, BuildState, StepState};
use eventsource_stream::Eventsource as _;
use futures::StreamExt as _;
use indicatif::{ProgressBar, ProgressStyle};
use serde::de::DeserializeOwned;
use std::{process::ExitCode, time::Duration};

/// How often a lost stream is opened again in a row before giving up, once a second.
const ATTEMPTS: u32 = 60;
/// How long to wait between two attempts.
const PAUSE: Duration = Duration::from_secs(1);

/// Who is told about a build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// People, on standard output.
    People,
    /// Machines, one JSON object a line.
    Machines,
    /// People, on standard error: standard output belongs to something else.
    Aside,
}

impl Told {
    /// Whoever reads the answers of a command.
    pub fn by(server: &Server) -> Self {
        if server.json { Self::Machines } else { Self::People }
    }

    fn line(self, text: &str) {
        if self == Self::Aside { eprintln!("{text}") } else { println!("{text}") }
    }
}

/// Follows a build; its exit code is 0 when there is an image in the end.
///
/// # Errors
/// When the workspace stays away.
pub async fn follow(client: &Client, mut build: api::Build, told: Told) -> Result<ExitCode, Failure> {
    let bar = bar(told);
    let path = api::path::build_events(build.id);
    let mut last = None;
    let mut attempts = Attempts::default();
    show(&bar, &build);
    while !ended(build.state) {
        let hear = |event| -> Result<(), Failure> {
            if told == Told::Machines {
                print_json(&event)?;
            }
            match event {
                BuildEvent::Build(new) => {
                    build = *new;
                    show(&bar, &build);
                }
                BuildEvent::Lines(lines) if told != Told::Machines => bar.suspend(|| {
                    for line in lines {
                        told.line(&line.text);
                    }
                }),
                BuildEvent::Lines(_) => {}
            }
            Ok(())
        };
        let read = read(client, &path, &mut last, hear).await;
        attempts.after(read)?;
        if !ended(build.state) {
            // The stream was lost, not the build: it goes on from the last line.
            pause().await;
        }
    }
    bar.finish_and_clear();
    finish(client, &build, told)
}

/// How often in a row a stream could not be read.
#[derive(Default)]
pub struct Attempts(u32);

impl Attempts {
    /// Counts the outcome of an attempt.
    ///
    /// # Errors
    /// That of the last attempt.
    pub fn after(&mut self, read: Result<(), Failure>) -> Result<(), Failure> {
        match read {
            Ok(()) => self.0 = 0,
            Err(failure) if self.0 == ATTEMPTS => return Err(failure),
            Err(_) => self.0 += 1,
        }
        Ok(())
    }
}

/// Waits before the next attempt.
pub async fn pause() {
    tokio::time::sleep(PAUSE).await;
}

/// Reads one stream until it ends, from behind the last event that was read.
///
/// # Errors
/// When it cannot be opened, or the listener fails.
pub async fn read<T: DeserializeOwned>(
    client: &Client,
    path: &str,
    last: &mut Option<String>,
    mut hear: impl FnMut(T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let response = client.events(path, last.as_deref()).await?;
    let mut events = response.bytes_stream().eventsource();
    while let Some(Ok(event)) = events.next().await {
        let Ok(content) = serde_json::from_str(&event.data) else { continue };
        if !event.id.is_empty() {
            *last = Some(event.id);
        }
        hear(content)?;
    }
    Ok(())
}

fn finish(client: &Client, build: &api::Build, told: Told) -> Result<ExitCode, Failure> {
    if let Some(trial) = build.trial.as_ref().filter(|_| told != Told::Machines) {
        for line in super::trial::lines(trial) {
            told.line(&line);
        }
    }
    if build.state == BuildState::Succeeded {
        match &build.reference {
            _ if told == Told::Machines => print_json(build)?,
            Some(reference) => told.line(&format!("image {reference}")),
            None => told.line(&format!("build {} made its image", build.id)),
        }
        return Ok(ExitCode::SUCCESS);
    }
    let what = if build.state == BuildState::Cancelled { "was cancelled" } else { "failed" };
    let cause = build.cause.as_deref().map(|cause| format!(": {cause}")).unwrap_or_default();
    Err(Failure::new(
        "build",
        format!("build {} {what}{cause}", build.id),
        format!("Its log is kept at {}", client.address(&format!("/builds/{}", build.id))),
    ))
}

fn ended(state: BuildState) -> bool {
    matches!(state, BuildState::Succeeded | BuildState::Failed | BuildState::Cancelled)
}

/// A bar on standard error; nothing where that is no terminal.
fn bar(told: Told) -> ProgressBar {
    if told == Told::Machines {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {wide_msg} {pos}/{len} steps {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(1).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn show(bar: &ProgressBar, build: &api::Build) {
    let done = build.steps.iter().filter(|step| matches!(step.state, StepState::Done | StepState::Reused)).count();
    bar.set_length(build.steps.len() as u64);
    bar.set_position(done as u64);
    let state = match build.state {
        BuildState::Queued => "waits for its turn",
        _ => "is building",
    };
    let expected = build.expected.map(|time| format!(", about {} s in all", time.div_ceil(1000))).unwrap_or_default();
    bar.set_message(format!("build {} {state}{expected}", build.id));
}
