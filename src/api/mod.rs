//! The only place that fetches: one function for each endpoint. Reads end with the view that asked for them; writes
//! always finish.

mod asked;
mod contexts;
mod failure;
mod images;
mod request;

pub use asked::{Asked, Read, ask, ask_when};
pub use contexts::{context, upload_context};
pub use failure::Failure;
pub use images::{
    evict, image, image_file, image_history, image_of, images, rebuild_outlook, restore_image, tie, today, untie,
};

use crate::{
    browser::dates,
    routes::{ActivityQuery, EnvironmentQuery, RunQuery, encode},
};
use ::api::{
    ActivityList, Build, BuildList, ComparisonResponse, Environment, EnvironmentList, Health, ImageIndex, PackageNames,
    PackageVersions, PreviewRequest, PreviewResponse, Register, Registered, Run, RunList, StartBuild, StartRun,
    UpdateEnvironment, UpdateVersion, Version, VersionList, VersionReference, Workspace, path,
};
use request::{change, read_text, write};

/// How many items a page of a list has.
const PAGE: u32 = 100;

/// The workspace.
pub fn workspace() -> Read<Workspace> {
    Read::of(path::WORKSPACE.into())
}

/// What works, what does not and what to do.
pub fn health() -> Read<Health> {
    Read::of(path::HEALTH.into())
}

/// A page of environments.
pub fn environments(query: &EnvironmentQuery, cursor: Option<String>) -> Read<EnvironmentList> {
    let mut pairs = query.pairs();
    pairs.extend(page(cursor));
    Read::of(with_query(path::ENVIRONMENTS, &pairs))
}

/// One environment.
pub fn environment(name: &str) -> Read<Environment> {
    Read::of(path::environment(name))
}

/// Changes the labels of an environment.
pub async fn update_environment(name: &str, body: &UpdateEnvironment) -> Result<Environment, Failure> {
    change(path::environment(name), body).await
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
pub fn versions(name: &str, cursor: Option<String>) -> Read<VersionList> {
    Read::of(with_query(&path::versions(name), &page(cursor)))
}

/// One version.
pub fn version(reference: &VersionReference) -> Read<Version> {
    Read::of(path::version(&reference.environment, &reference.version))
}

/// Changes description and tags of a version.
pub async fn update_version(reference: &VersionReference, body: &UpdateVersion) -> Result<Version, Failure> {
    change(path::version(&reference.environment, &reference.version), body).await
}

/// Has Azure's clients list an archived version again.
pub async fn restore_version(reference: &VersionReference) -> Result<Version, Failure> {
    write(path::restore_version(&reference.environment, &reference.version), &()).await
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
pub fn compare(left: &VersionReference, right: &VersionReference) -> Read<ComparisonResponse> {
    Read::of(with_query(path::COMPARE, &[("left", left.to_string()), ("right", right.to_string())]))
}

/// What would happen to these digests.
pub async fn preview(request: &PreviewRequest) -> Result<PreviewResponse, Failure> {
    request::ask(path::PREVIEWS.into(), request).await
}

/// The index of image hashes: what changed since a cursor, or everything.
pub fn image_index(since: Option<&str>) -> Read<ImageIndex> {
    let since = since.map(|since| ("since", since.to_owned()));
    Read::of(with_query(path::IMAGE_INDEX, since.as_slice()))
}

/// A page of the audit trail, newest first.
pub fn activity(query: &ActivityQuery, cursor: Option<String>) -> Read<ActivityList> {
    let mut pairs = activity_pairs(query);
    pairs.extend(page(cursor));
    Read::of(with_query(path::ACTIVITY, &pairs))
}

/// Where the audit trail is as a file, `csv` or `jsonl`.
pub fn activity_file(form: &str, query: &ActivityQuery) -> String {
    with_query(&path::activity_export(form), &activity_pairs(query))
}

/// The days of the query are those of the reader, the workspace's times are UTC.
fn activity_pairs(query: &ActivityQuery) -> Vec<(&'static str, String)> {
    let mut pairs = query.pairs();
    for (key, value) in &mut pairs {
        match *key {
            "from" => *value = dates::begin_of_day(value, 0),
            "to" => *value = dates::begin_of_day(value, 1),
            _ => {}
        }
    }
    pairs
}

/// Names of packages that begin like this.
pub fn package_names(source: &str, prefix: &str, channels: Option<String>) -> Read<PackageNames> {
    let mut pairs = vec![("search", prefix.to_owned()), ("limit", "12".to_owned())];
    pairs.extend(channels.map(|channels| ("channels", channels)));
    Read::of(with_query(&path::packages(source), &pairs))
}

/// The versions of a package.
pub fn package_versions(source: &str, name: &str, channels: Option<String>) -> Read<PackageVersions> {
    let pairs: Vec<_> = channels.map(|channels| ("channels", channels)).into_iter().collect();
    Read::of(with_query(&path::package(source, name), &pairs))
}

/// A page of builds, newest first.
pub fn builds(cursor: Option<String>) -> Read<BuildList> {
    Read::of(with_query(path::BUILDS, &page(cursor)))
}

/// One build.
pub fn build(id: i64) -> Read<Build> {
    Read::of(path::build(id))
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

/// A page of runs, newest first.
pub fn runs(query: &RunQuery, cursor: Option<String>) -> Read<RunList> {
    let mut pairs = query.pairs();
    pairs.extend(page(cursor));
    Read::of(with_query(path::RUNS, &pairs))
}

/// One run.
pub fn run(id: i64) -> Read<Run> {
    Read::of(path::run(id))
}

/// Starts a run.
pub async fn start_run(body: &StartRun) -> Result<Run, Failure> {
    write(path::RUNS.into(), body).await
}

/// Stops a run.
pub async fn cancel_run(id: i64) -> Result<Run, Failure> {
    write(path::cancel_run(id), &()).await
}

fn page(cursor: Option<String>) -> Vec<(&'static str, String)> {
    vec![("cursor", cursor.unwrap_or_default()), ("limit", PAGE.to_string())]
}

fn with_query(path: &str, pairs: &[(&str, String)]) -> String {
    format!("{path}?{}", encode(pairs))
}
