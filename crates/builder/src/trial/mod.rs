//! Trials: what an image is for is tried in it before it gets its tag.
//!
//! Native code is read on this machine, from the folder that step 2 left; everything that runs, runs in a container of
//! the finished image, isolated as a step is.

mod answer;
mod debian;
mod elf;
mod interpreter;
mod judge;
mod libraries;
mod messages;
mod modules;
mod subjects;

use crate::{
    error::BuildError,
    event::{Event, Step},
    job::{Ended, Job},
    order::TrialOrder,
    report::{FailedTrial, Finding, Level, Outcome, Trial},
};
use answer::Answer;
use definition::Plan;
use elf::{Machine, Object};
use engine::{Access, CommandRequest, Mount};
use interpreter::try_interpreter;
use judge::{Evidence, Verdict};
use libraries::Libraries;
use outputs::{Entry, Kind, OutputFolder};
use packages::ENVIRONMENT;
use std::{
    collections::BTreeMap,
    fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};
use subjects::{Distributions, Subject};

/// How long one import may take, and all of them.
const IMPORT_TIMEOUT: Duration = Duration::from_mins(1);
const TRIAL_TIMEOUT: Duration = Duration::from_mins(8);
/// Where the container sees the script and what it is to try, and where it writes what it found.
const SCRIPT_FOLDER: &str = "/run/terrarium/trial";
const ANSWER_FOLDER: &str = "/run/terrarium/tried";

/// Tries a finished image, which the registry has under its digest. `None` when there is nothing to try.
///
/// # Errors
/// [`BuildError::Trial`] when the policy refuses the image; else when it could not be tried.
pub(crate) async fn try_image(
    job: &Job<'_>,
    plan: &Plan,
    order: Option<&TrialOrder>,
    manifest: &str,
    environment: Option<&Arc<OutputFolder>>,
) -> Result<Option<Trial>, BuildError> {
    let default = TrialOrder::default();
    let order = order.unwrap_or(&default);
    if environment.is_none() && order.interpreter.is_none() {
        job.send(Event::Reused(Step::Trial, "there is nothing to try".into())).await;
        return Ok(None);
    }
    let trial = if let Some(known) = order.known.get(manifest) {
        let words = format!("tried before, nothing in it changed: {}", known.in_words());
        job.send(Event::Reused(Step::Trial, words)).await;
        known.clone()
    } else {
        job.send(Event::Started(Step::Trial)).await;
        let trial = run_trial(job, plan, order, manifest, environment).await?;
        for line in trial.lines() {
            job.log(Step::Trial, line).await;
        }
        trial
    };
    if trial.is_refused(order.policy) {
        return Err(BuildError::Trial(Box::new(FailedTrial { manifest: manifest.to_owned(), trial })));
    }
    if !order.known.contains_key(manifest) {
        job.send(Event::Finished(Step::Trial, trial.in_words())).await;
    }
    Ok(Some(trial))
}

async fn run_trial(
    job: &Job<'_>,
    plan: &Plan,
    order: &TrialOrder,
    manifest: &str,
    environment: Option<&Arc<OutputFolder>>,
) -> Result<Trial, BuildError> {
    let began = Instant::now();
    let request = |command: Vec<String>, mounts| CommandRequest {
        image: job.image_reference(manifest),
        platform: plan.platform.clone(),
        command,
        mounts,
        variables: order.variables.clone(),
        ..CommandRequest::default()
    };
    let mut trial =
        Trial { outcome: Outcome::Works, modules: 0, libraries: 0, commands: 0, duration: 0, findings: Vec::new() };
    if let Some(interpreter) = &order.interpreter {
        let request = request(interpreter::command(interpreter), Vec::new());
        if let Some(finding) = try_interpreter(job, interpreter, &request).await? {
            trial.outcome = if finding.level == Level::Error { Outcome::Fails } else { Outcome::WorksBut };
            trial.findings.push(finding);
        }
    }
    if let (Some(environment), Some(python)) = (environment, &plan.python) {
        let machine = Machine::of_platform(&plan.platform);
        let folder = Arc::clone(environment);
        let (distributions, objects) = blocking(move || read_environment(&folder, machine)).await?;
        let subjects = distributions.subjects(python, environment)?;
        trial.libraries = u32::try_from(objects.len()).unwrap_or(u32::MAX);
        if environment.has_entry(Path::new("bin/python")) {
            let uv = job
                .logged(Step::Trial, |log| async move { packages::uv_folder_for(&plan.platform, &log).await })
                .await?;
            let mounts = mounts(job.work, &subjects, &uv)?;
            let answer = job.work.join("tried");
            let command = vec![format!("{ENVIRONMENT}/bin/python"), format!("{SCRIPT_FOLDER}/trial.py")];
            let verdict = match job.attempt(Step::Trial, &request(command, mounts)).await? {
                Ended::Exited(0) => {
                    let judged = move || {
                        let answer = answer::read(&OutputFolder::open(&answer)?)?;
                        Ok::<_, BuildError>(judge(&subjects, &answer, &distributions, objects))
                    };
                    blocking(judged).await?
                }
                ended => Verdict::without_python(&ended),
            };
            trial = trial.with(verdict);
        }
    }
    trial.duration = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(trial)
}

impl Trial {
    fn with(mut self, verdict: Verdict) -> Self {
        let Verdict { outcome, findings, modules, commands } = verdict;
        self.findings.extend(findings);
        self.findings.sort_by_key(|finding| finding.level);
        let worst = |outcome| match outcome {
            Outcome::Works => 0,
            Outcome::WorksBut => 1,
            Outcome::Fails => 2,
        };
        let outcome = if worst(outcome) > worst(self.outcome) { outcome } else { self.outcome };
        Self { outcome, modules, commands, ..self }
    }

    /// What the log says.
    fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.findings.iter().map(Finding::line).collect();
        let mut fixes: Vec<&str> =
            self.findings.iter().filter_map(|found| Some(found.fix.as_ref()?.instruction.as_str())).collect();
        fixes.dedup();
        lines.extend(fixes.into_iter().map(|instruction| format!("Add this Docker step: {instruction}")));
        if !lines.is_empty() {
            lines.push(format!("The image {}", self.in_words()));
        }
        lines
    }
}

impl Finding {
    fn line(&self) -> String {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        };
        let help = self.help.as_ref().filter(|_| self.fix.is_none());
        let help = help.map(|help| format!(". {help}")).unwrap_or_default();
        format!("{level}: {}{help}", self.message)
    }
}

fn judge(
    subjects: &[Subject],
    answer: &Answer,
    distributions: &Distributions,
    objects: BTreeMap<PathBuf, Object>,
) -> Verdict {
    let libraries = Libraries::new(objects, answer.libraries.iter().cloned());
    Evidence { subjects, answer, distributions, libraries: &libraries }.judge()
}

/// Makes the folders that the script sees.
fn mounts(work: &Path, subjects: &[Subject], uv: &Path) -> io::Result<Vec<Mount>> {
    let (script, answer) = (work.join("trial"), work.join("tried"));
    fs::create_dir_all(&script)?;
    fs::create_dir_all(&answer)?;
    // Whoever the image makes root into may write.
    fs::set_permissions(&answer, fs::Permissions::from_mode(0o777))?;
    let subjects: Vec<&str> = subjects.iter().map(|subject| subject.text.as_str()).collect();
    let (each, in_all) = (IMPORT_TIMEOUT.as_secs(), TRIAL_TIMEOUT.as_secs());
    let input = serde_json::json!({ "subjects": subjects, "each": each, "in_all": in_all });
    fs::write(script.join("wanted.json"), input.to_string())?;
    fs::write(script.join("trial.py"), include_str!("trial.py"))?;
    Ok(vec![
        Mount { source: script, target: SCRIPT_FOLDER.into(), access: Access::Read },
        Mount { source: answer, target: ANSWER_FOLDER.into(), access: Access::Write },
        Mount { source: uv.to_owned(), target: packages::UV_FOLDER.into(), access: Access::Read },
    ])
}

async fn blocking<T: Send + 'static, E: Send + From<io::Error> + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// The smallest file that can be native code, in bytes.
const SMALLEST_OBJECT: u64 = 64;
/// Files with these endings are no native code, whatever their permissions say.
const NO_OBJECTS: [&str; 12] = ["py", "pyc", "pyi", "txt", "json", "h", "hpp", "a", "js", "css", "html", "md"];

/// The packages of an environment and its native code.
fn read_environment(
    environment: &OutputFolder,
    machine: Option<Machine>,
) -> io::Result<(Distributions, BTreeMap<PathBuf, elf::Object>)> {
    let entries = environment.entries()?;
    let distributions = Distributions::read(environment, &entries)?;
    let mut objects = BTreeMap::new();
    for entry in entries.into_iter().filter(may_be_object) {
        if let Some(object) = elf::read(environment.file(&entry.path)?, machine)? {
            objects.insert(entry.path, object);
        }
    }
    Ok((distributions, objects))
}

/// Whether a file may be native code: most are not, and need not be opened for that.
fn may_be_object(entry: &Entry) -> bool {
    let Kind::File(size) = entry.kind else { return false };
    let ending = entry.path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let name = entry.path.file_name().unwrap_or_default().to_string_lossy();
    size >= SMALLEST_OBJECT && !NO_OBJECTS.contains(&ending) && (name.contains(".so") || entry.mode & 0o111 != 0)
}
