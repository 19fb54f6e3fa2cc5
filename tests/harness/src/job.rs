//! Waiting for what a build or run does on its way, without waiting longer than the build or run itself.

use crate::{Outcome, Page, Timeout, Workspace, wait_for};
use api::{Build, BuildState, Run, RunState};
use std::time::{Duration, Instant};

/// How long a page may lag behind a job that has ended.
const PAGE_LAG: Duration = Duration::from_secs(15);
/// How many lines of its log are shown of a job that failed.
const LOG_TAIL: usize = 20;

/// A build or a run of a workspace.
#[derive(Clone, Debug)]
pub struct Job {
    workspace: Workspace,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Build(i64),
    Run(i64),
}

impl Job {
    pub(crate) fn build(workspace: &Workspace, id: i64) -> Self {
        Self { workspace: workspace.clone(), kind: Kind::Build(id) }
    }

    pub(crate) fn run(workspace: &Workspace, id: i64) -> Self {
        Self { workspace: workspace.clone(), kind: Kind::Run(id) }
    }

    /// Calls `check` until it returns something or the job has ended.
    ///
    /// # Errors
    /// When `check` fails, after [`Timeout::Build`], or when the job has ended and `check` still returns nothing: with its
    /// state, its cause and the end of its log.
    pub async fn wait_for<T>(&self, what: &str, check: impl AsyncFnMut() -> Outcome<Option<T>>) -> Outcome<T> {
        self.wait_with_lag(what, Duration::ZERO, check).await
    }

    /// Waits until the page shows a text that the job causes. A job that has ended leaves the page a moment to show it.
    ///
    /// # Errors
    /// As [`Job::wait_for`].
    pub async fn wait_for_text(&self, page: &Page, text: &str) -> Outcome<()> {
        let what = format!("the text \u{201c}{text}\u{201d}");
        self.wait_with_lag(&what, PAGE_LAG, || async { Ok(page.text().await?.contains(text).then_some(())) }).await
    }

    async fn wait_with_lag<T>(
        &self,
        what: &str,
        lag: Duration,
        mut check: impl AsyncFnMut() -> Outcome<Option<T>>,
    ) -> Outcome<T> {
        let mut ended: Option<Instant> = None;
        wait_for(what, Timeout::Build, async || {
            // Asked before the check, so that the last thing that the job did is not missed.
            let end = self.end().await?;
            if let Some(found) = check().await? {
                return Ok(Some(found));
            }
            match end {
                Some(end) if ended.get_or_insert_with(Instant::now).elapsed() >= lag => {
                    Err(format!("waited for {what}, but {end}").into())
                }
                _ => Ok(None),
            }
        })
        .await
    }

    /// How the job ended, in words; nothing while it has not.
    async fn end(&self) -> Outcome<Option<String>> {
        let (summary, log) = match self.kind {
            Kind::Build(id) => {
                let build: Build = self.workspace.get(&api::path::build(id)).await?;
                if matches!(build.state, BuildState::Queued | BuildState::Running) {
                    return Ok(None);
                }
                let cause = build.cause.unwrap_or_default();
                (format!("build {id} ended as {:?}: {cause}", build.state), api::path::build_log(id))
            }
            Kind::Run(id) => {
                let run: Run = self.workspace.get(&api::path::run(id)).await?;
                if !run.state.is_over() {
                    return Ok(None);
                }
                let failure = run.failure.map(|failure| failure.message).unwrap_or_default();
                (format!("run {id} ended as {:?}: {failure}", run.state), api::path::run_log(id))
            }
        };
        let log = self.workspace.text(&log).await.unwrap_or_default();
        Ok(Some(format!("{summary}\n{}", tail(&log))))
    }
}

impl Workspace {
    /// The build with this number, to wait for what it does.
    #[must_use]
    pub fn build_job(&self, id: i64) -> Job {
        Job::build(self, id)
    }

    /// The run with this number, to wait for what it does.
    #[must_use]
    pub fn run_job(&self, id: i64) -> Job {
        Job::run(self, id)
    }

    /// Waits for the end of a build, whatever it is.
    ///
    /// # Errors
    /// When it does not end, or the workspace does not answer.
    pub async fn wait_for_build(&self, id: i64) -> Outcome<Build> {
        wait_for(&format!("the end of build {id}"), Timeout::Build, || async {
            let build: Build = self.get(&api::path::build(id)).await?;
            Ok((!matches!(build.state, BuildState::Queued | BuildState::Running)).then_some(build))
        })
        .await
    }

    /// Waits for a build to succeed.
    ///
    /// # Errors
    /// As soon as it ends in another way: with its cause and the end of its log.
    pub async fn wait_for_image(&self, id: i64) -> Outcome<Build> {
        let build = self.wait_for_build(id).await?;
        if build.state == BuildState::Succeeded {
            return Ok(build);
        }
        let end = self.build_job(id).end().await?.unwrap_or_default();
        Err(format!("expected an image, but {end}").into())
    }

    /// Waits for the end of a run, whatever it is, once its command has been started.
    ///
    /// # Errors
    /// When it does not end, or ends before its command was started: with the reason.
    pub async fn wait_for_run(&self, id: i64) -> Outcome<Run> {
        let run = wait_for(&format!("the end of run {id}"), Timeout::Build, || async {
            let run: Run = self.get(&api::path::run(id)).await?;
            Ok(run.state.is_over().then_some(run))
        })
        .await?;
        if run.state == RunState::Failed && run.exit_code.is_none() {
            let end = self.run_job(id).end().await?.unwrap_or_default();
            return Err(format!("expected the command to run, but {end}").into());
        }
        Ok(run)
    }
}

fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(LOG_TAIL)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::tail;

    #[test]
    fn the_tail_of_a_log_is_its_last_lines() {
        let lines: Vec<_> = (1..=30).map(|number| format!("line {number}")).collect();
        assert_eq!(tail(&lines.join("\n")).lines().next(), Some("line 11"));
        assert_eq!(tail("only\n"), "only");
    }
}
