//! What can go wrong, and how it is told to clients.

use crate::disk::MAKE_ROOM;
use api::code;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// Why a request was not done. Every variant becomes the one shape of errors on the wire.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The client can do something about it.
    #[error("{}", .0.message)]
    Refused(Box<Refusal>),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A request handler panicked.
    #[error("a request handler panicked: {0}")]
    Panicked(String),
}

/// A request that is refused: the status and what the client reads.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
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
        let status = match code {
            code::MALFORMED | code::INVALID_PARAMETER => StatusCode::BAD_REQUEST,
            code::UNAUTHORIZED => StatusCode::UNAUTHORIZED,
            code::FORBIDDEN => StatusCode::FORBIDDEN,
            code::NOT_FOUND => StatusCode::NOT_FOUND,
            code::METHOD_NOT_ALLOWED => StatusCode::METHOD_NOT_ALLOWED,
            code::CONFLICT => StatusCode::CONFLICT,
            code::TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
            code::INVALID_DEFINITION
            | code::SECRET
            | code::POLICY
            | code::DIGEST_MISMATCH
            | code::OUTSIDE_REFERENCE
            | code::INVALID_CONTEXT
            | code::MISSING_CONTEXT
            | code::UNRESOLVABLE => StatusCode::UNPROCESSABLE_ENTITY,
            code::UNAVAILABLE => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::Refused(Box::new(Refusal { status, code, message: message.into(), field: None, help: None }))
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

    /// Says which part of the request the field is in.
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

    /// There is no such thing.
    pub fn not_found(what: impl std::fmt::Display) -> Self {
        Self::refuse(code::NOT_FOUND, format!("there is no {what}"))
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::Refused(refusal) => {
                let Refusal { status, code, message, field, help } = *refusal;
                (status, api::Error { code: code.into(), message, field, help })
            }
            Self::Database(error) if is_full(&error) => {
                tracing::error!(%error, "the disk is full");
                let error = api::Error {
                    code: code::UNAVAILABLE.into(),
                    message: "the disk of the server is full, so nothing was written".into(),
                    field: None,
                    help: Some(MAKE_ROOM.into()),
                };
                (StatusCode::SERVICE_UNAVAILABLE, error)
            }
            failure => {
                tracing::error!(error = %failure, "request failed");
                let error = api::Error {
                    code: code::INTERNAL.into(),
                    message: "the server failed to do this".into(),
                    field: None,
                    help: Some("Try again; if it fails again, the server's log says why".into()),
                };
                (StatusCode::INTERNAL_SERVER_ERROR, error)
            }
        };
        let mut response = (status, Json(&error)).into_response();
        // The faces of Microsoft's clients word it in their own form.
        response.extensions_mut().insert(error);
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Whether the database found no room (`SQLITE_FULL`).
fn is_full(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(error) if error.code().as_deref() == Some("13"))
}
