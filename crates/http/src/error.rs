//! Errors as responses.

use api::code;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use workspace::Refusal;

/// An error of a service, which becomes the one form of errors of the API.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] pub workspace::Error);

impl Error {
    /// See [`workspace::Error::refuse`].
    pub fn refuse(code: &'static str, message: impl Into<String>) -> Self {
        Self(workspace::Error::refuse(code, message))
    }

    /// See [`workspace::Error::not_found`].
    pub fn not_found(what: impl std::fmt::Display) -> Self {
        Self(workspace::Error::not_found(what))
    }

    /// Names the field that it is about.
    #[must_use]
    pub fn field(self, field: impl Into<String>) -> Self {
        Self(self.0.field(field))
    }

    /// Says what to do.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self(self.0.help(help))
    }

    /// Whether it is a refusal with this code.
    #[must_use]
    pub fn is(&self, code: &str) -> bool {
        self.0.is(code)
    }
}

/// What to do about a full disk.
const DISK_FULL_HELP: &str = "Free space: evict images (terrarium evict --free 10GB, or Free space on the page of images), \
                              or remove other files on this disk";

fn status(code: &str) -> StatusCode {
    match code {
        code::MALFORMED | code::INVALID_PARAMETER => StatusCode::BAD_REQUEST,
        code::UNAUTHORIZED => StatusCode::UNAUTHORIZED,
        code::FORBIDDEN => StatusCode::FORBIDDEN,
        code::NOT_FOUND => StatusCode::NOT_FOUND,
        code::METHOD_NOT_ALLOWED => StatusCode::METHOD_NOT_ALLOWED,
        code::REQUEST_TIMEOUT => StatusCode::REQUEST_TIMEOUT,
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
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, error) = match self.0 {
            workspace::Error::Refused(refusal) => {
                let Refusal { code, message, field, help } = *refusal;
                (status(code), api::Error { code: code.into(), message, field, help })
            }
            error if error.is_disk_full() => {
                tracing::error!(%error, "the disk is full");
                let error = api::Error {
                    code: code::UNAVAILABLE.into(),
                    message: "the disk of the server is full, so nothing was written".into(),
                    field: None,
                    help: Some(DISK_FULL_HELP.into()),
                };
                (StatusCode::SERVICE_UNAVAILABLE, error)
            }
            error => {
                tracing::error!(%error, "request failed");
                let error = api::Error {
                    code: code::INTERNAL.into(),
                    message: "internal server error".into(),
                    field: None,
                    help: Some("Try again; if it fails again, see the server log".into()),
                };
                (StatusCode::INTERNAL_SERVER_ERROR, error)
            }
        };
        let mut response = (status, Json(&error)).into_response();
        // Microsoft's clients get it in their own form.
        response.extensions_mut().insert(error);
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
