//! The audit trail over HTTP, in pages and as a file.

use crate::{
    CurrentActor, Error,
    extract::{Path, Query},
};
use api::{Action, ActivityList};
use axum::{
    Json,
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures::StreamExt as _;
use serde::Deserialize;
use utoipa::IntoParams;
use workspace::{
    Workspace,
    activity::{self, ActivityFilter, ExportFormat},
    input::page,
};

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ActivityQuery {
    /// By whom.
    who: Option<String>,
    /// What was done.
    #[param(inline)]
    action: Option<Action>,
    /// How the subject begins: part of a name, `NAME:VERSION`, `build 7`.
    #[serde(default)]
    subject: String,
    /// From this date or time on.
    from: Option<String>,
    /// Until this date, with it, or before this time.
    to: Option<String>,
    /// The cursor that the page before ended with.
    cursor: Option<String>,
    /// How many, 1 to 200; 50 when not given.
    limit: Option<u32>,
}

impl ActivityQuery {
    fn filter(&self) -> Result<ActivityFilter, Error> {
        let moment = |field, text: &Option<String>, end| {
            let text = text.as_deref().filter(|text| !text.is_empty());
            text.map(|text| activity::parse_time(field, text, end)).transpose()
        };
        Ok(ActivityFilter {
            who: self.who.clone().filter(|who| !who.is_empty()),
            action: self.action,
            subject: self.subject.clone(),
            from: moment("from", &self.from, false)?,
            to: moment("to", &self.to, true)?,
        })
    }
}

/// Who did what, newest first
#[utoipa::path(get, path = "/api/activity", tag = "activity", params(ActivityQuery),
    responses((status = 200, body = ActivityList), (status = 400, body = api::Error)))]
pub async fn list(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Query(query): Query<ActivityQuery>,
) -> Result<Json<ActivityList>, Error> {
    let limit = page::limit(query.limit)?;
    Ok(Json(workspace.activity.list(&actor, &query.filter()?, query.cursor.as_deref(), limit).await?))
}

/// The audit trail as a file
///
/// The form is `csv` or `jsonl`. Everything that matches, newest first; `cursor` and `limit` mean nothing here.
#[utoipa::path(get, path = "/api/activity/export/{form}", tag = "activity", params(("form" = String, Path), ActivityQuery),
    responses((status = 200, body = String), (status = 400, body = api::Error), (status = 404, body = api::Error)))]
pub async fn export(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(form): Path<String>,
    Query(query): Query<ActivityQuery>,
) -> Result<Response, Error> {
    let form = ExportFormat::parse(&form)?;
    let lines = workspace.activity.export(&actor, query.filter()?, form)?;
    let (kind, name) = match form {
        ExportFormat::Csv => ("text/csv; charset=utf-8", "activity.csv"),
        ExportFormat::JsonLines => ("application/jsonl", "activity.jsonl"),
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, Body::from_stream(lines.map(|line| line.map_err(Error::from)))).into_response())
}
