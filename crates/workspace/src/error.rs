//! What can go wrong in a service.

use api::code;

/// Why a request was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The client can do something about it.
    #[error("{}", .0.message)]
    Refused(Box<Refusal>),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] store::Error),
    /// A task or a request handler panicked.
    #[error("internal error: {0}")]
    Internal(String),
}

/// A request that is refused, and what the client reads.
#[derive(Debug)]
pub struct Refusal {
    /// One of [`api::code`].
    pub code: &'static str,
    /// What happened.
    pub message: String,
    /// The field that it is about.
    pub field: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

impl Error {
    /// A refusal; [`Error::field`] and [`Error::help`] add to it.
    pub fn refuse(code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused(Box::new(Refusal { code, message: message.into(), field: None, help: None }))
    }

    /// Names the field that it is about.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        if let Self::Refused(refusal) = &mut self {
            refusal.field = Some(field.into());
        }
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        if let Self::Refused(refusal) = &mut self {
            refusal.help = Some(help.into());
        }
        self
    }

    /// Puts the name of the part of the request that the field is in before it.
    #[must_use]
    pub fn within(mut self, part: &str) -> Self {
        if let Self::Refused(refusal) = &mut self {
            let field = refusal.field.take().map(|field| format!(".{field}")).unwrap_or_default();
            refusal.field = Some(format!("{part}{field}"));
        }
        self
    }

    /// Whether it is a refusal with this code.
    #[must_use]
    pub fn is(&self, code: &str) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.code == code)
    }

    /// Whether a write failed because the disk is full.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::Database(error) if store::is_full(error))
    }

    /// Whether the same may succeed when it is tried again: the database was busy, the disk full, a read or write failed.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Database(error) if store::may_pass(error))
    }

    /// There is no such thing.
    pub fn not_found(what: impl std::fmt::Display) -> Self {
        Self::refuse(code::NOT_FOUND, format!("there is no {what}"))
    }
}
