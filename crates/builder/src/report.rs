//! What a trial found.

use serde::{Deserialize, Serialize};

/// How many libraries one line names.
const MAX_NAMED: usize = 3;
/// How the message on a missing library ends.
pub(crate) const NOT_IN_IMAGE: &str = " is not in the image";

/// What the trial of an image found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Whether the image works.
    pub outcome: Outcome,
    /// How many top-level modules were imported.
    pub modules: u32,
    /// How many native libraries were read.
    pub libraries: u32,
    /// How many commands were resolved.
    pub commands: u32,
    /// How long it took, in milliseconds.
    pub duration: u64,
    /// What does not work, errors first.
    pub findings: Vec<Finding>,
}

/// A trial because of which an image is not published.
#[derive(Clone, Debug)]
pub struct FailedTrial {
    /// The manifest digest of the image, which has no tag.
    pub manifest: String,
    /// What was found.
    pub trial: Trial,
}

/// An interpreter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpreter {
    /// Its path, or a name to be found in `PATH`.
    pub path: String,
    /// Whether the definition names it; else it is the usual one, and images for other languages have none.
    pub is_named: bool,
}

/// Whether an image works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Everything that was tried works.
    Works,
    /// Something does not.
    WorksBut,
    /// Nothing of a requested package can be imported, or the interpreter cannot start.
    Fails,
}

/// One thing that does not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// How bad it is.
    pub level: Level,
    /// The package that it is about.
    pub package: Option<Package>,
    /// What does not work: a module, a library, a command, a path.
    pub subject: String,
    /// What happened, in words.
    pub message: String,
    /// What to do about it, in words.
    pub help: Option<String>,
    /// The Docker step that fixes it and every other finding with the same fix.
    pub fix: Option<Fix>,
}

/// A package of the environment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Package {
    /// Its normalised name.
    pub name: String,
    /// Whether conda installed it, else pip.
    pub conda: bool,
}

/// What kind of thing does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FindingKind {
    /// The interpreter cannot start.
    Interpreter,
    /// A native library, or a program that a package starts, is not in the image.
    MissingLibrary,
    /// A native library is for a newer C library.
    Glibc,
    /// A module cannot be imported.
    Import,
    /// A module takes too long to import.
    Timeout,
    /// Something needs a GPU.
    Gpu,
    /// Installed packages contradict one another.
    Conflict,
    /// A command cannot start.
    Command,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// A requested package or the interpreter cannot be used.
    Error,
    /// A part of the environment cannot be used.
    Warning,
    /// Worth knowing; nothing is wrong.
    Note,
}

/// A Docker step that fixes findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// The packages of the distribution that it installs.
    pub system_packages: Vec<String>,
    /// The whole instruction.
    pub instruction: String,
}

impl Trial {
    /// Whether the image may not be published under such a policy.
    #[must_use]
    pub fn is_refused(&self, policy: definition::TrialPolicy) -> bool {
        use definition::TrialPolicy;
        match policy {
            TrialPolicy::Record => false,
            TrialPolicy::Imports => self.outcome == Outcome::Fails,
            // No change to the image gives this machine a GPU.
            TrialPolicy::Strict => {
                self.findings.iter().any(|finding| finding.level != Level::Note && finding.kind != FindingKind::Gpu)
            }
        }
    }

    /// The outcome in one line.
    #[must_use]
    pub fn in_words(&self) -> String {
        self.summary(true)
    }

    /// The outcome in one line, with the packages that help or without.
    fn summary(&self, with_help: bool) -> String {
        let counted_findings: Vec<&Finding> =
            self.findings.iter().filter(|finding| finding.level != Level::Note).collect();
        let Some(first) = counted_findings.first() else {
            if self.modules + self.libraries + self.commands == 0 {
                return "works: its interpreter starts".to_owned();
            }
            return format!(
                "works: {} imported, {} read, {} resolved",
                counted(self.modules, "module", "modules"),
                counted(self.libraries, "native library", "native libraries"),
                counted(self.commands, "command", "commands")
            );
        };
        let (what, with) = first.in_short(&counted_findings, with_help);
        let more = match counted_findings.len().saturating_sub(with) {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let outcome = if self.outcome == Outcome::Fails { "does not work:" } else { "works but" };
        format!("{outcome} {what}{more}")
    }

    /// Why the build fails because of it, and what to do.
    #[must_use]
    pub fn cause(&self) -> String {
        let first = self.findings.iter().find(|finding| finding.level != Level::Note);
        let help = first.and_then(|first| match &first.fix {
            Some(fix) => Some(format!(". Add this Docker step: {}", fix.instruction)),
            None => first.help.as_ref().map(|help| format!(". {help}")),
        });
        // The step says what to add.
        format!("the image {}{}", self.summary(false), help.unwrap_or_default())
    }
}

impl Finding {
    /// What happened in a few words, with what fixes it, and how many findings that tells: libraries that the same
    /// modules lack are told together.
    fn in_short(&self, all: &[&Self], with_help: bool) -> (String, usize) {
        let Some(needed_by) = self.needed_by() else { return (self.message.clone(), 1) };
        let alike: Vec<&&Self> =
            all.iter().filter(|other| other.level == self.level && other.needed_by() == Some(needed_by)).collect();
        let shown: Vec<String> = alike.iter().take(MAX_NAMED).map(|other| format!("`{}`", other.subject)).collect();
        let libraries = match alike.len().saturating_sub(MAX_NAMED) {
            0 => shown.join(", "),
            more => format!("{} and {more} more libraries", shown.join(", ")),
        };
        let add = match self.fix.as_ref().filter(|_| with_help) {
            Some(fix) => format!(": add `{}`", fix.system_packages.join("`, `")),
            None => String::new(),
        };
        (format!("{libraries} for {needed_by}{add}"), alike.len())
    }

    /// What needs a missing library.
    fn needed_by(&self) -> Option<&str> {
        let (_, needed_by) = self.message.split_once("` for ").filter(|_| self.kind == FindingKind::MissingLibrary)?;
        needed_by.strip_suffix(NOT_IN_IMAGE)
    }
}

fn counted(count: u32, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
