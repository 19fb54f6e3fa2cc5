//! Logs of builds and runs as text.

use crate::Error;
use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};
use futures::{Stream, StreamExt as _};
use serde::Deserialize;
use utoipa::IntoParams;
use workspace::jobs::LogRange;

/// Which lines.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LogQuery {
    /// The number of the first line; 1 when not given.
    from: Option<u32>,
    /// The number of the last line; the last one there is when not given.
    to: Option<u32>,
}

impl LogQuery {
    /// The numbers of the first and the last line.
    pub fn range(&self) -> Result<LogRange, Error> {
        Ok(LogRange::new(self.from, self.to)?)
    }
}

/// A log as the body of a response, sent as it is read.
pub fn text(lines: impl Stream<Item = Result<String, workspace::Error>> + Send + 'static) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (headers, Body::from_stream(lines.map(|lines| lines.map_err(Error::from)))).into_response()
}
