//! The only place that fetches: one function for each endpoint. Reads end with the view that asked for them; writes
//! always finish.

mod failure;
mod request;

pub use failure::Failure;

use crate::routes::{EnvironmentQuery, encode};
use ::api::{
    Build, BuildList, ComparisonResponse, Environment, EnvironmentList, Image, PreviewRequest, PreviewResponse,
    Register, Registered, StartBuild, Version, VersionList, VersionReference, Workspace, path,
};
use request::{read, read_text, write};

/// How many items a page of a list has.
const PAGE: u32 = 100;

/// The workspace.
pub async fn workspace() -> Result<Workspace, Failure> {
    read(path::WORKSPACE.into()).await
}

/// A page of environments.
pub async fn environments(query: &EnvironmentQuery, cursor: Option<String>) -> Result<EnvironmentList, Failure> {
    let mut pairs = query.pairs();
    pairs.extend(page(cursor));
    read(with_query(path::ENVIRONMENTS, &pairs)).await
}

/// One environment.
pub async fn environment(name: &str) -> Result<Environment, Failure> {
    read(path::environment(name)).await
}

/// Hides an environment from lists.
pub async fn archive(name: &str) -> Result<Environment, Failure> {
    write(path::archive(name), &()).await
}

/// Undoes [`archive`].
pub async fn restore(name: &str) -> Result<Environment, Failure> {
    write(path::restore(name), &()).await
}

/// A page of versions, newest first.
pub async fn versions(name: &str, cursor: Option<String>) -> Result<VersionList, Failure> {
    read(with_query(&path::versions(name), &page(cursor))).await
}

/// One version.
pub async fn version(reference: &VersionReference) -> Result<Version, Failure> {
    read(path::version(&reference.environment, &reference.version)).await
}

/// Registers a definition.
pub async fn register(name: &str, body: &Register) -> Result<Registered, Failure> {
    write(path::versions(name), body).await
}

/// A version as text in one of the forms of [`path::export`].
pub async fn export(reference: &VersionReference, form: &str) -> Result<String, Failure> {
    read_text(path::export(&reference.environment, &reference.version, form)).await
}

/// Two versions compared.
pub async fn compare(left: &VersionReference, right: &VersionReference) -> Result<ComparisonResponse, Failure> {
    read(with_query(path::COMPARE, &[("left", left.to_string()), ("right", right.to_string())])).await
}

/// What would happen to these digests.
pub async fn preview(request: &PreviewRequest) -> Result<PreviewResponse, Failure> {
    request::ask(path::PREVIEWS.into(), request).await
}

/// The image of a hash.
pub async fn image(hash: definition::Digest) -> Result<Image, Failure> {
    read(path::image(hash)).await
}

/// A page of builds, newest first.
pub async fn builds(cursor: Option<String>) -> Result<BuildList, Failure> {
    read(with_query(path::BUILDS, &page(cursor))).await
}

/// One build.
pub async fn build(id: i64) -> Result<Build, Failure> {
    read(path::build(id)).await
}

/// Starts a build.
pub async fn start_build(body: &StartBuild) -> Result<Build, Failure> {
    write(path::BUILDS.into(), body).await
}

/// Stops a build.
pub async fn cancel(id: i64) -> Result<Build, Failure> {
    write(path::cancel(id), &()).await
}

/// Builds the same definition again.
pub async fn retry(id: i64) -> Result<Build, Failure> {
    write(path::retry(id), &()).await
}

fn page(cursor: Option<String>) -> Vec<(&'static str, String)> {
    vec![("cursor", cursor.unwrap_or_default()), ("limit", PAGE.to_string())]
}

fn with_query(path: &str, pairs: &[(&str, String)]) -> String {
    format!("{path}?{}", encode(pairs))
}
