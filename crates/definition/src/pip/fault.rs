//! Why pip, or the installer of builds, does not read a line as it was meant.

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// How pip takes it.
    pub kind: FaultKind,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The lines to write in its place, where one change certainly settles it; none takes it out.
    pub fix: Option<Vec<String>>,
}

/// How pip takes a line that is not right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It refuses a requirement.
    Requirement,
    /// It refuses a requirement that is written as conda writes it, with one `=`.
    SingleEquals,
    /// It refuses an option.
    Option,
    /// It passes over the line in silence: a dash of a YAML list stands before it.
    ListMark,
    /// It passes over a part of the line in silence.
    PassedOver,
    /// It reads the line, and the installer of builds does not.
    NotSupported,
}

impl Fault {
    pub(super) fn new(kind: FaultKind, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: help.into(), fix: None }
    }

    pub(super) fn fix(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.fix = Some(lines.into_iter().collect());
        self
    }
}
