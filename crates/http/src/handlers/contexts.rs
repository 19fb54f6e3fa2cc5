//! Build contexts over HTTP.

use crate::{
    CurrentActor, Error,
    extract::{Path, Query},
};
use api::{Context, UploadedContext};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use definition::Digest;
use serde::Deserialize;
use tokio_util::io::ReaderStream;
use utoipa::IntoParams;
use workspace::{Workspace, contexts::ContextUpload};

/// What is said of an upload.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// The path of the Dockerfile in the folder; `Dockerfile` when not given. Empty for a folder that nothing is built from:
    /// then a Dockerfile is a file like the others.
    pub dockerfile: Option<String>,
    /// The digest that the files have to have.
    #[param(value_type = Option<String>)]
    pub digest: Option<Digest>,
}

/// Uploads the folder of a Dockerfile as a tar archive, gzipped or not
///
/// What its `.dockerignore` names is left out, and so is the Dockerfile, whose text is in the answer: both belong into
/// `docker.buildContext` of the definition, with the digest. 201 when the workspace did not have it, else 200.
#[utoipa::path(post, path = "/api/contexts", tag = "contexts", params(UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/x-tar"),
    responses((status = 201, body = UploadedContext), (status = 200, body = UploadedContext),
        (status = 400, body = api::Error), (status = 413, body = api::Error), (status = 422, body = api::Error),
        (status = 503, body = api::Error)))]
pub async fn upload(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Query(query): Query<UploadQuery>,
    request: Request,
) -> Result<(StatusCode, axum::Json<UploadedContext>), Error> {
    let dockerfile = query.dockerfile.unwrap_or_else(|| "Dockerfile".into());
    let upload = ContextUpload { dockerfile, applies_dockerignore: true, digest: query.digest };
    let uploaded = workspace.contexts.upload(&actor, upload, request.into_body().into_data_stream()).await?;
    let status = if uploaded.created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, axum::Json(uploaded)))
}

/// The files of a build context, without their contents
#[utoipa::path(get, path = "/api/contexts/{digest}", tag = "contexts", params(("digest" = String, Path)),
    responses((status = 200, body = Context), (status = 404, body = api::Error)))]
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(digest): Path<Digest>,
) -> Result<axum::Json<Context>, Error> {
    Ok(axum::Json(workspace.contexts.get(&actor, digest).await?))
}

/// The files of a build context as a tar archive
#[utoipa::path(get, path = "/api/contexts/{digest}/archive", tag = "contexts", params(("digest" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/x-tar"), (status = 404, body = api::Error)))]
pub async fn archive(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(digest): Path<Digest>,
) -> Result<Response, Error> {
    let file = tokio::fs::File::from_std(workspace.contexts.open_archive(&actor, digest).await?);
    let disposition = format!("attachment; filename=\"context-{}.tar\"", digest.short());
    let headers = [(header::CONTENT_TYPE, "application/x-tar".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, Body::from_stream(ReaderStream::new(file))).into_response())
}
