//! Following a build or a run to its end: its log, a progress bar, an exit code.

use super::trial;
use crate::{
    client::Client,
    failure::Failure,
    options::Server,
    output::{print_json, print_line, print_note},
};
use api::{BuildEvent, BuildState, StepState};
use eventsource_stream::Eventsource as _;
use futures::StreamExt as _;
use indicatif::{ProgressBar, ProgressStyle};
use serde::de::DeserializeOwned;
use std::{io, process::ExitCode, time::Duration};

/// How often in a row a lost stream is opened again before giving up.
const MAX_ATTEMPTS: u32 = 60;
/// Between two attempts.
const RETRY_DELAY: Duration = Duration::from_secs(1);

/// How the progress of a build or run is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OutputMode {
    /// Text on standard output.
    Text,
    /// One JSON object per line.
    Json,
    /// Text on standard error, because standard output is for something else.
    StandardError,
}

impl OutputMode {
    /// The mode that the options of a command ask for.
    pub fn of(server: &Server) -> Self {
        if server.json { Self::Json } else { Self::Text }
    }

    fn print(self, line: &str) -> io::Result<()> {
        if self == Self::StandardError {
            print_note(line);
            return Ok(());
        }
        print_line(line)
    }
}

/// Follows a build to its end. The exit code is 0 if there is an image.
///
/// # Errors
/// When the workspace does not answer any more, or the build failed.
pub async fn follow(client: &Client, mut build: api::Build, mode: OutputMode) -> Result<ExitCode, Failure> {
    let bar = bar(mode);
    let path = api::path::build_events(build.id);
    let mut last = None;
    let mut attempts = Attempts::default();
    show(&bar, &build);
    while !ended(build.state) {
        let handle = |event| -> Result<(), Failure> {
            if mode == OutputMode::Json {
                print_json(&event)?;
            }
            match event {
                BuildEvent::Build(new) => {
                    build = *new;
                    show(&bar, &build);
                }
                BuildEvent::Lines(lines) if mode != OutputMode::Json => {
                    bar.suspend(|| lines.iter().try_for_each(|line| mode.print(&line.text)))?;
                }
                BuildEvent::Lines(_) => {}
            }
            Ok(())
        };
        let read = read(client, &path, &mut last, handle).await;
        attempts.after(read)?;
        if !ended(build.state) {
            // The stream was lost, not the build: continue after the last line.
            delay_retry().await;
        }
    }
    bar.finish_and_clear();
    finish(client, &build, mode)
}

/// Counts how often in a row a stream could not be read.
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
            Err(Failure::OutputClosed) => return Err(Failure::OutputClosed),
            Err(failure) if self.0 == MAX_ATTEMPTS => return Err(failure),
            Err(_) => self.0 += 1,
        }
        Ok(())
    }
}

/// Waits before the next attempt.
pub async fn delay_retry() {
    tokio::time::sleep(RETRY_DELAY).await;
}

/// Reads one stream until it ends, starting after the last event.
///
/// # Errors
/// When it cannot be opened, or an event cannot be handled.
pub async fn read<T: DeserializeOwned>(
    client: &Client,
    path: &str,
    last: &mut Option<String>,
    mut handle: impl FnMut(T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let response = client.events(path, last.as_deref()).await?;
    let mut events = response.bytes_stream().eventsource();
    while let Some(Ok(event)) = events.next().await {
        let Ok(content) = serde_json::from_str(&event.data) else { continue };
        if !event.id.is_empty() {
            *last = Some(event.id);
        }
        handle(content)?;
    }
    Ok(())
}

fn finish(client: &Client, build: &api::Build, mode: OutputMode) -> Result<ExitCode, Failure> {
    if let Some(trial) = build.trial.as_ref().filter(|_| mode != OutputMode::Json) {
        for line in trial::lines(trial) {
            mode.print(&line)?;
        }
    }
    if build.state == BuildState::Succeeded {
        match &build.reference {
            _ if mode == OutputMode::Json => print_json(build)?,
            Some(reference) => mode.print(&format!("image {reference}"))?,
            None => mode.print(&format!("build {} built its image", build.id))?,
        }
        return Ok(ExitCode::SUCCESS);
    }
    let what = if build.state == BuildState::Cancelled { "was cancelled" } else { "failed" };
    let cause = build.cause.as_deref().map(|cause| format!(": {cause}")).unwrap_or_default();
    Err(Failure::new(
        "build",
        format!("build {} {what}{cause}", build.id),
        format!("See its log at {}", client.address(&format!("/builds/{}", build.id))),
    ))
}

fn ended(state: BuildState) -> bool {
    matches!(state, BuildState::Succeeded | BuildState::Failed | BuildState::Cancelled)
}

/// A progress bar on standard error, hidden if that is not a terminal.
fn bar(mode: OutputMode) -> ProgressBar {
    if mode == OutputMode::Json {
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
        BuildState::Queued => "is queued",
        _ => "is running",
    };
    let expected = build.expected.map(|time| format!(", about {} s in total", time.div_ceil(1000))).unwrap_or_default();
    bar.set_message(format!("build {} {state}{expected}", build.id));
}
