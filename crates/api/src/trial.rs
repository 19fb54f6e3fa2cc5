//! Trials: whether what an image is for really starts in it, tried right after it was made.

use serde::{Deserialize, Serialize};

/// What the trial of an image found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Trial {
    /// Whether the image works.
    pub outcome: TrialOutcome,
    /// How many top-level modules of requested packages were imported.
    pub modules: u32,
    /// How many native libraries were read.
    pub libraries: u32,
    /// How many commands of requested packages were resolved.
    pub commands: u32,
    /// How long the trial took, in milliseconds.
    pub duration: u64,
    /// When the image was tried.
    pub tried_at: String,
    /// What does not work, errors first; empty in lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<TrialFinding>,
}

/// Whether an image works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TrialOutcome {
    /// Everything that was tried works; there may be notes.
    Works,
    /// Something does not, see the findings; the rest works.
    WorksBut,
    /// Nothing of a requested package can be imported, or there is no interpreter.
    Fails,
}

/// One thing that does not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TrialFinding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// How bad it is.
    pub level: FindingLevel,
    /// The package that it is about, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// What does not work: a module (`cv2`), a library (`libGL.so.1`), a command, a path.
    pub subject: String,
    /// What happened, in words.
    pub message: String,
    /// What to do about it, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The Docker step that fixes it, and every other finding with the same fix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<TrialFix>,
}

/// What kind of thing does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// A native library, or a program that a package starts, is not in the image.
    MissingLibrary,
    /// A native library is for a newer C library than the image has.
    Glibc,
    /// A module cannot be imported.
    Import,
    /// A module takes too long to import.
    Timeout,
    /// Something needs a GPU, and the machine that tried has none.
    Gpu,
    /// Installed packages contradict one another.
    Conflict,
    /// A command of a package cannot start.
    Command,
    /// The interpreter cannot start.
    Interpreter,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FindingLevel {
    /// A requested package or the interpreter cannot be used.
    Error,
    /// A part of the environment cannot be used.
    Warning,
    /// Worth knowing; nothing is wrong.
    Note,
}

/// A Docker step that fixes findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TrialFix {
    /// The packages of the distribution that it installs.
    pub system_packages: Vec<String>,
    /// The whole instruction, to be added to the Docker steps.
    pub instruction: String,
}

impl Trial {
    /// The outcome in one line (`works: 3 modules imported, 140 native libraries read, 2 commands resolved`).
    #[must_use]
    pub fn summary(&self) -> String {
        let counted = |count: u32, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
        let outcome = match self.outcome {
            TrialOutcome::Works => "works",
            TrialOutcome::WorksBut => "works only partly",
            TrialOutcome::Fails => "does not work",
        };
        if self.modules + self.libraries + self.commands == 0 {
            return outcome.to_owned();
        }
        format!(
            "{outcome}: {} imported, {} read, {} resolved",
            counted(self.modules, "module", "modules"),
            counted(self.libraries, "native library", "native libraries"),
            counted(self.commands, "command", "commands")
        )
    }

    /// The Docker steps that fix findings, each once.
    #[must_use]
    pub fn instructions(&self) -> Vec<&str> {
        let mut instructions = Vec::new();
        for fix in self.findings.iter().filter_map(|finding| finding.fix.as_ref()) {
            if !instructions.contains(&fix.instruction.as_str()) {
                instructions.push(fix.instruction.as_str());
            }
        }
        instructions
    }

    /// The trial without its findings, as lists have it.
    #[must_use]
    pub fn without_findings(self) -> Self {
        Self { findings: Vec::new(), ..self }
    }
}
