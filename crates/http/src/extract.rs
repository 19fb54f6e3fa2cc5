//! Reading requests. Whatever cannot be read becomes an error in our own shape that says where.

use crate::Error;
use api::code;
use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Request},
    http::{header, request::Parts},
};
use futures::StreamExt;
use serde::de::DeserializeOwned;
use workspace::Error as ServiceError;

/// The largest body that is read, in bytes.
const MAX_BODY_SIZE: usize = 2 << 20;
/// How much of a larger body is read and dropped, so that its sender lives to see the answer.
const MAX_DISCARDED: usize = 32 << 20;

/// A JSON body.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/json") {
            return Err(ServiceError::refuse(code::MALFORMED, "the body is not said to be JSON")
                .help("Send the header Content-Type: application/json")
                .into());
        }
        let bytes = read(request.into_body()).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| malformed(&error.to_string()).into())
    }
}

/// A body as text.
pub async fn text(body: Body) -> Result<String, Error> {
    String::from_utf8(read(body).await?)
        .map_err(|_| ServiceError::refuse(code::MALFORMED, "the body is not UTF-8 text").into())
}

/// The bytes of a body.
pub async fn read(body: Body) -> Result<Vec<u8>, Error> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut total = 0;
    while let Some(chunk) = stream.next().await {
        let chunk =
            chunk.map_err(|_| ServiceError::refuse(code::MALFORMED, "the connection ended before the body did"))?;
        total += chunk.len();
        if total <= MAX_BODY_SIZE {
            bytes.extend_from_slice(&chunk);
        } else if total > MAX_DISCARDED {
            break;
        }
    }
    if total > MAX_BODY_SIZE {
        return Err(ServiceError::refuse(code::TOO_LARGE, "the body is larger than 2 MiB")
            .help("A definition holds names of packages, not their files")
            .into());
    }
    Ok(bytes)
}

/// A query.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        match axum::extract::Query::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(query)) => Ok(Self(query)),
            Err(rejection) => {
                let text =
                    std::error::Error::source(&rejection).map_or_else(|| rejection.to_string(), ToString::to_string);
                Err(parameter(&text).into())
            }
        }
    }
}

/// The parameters in a path.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let path = axum::extract::Path::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(values)| Self(values))
            .map_err(|rejection| parameter(&rejection.body_text()).into())
    }
}

fn malformed(text: &str) -> ServiceError {
    with_field(ServiceError::refuse(code::MALFORMED, format!("the body cannot be read: {text}")), text)
}

fn parameter(text: &str) -> ServiceError {
    // Errors of queries begin with the parameter that they are about.
    match text.split_once(": ") {
        Some((name, message)) if !name.contains(' ') => {
            ServiceError::refuse(code::INVALID_PARAMETER, message).field(name)
        }
        _ => with_field(ServiceError::refuse(code::INVALID_PARAMETER, text), text),
    }
}

/// The field that serde names in its message, as the field of the error.
fn with_field(error: ServiceError, text: &str) -> ServiceError {
    let named = text.split_once("field `").and_then(|(_, rest)| rest.split_once('`'));
    match named {
        Some((name, _)) => error.field(name),
        None => error,
    }
}
