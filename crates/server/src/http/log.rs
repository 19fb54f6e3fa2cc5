//! Logs of builds and runs as text.

use crate::{
    Error, Workspace,
    store::log::{self, Log},
};
use api::code;
use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};
use futures::stream;
use serde::Deserialize;
use utoipa::IntoParams;

/// How many lines of a log are read at once.
const LINES: i64 = 2000;

/// Which lines.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Lines {
    /// The number of the first line; 1 when not given.
    from: Option<u32>,
    /// The number of the last line; the last one there is when not given.
    to: Option<u32>,
}

impl Lines {
    /// The numbers of the first and the last line.
    pub fn range(&self) -> Result<(i64, i64), Error> {
        let from = i64::from(self.from.unwrap_or(1).max(1));
        let to = self.to.map_or(i64::MAX, i64::from);
        if to < from {
            return Err(Error::refuse(code::INVALID_PARAMETER, "the last line is before the first").field("to"));
        }
        Ok((from, to))
    }
}

/// The lines of a log that there is, from number to number.
pub fn text(workspace: Workspace, log: Log, (from, to): (i64, i64)) -> Response {
    // A log may be long: it is read and sent piece by piece.
    let pieces = stream::try_unfold(from, move |from| {
        let workspace = workspace.clone();
        async move {
            let limit = LINES.min(to.saturating_sub(from).saturating_add(1));
            let lines = if limit < 1 {
                Vec::new()
            } else {
                log::lines(&mut *workspace.store.read().await?, log, from, limit).await?
            };
            let Some(last) = lines.last() else { return Ok::<_, Error>(None) };
            let next = i64::try_from(last.number).unwrap_or(i64::MAX).saturating_add(1);
            let text: Vec<String> = lines.into_iter().map(|line| line.text + "\n").collect();
            Ok(Some((text.concat(), next)))
        }
    });
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (kind, Body::from_stream(pieces)).into_response()
}
