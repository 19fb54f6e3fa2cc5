//! Trials: what an image is for is tried in it before it gets its name.
//!
//! Native code is read on this machine, from the folder that step 2 left; everything that runs, runs in a container of
//! the finished image, isolated as a step is.

mod answer;
mod debian;
mod elf;
mod interpreter;
mod judge;
mod libraries;
mod modules;
mod report;
mod said;
mod subjects;

pub use interpreter::Interpreter;
pub use report::{Finding, FindingKind, Fix, Level, Outcome, Package, Trial};

use crate::{
    Access, BuildError, Builder, Ended, EngineRun, Event, EventSender, Folder, Setting, Step,
    builder::Order,
    event::say,
    layers::{Entry, Kind, below},
    packages::{self, ENVIRONMENT},
};
use answer::Answer;
use definition::TrialPolicy;
use elf::Machine;
use judge::{Evidence, Verdict};
use libraries::Libraries;
use std::{
    collections::BTreeMap,
    fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use subjects::{Distributions, Subject};
use tokio_util::sync::CancellationToken;

/// How long one import may take, and all of them.
const IMPORT_TIMEOUT: Duration = Duration::from_mins(1);
const TRIAL_TIMEOUT: Duration = Duration::from_mins(8);
/// Where the container sees the script and what it is to try, and where it writes what it found.
const SCRIPT_FOLDER: &str = "/run/terrarium/trial";
const ANSWER_FOLDER: &str = "/run/terrarium/tried";
/// The smallest file that can be native code, in bytes.
const SMALLEST_OBJECT: u64 = 64;
/// Files with these endings are no native code, whatever their permissions say.
const NO_OBJECTS: [&str; 12] = ["py", "pyc", "pyi", "txt", "json", "h", "hpp", "a", "js", "css", "html", "md"];

/// What a trial is told besides the plan.
#[derive(Clone, Debug, Default)]
pub struct TrialOrder {
    /// The variables that a run in the image would get.
    pub variables: BTreeMap<String, String>,
    /// The interpreter to start, where the definition decides which one that is.
    pub interpreter: Option<Interpreter>,
    /// Which trials fail the build.
    pub policy: TrialPolicy,
    /// What earlier trials of the same kind found, by manifest digest.
    pub known: BTreeMap<String, Trial>,
}

/// A trial because of which an image is not published.
#[derive(Clone, Debug)]
pub struct FailedTrial {
    /// The manifest digest of the image, which has no tag.
    pub manifest: String,
    /// What was found.
    pub trial: Trial,
}

impl Builder {
    /// Tries a finished image, which the registry has under its digest; none when there is nothing to try.
    ///
    /// # Errors
    /// [`BuildError::Trial`] when the policy does not let the image pass; else when it could not be tried.
    pub(crate) async fn try_image(
        &self,
        order: &Order<'_>,
        manifest: &str,
        environment: Option<&Path>,
        work: &Path,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Option<Trial>, BuildError> {
        let none = TrialOrder::default();
        let wanted = order.trial.unwrap_or(&none);
        if environment.is_none() && wanted.interpreter.is_none() {
            drop(events.send(Event::Reused(Step::Trial, "there is nothing to try".into())).await);
            return Ok(None);
        }
        let trial = if let Some(known) = wanted.known.get(manifest) {
            let words = format!("tried before, nothing in it changed: {}", known.in_words());
            drop(events.send(Event::Reused(Step::Trial, words)).await);
            known.clone()
        } else {
            drop(events.send(Event::Started(Step::Trial)).await);
            let trial = self.tried(order, wanted, manifest, environment, work, events, cancel).await?;
            for line in trial.lines() {
                say(events, Step::Trial, line).await;
            }
            trial
        };
        if trial.is_refused(wanted.policy) {
            return Err(BuildError::Trial(Box::new(FailedTrial { manifest: manifest.to_owned(), trial })));
        }
        if !wanted.known.contains_key(manifest) {
            drop(events.send(Event::Finished(Step::Trial, trial.in_words())).await);
        }
        Ok(Some(trial))
    }

    #[expect(clippy::too_many_arguments, reason = "a trial needs what the steps before it had and made")]
    async fn tried(
        &self,
        order: &Order<'_>,
        wanted: &TrialOrder,
        manifest: &str,
        environment: Option<&Path>,
        work: &Path,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Trial, BuildError> {
        let began = Instant::now();
        let image = format!("{}/{}@{manifest}", self.registry.address(), self.image_repository());
        let run = |command: Vec<String>, folders| EngineRun {
            step: Step::Trial,
            image: image.clone(),
            platform: order.plan.platform.clone(),
            command,
            folders,
            setting: Setting { variables: wanted.variables.clone(), ..Setting::default() },
        };
        let mut trial =
            Trial { outcome: Outcome::Works, modules: 0, libraries: 0, commands: 0, duration: 0, findings: Vec::new() };
        if let Some(interpreter) = &wanted.interpreter {
            let words = run(interpreter.command(), Vec::new());
            if let Some(finding) = self.try_interpreter(interpreter, &words, events, cancel).await? {
                trial.outcome = if finding.level == Level::Error { Outcome::Fails } else { Outcome::WorksBut };
                trial.findings.push(finding);
            }
        }
        if let (Some(environment), Some(python)) = (environment, &order.plan.python) {
            let machine = Machine::of_platform(&order.plan.platform);
            let folder = environment.to_owned();
            let (distributions, objects) = blocking(move || read(&folder, machine)).await?;
            let subjects = distributions.subjects(python, environment)?;
            trial.libraries = u32::try_from(objects.len()).unwrap_or(u32::MAX);
            if fs::symlink_metadata(environment.join("bin/python")).is_ok() {
                let folders = folders(work, &subjects, &packages::uv_folder(events).await?)?;
                let answer = work.join("tried").join("answer.json");
                let command = vec![format!("{ENVIRONMENT}/bin/python"), format!("{SCRIPT_FOLDER}/trial.py")];
                let verdict = match self.attempt(&run(command, folders), events, cancel).await? {
                    Ended::Exited(0) => {
                        let judged = move || {
                            answer::read(&answer).map(|answer| judge(&subjects, &answer, &distributions, objects))
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

/// The packages of an environment and its native code.
fn read(environment: &Path, machine: Option<Machine>) -> io::Result<(Distributions, BTreeMap<PathBuf, elf::Object>)> {
    let entries = below(environment)?;
    let distributions = Distributions::read(environment, &entries)?;
    let mut objects = BTreeMap::new();
    for entry in entries.into_iter().filter(may_be_object) {
        if let Some(object) = elf::read(&environment.join(&entry.path), machine)? {
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

fn judge(
    subjects: &[Subject],
    answer: &Answer,
    distributions: &Distributions,
    objects: BTreeMap<PathBuf, elf::Object>,
) -> Verdict {
    let libraries = Libraries::new(objects, answer.libraries.iter().cloned());
    Evidence { subjects, answer, distributions, libraries: &libraries }.judge()
}

/// Makes the folders that the script sees.
fn folders(work: &Path, subjects: &[Subject], uv: &Path) -> io::Result<Vec<Folder>> {
    let (script, answer) = (work.join("trial"), work.join("tried"));
    fs::create_dir_all(&script)?;
    fs::create_dir_all(&answer)?;
    // Whoever the image makes root into may write.
    fs::set_permissions(&answer, fs::Permissions::from_mode(0o777))?;
    let subjects: Vec<&str> = subjects.iter().map(|subject| subject.text.as_str()).collect();
    let (each, in_all) = (IMPORT_TIMEOUT.as_secs(), TRIAL_TIMEOUT.as_secs());
    let wanted = serde_json::json!({ "subjects": subjects, "each": each, "in_all": in_all });
    fs::write(script.join("wanted.json"), wanted.to_string())?;
    fs::write(script.join("trial.py"), include_str!("trial.py"))?;
    Ok(vec![
        Folder { from: script, to: SCRIPT_FOLDER.into(), access: Access::Read },
        Folder { from: answer, to: ANSWER_FOLDER.into(), access: Access::Write },
        Folder { from: uv.to_owned(), to: packages::UV_FOLDER.into(), access: Access::Read },
    ])
}

async fn blocking<T: Send + 'static, E: Send + From<io::Error> + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
