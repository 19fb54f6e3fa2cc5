//! Answers that a client may keep: they carry a tag, and a client that has them already gets 304 instead.
//!
//! Tags are weak, because one tag stands for the compressed and the plain form of an answer.

use crate::Error;
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use definition::Digest;

/// An answer with its tag, or 304 when the client has it.
pub fn tagged(request: &HeaderMap, kind: &'static str, body: String) -> Response {
    let tag = format!("W/\"{}\"", &Digest::of(&body).to_string()[..32]);
    let known = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|known| {
        let opaque = tag.trim_start_matches("W/");
        known.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|known| known == opaque || known == "*")
    });
    let headers =
        [(header::ETAG, tag), (header::CACHE_CONTROL, "no-cache".into()), (header::CONTENT_TYPE, kind.into())];
    if known { (StatusCode::NOT_MODIFIED, headers).into_response() } else { (headers, body).into_response() }
}

/// A JSON answer with its tag.
pub fn tagged_json<T: serde::Serialize>(request: &HeaderMap, value: &T) -> Result<Response, Error> {
    let text = serde_json::to_string(value)
        .map_err(|error| workspace::Error::Internal(format!("could not write JSON: {error}")))?;
    Ok(tagged(request, "application/json", text))
}
