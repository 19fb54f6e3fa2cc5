//! From what was tried and read to what does not work.

mod evidence;
mod native;
#[cfg(test)]
mod tests;

pub use evidence::Evidence;

use super::{answer::Tried, messages, subjects::Subject};
use crate::{
    job::Ended,
    report::{Finding, FindingKind, Level, Outcome, Package},
};
use evidence::{ended, finding, quoted, words};
use native::Lack;
use packages::ENVIRONMENT;
use std::collections::{BTreeMap, BTreeSet};

/// What does not work, and whether the image works.
#[derive(Debug)]
pub struct Verdict {
    /// Whether it works.
    pub outcome: Outcome,
    /// What does not work, errors first.
    pub findings: Vec<Finding>,
    /// How many modules were imported.
    pub modules: u32,
    /// How many commands were resolved.
    pub commands: u32,
}

impl Verdict {
    /// That of an environment whose Python does not run.
    pub fn without_python(ended: &Ended) -> Self {
        let path = format!("{ENVIRONMENT}/bin/python");
        let how = match ended {
            Ended::Exited(code) => format!("ended with exit code {code}, see the log"),
            Ended::NotStarted(reason) => format!("cannot be started: {reason}"),
        };
        let help = "Make sure that the Docker steps leave the Python of the base image alone".to_owned();
        let message = format!("the interpreter {path} {how}");
        let finding = finding(FindingKind::Interpreter, Level::Error, None, &path, &message, Some(help));
        Self { outcome: Outcome::Fails, findings: vec![finding], modules: 0, commands: 0 }
    }
}

impl Evidence<'_> {
    /// Returns what does not work and, by that, whether the image works.
    pub fn judge(&self) -> Verdict {
        let mut findings = Vec::new();
        let mut lacks = BTreeMap::new();
        let tried: Vec<(&Subject, &Tried)> =
            self.subjects.iter().filter_map(|subject| Some((subject, self.of(subject)?))).collect();
        let modules: Vec<_> = tried.iter().filter(|(subject, _)| subject.command.is_none()).copied().collect();
        let commands: Vec<_> = tried.iter().filter(|(subject, _)| subject.command.is_some()).copied().collect();
        for (subject, tried) in &modules {
            let package = &subject.package;
            let others = modules.iter().any(|(other, tried)| other.package == *package && works(tried));
            findings.extend(self.module(subject, tried, others, &mut lacks));
        }
        let failed: BTreeSet<&Package> =
            modules.iter().filter(|(_, tried)| !works(tried)).map(|(subject, _)| &subject.package).collect();
        // Why a package cannot be imported is why its commands do not start.
        for (subject, tried) in commands.iter().filter(|(subject, _)| !failed.contains(&subject.package)) {
            findings.extend(self.command(subject, tried, &mut lacks));
        }
        self.hidden(&mut lacks);
        self.unused(&mut lacks);
        findings.extend(self.missing(lacks));
        findings.extend(self.too_new());
        findings.extend(self.contradictions());
        findings
            .sort_by(|one, other| (one.level, one.kind, &one.subject).cmp(&(other.level, other.kind, &other.subject)));
        let count = |tried: &[(&Subject, &Tried)]| {
            u32::try_from(tried.iter().filter(|(_, tried)| works(tried)).count()).unwrap_or(u32::MAX)
        };
        let outcome = match findings.first().map(|finding| finding.level) {
            None | Some(Level::Note) => Outcome::Works,
            Some(_) if self.nothing_works(&modules) => Outcome::Fails,
            Some(_) => Outcome::WorksBut,
        };
        Verdict { outcome, findings, modules: count(&modules), commands: count(&commands) }
    }

    fn of(&self, subject: &Subject) -> Option<&Tried> {
        self.answer.tried.iter().find(|tried| tried.subject == subject.text)
    }

    /// Whether nothing of a requested package can be imported, for a reason that is the image's.
    fn nothing_works(&self, modules: &[(&Subject, &Tried)]) -> bool {
        modules.iter().any(|(subject, _)| {
            let mut own = modules.iter().filter(|(other, _)| other.package == subject.package);
            own.all(|(_, tried)| tried.error.is_some() && !self.lacks_gpu(&words(tried)))
        })
    }

    fn lacks_gpu(&self, words: &str) -> bool {
        !self.answer.gpu && messages::is_about_gpu(words)
    }

    fn module(
        &self,
        subject: &Subject,
        tried: &Tried,
        others: bool,
        lacks: &mut BTreeMap<String, Lack>,
    ) -> Option<Finding> {
        let module = &subject.text;
        let of = |kind, level, message: String, help: Option<String>| {
            Some(finding(kind, level, Some(subject.package.clone()), module, &message, help))
        };
        if tried.late || tried.untried {
            let message =
                if tried.late { "takes too long to import" } else { "was not tried: the others took too long" };
            let help = "It may wait for something that is not here, or this machine is too busy".to_owned();
            return of(FindingKind::Timeout, Level::Warning, format!("`{module}` {message}"), Some(help));
        }
        let error = tried.error.as_ref()?;
        let words = words(tried);
        if self.lacks_gpu(&words) {
            let message =
                format!("`{module}` needs a GPU or its driver, which the machine that tried it does not have");
            return of(FindingKind::Gpu, Level::Warning, message, Some("It may work on a machine with a GPU".into()));
        }
        let libraries = messages::missing_libraries(&words);
        if !libraries.is_empty() {
            for library in libraries {
                let owner = self.libraries.that_want(&library).find_map(|file| self.distributions.owner(file));
                let lack = lacks.entry(library).or_default();
                lack.error = true;
                lack.needed_by.push((module.clone(), Some(subject.package.clone())));
                lack.package = lack.package.take().or_else(|| Some(owner.unwrap_or(&subject.package).clone()));
            }
            return None;
        }
        let message = format!("`{module}` cannot be imported: {}", ended(tried, &words));
        if let Some(version) = messages::wanted_version(&words) {
            let help =
                format!("The image has no {version}: take a newer base image, or an older version of the package");
            return of(FindingKind::Glibc, Level::Error, message, Some(help));
        }
        let missing = error.missing.as_deref();
        // A part of a package for which more must be installed says so in this way.
        let level = match (others, missing) {
            (false, _) => Level::Error,
            (true, Some(_)) => Level::Note,
            (true, None) => Level::Warning,
        };
        of(FindingKind::Import, level, message, messages::help(&words, missing))
    }

    fn command(&self, subject: &Subject, tried: &Tried, lacks: &mut BTreeMap<String, Lack>) -> Option<Finding> {
        let name = subject.command.as_deref()?;
        let error = tried.error.as_ref()?;
        let words = words(tried);
        if self.lacks_gpu(&words) {
            return None;
        }
        let libraries = messages::missing_libraries(&words);
        if !libraries.is_empty() {
            for library in libraries {
                let lack = lacks.entry(library).or_default();
                lack.needed_by.push((name.to_owned(), Some(subject.package.clone())));
                lack.package = lack.package.take().or_else(|| Some(subject.package.clone()));
            }
            return None;
        }
        let own = subject.text.split([':', '.']).next();
        let missing = error.missing.as_deref().and_then(|missing| missing.split('.').next());
        let is_extra = missing.is_some_and(|missing| Some(missing) != own && !messages::is_of_setuptools(missing));
        if is_extra && subject.has_extras {
            return None;
        }
        let message = format!("the command `{name}` cannot start: {}", ended(tried, &words));
        let help = messages::help(&words, error.missing.as_deref());
        Some(finding(FindingKind::Command, Level::Warning, Some(subject.package.clone()), name, &message, help))
    }

    /// What uv says, as far as pip installed one of the two: conda has its own idea of what fits, and keeps it.
    fn contradictions(&self) -> Vec<Finding> {
        let told = |line: &String| {
            let mut names = line.split('`').skip(1).step_by(2);
            let package = names.next()?;
            let needs = names.next().unwrap_or_default();
            let needs =
                needs.split(|letter: char| !letter.is_ascii_alphanumeric() && !"._-".contains(letter)).next()?;
            if !self.distributions.is_from_pip(package) && !self.distributions.is_from_pip(needs) {
                return None;
            }
            let owner =
                Package { name: packages::normalised(package), conda: !self.distributions.is_from_pip(package) };
            let message = format!("{}{}", line[..1].to_lowercase(), quoted(&line[1..]));
            let help = format!("Ask for versions of {package} and {needs} that fit together");
            Some(finding(FindingKind::Conflict, Level::Warning, Some(owner), needs, &message, Some(help)))
        };
        self.answer.contradictions.iter().filter(|line| line.is_ascii()).filter_map(told).collect()
    }
}

fn works(tried: &Tried) -> bool {
    tried.error.is_none() && !tried.late && !tried.untried
}
