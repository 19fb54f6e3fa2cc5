//! Definitions from files, over HTTP.

use crate::{
    Error,
    extract::{Query, read},
};
use api::ImportedDefinition;
use axum::extract::Request;
use definition::Kind;
use serde::Deserialize;
use utoipa::IntoParams;
use workspace::definitions;

/// How the files are read.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// The path of the file with the definition. When not given: the only file, `azureml_environment.json`, or else the one
    /// file that names others.
    pub file: Option<String>,
    /// What that file is: `conda`, `requirements`, `dockerfile`, `v1` or `v2`; recognised by its content when not given.
    #[param(value_type = Option<String>)]
    pub kind: Option<Kind>,
}

/// Reads a definition from a file, or from several files as a tar archive, gzipped or not
///
/// A v2 `conda_file:`, the `condaDependenciesFile` of a run configuration, and what Azure's SDK saves beside
/// `azureml_environment.json` are read with the file. Nothing is stored: register, build or preview the `definition` of the
/// answer. What did not come is `missing`.
#[utoipa::path(post, path = "/api/definitions", tag = "definitions", params(ImportQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = ImportedDefinition), (status = 400, body = api::Error),
        (status = 413, body = api::Error), (status = 422, body = api::Error)))]
pub async fn import(
    Query(ImportQuery { file, kind }): Query<ImportQuery>,
    request: Request,
) -> Result<axum::Json<ImportedDefinition>, Error> {
    let body = read(request.into_body()).await?;
    Ok(axum::Json(definitions::import(body, file.as_deref(), kind)?))
}
