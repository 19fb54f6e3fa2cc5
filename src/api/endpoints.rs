//! The endpoints of the workspace, one function for each.

use super::{
    Failure, Request,
    request::{self, change, delete, put, query, read_text, write},
};
use crate::{
    browser::{dates, http},
    routes::{ActivityQuery, EnvironmentQuery, ImageQuery, RunQuery, encode},
};
use ::api::{
    ActivityList, Build, BuildList, ChooseImage, ComparisonResponse, Context, Environment, EnvironmentList,
    EvictRequest, Eviction, Health, Image, ImageHistory, ImageIndex, ImageList, PackageNames, PackageVersions,
    PreviewRequest, PreviewResponse, RebuildOutlook, Register, Registered, Run, RunList, StartBuild, StartRun, Today,
    UpdateEnvironment, UpdateVersion, UploadedContext, Version, VersionList, VersionReference, Workspace, path,
};
use definition::Digest;
use web_sys::Blob;

/// How many items a page of a list has.
const PAGE: u32 = 100;

pub fn workspace() -> Request<Workspace> {
    Request::of(path::WORKSPACE.into())
}

pub fn health() -> Request<Health> {
    Request::of(path::HEALTH.into())
}

/// A page of environments.
pub fn environments(query: &EnvironmentQuery, cursor: Option<String>) -> Request<EnvironmentList> {
    let mut pairs = query.pairs();
    pairs.extend(page(cursor));
    Request::of(with_query(path::ENVIRONMENTS, &pairs))
}

pub fn environment(name: &str) -> Request<Environment> {
    Request::of(path::environment(name))
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
pub fn versions(name: &str, cursor: Option<String>) -> Request<VersionList> {
    Request::of(with_query(&path::versions(name), &page(cursor)))
}

pub fn version(reference: &VersionReference) -> Request<Version> {
    Request::of(path::version(&reference.environment, &reference.version))
}

/// Changes description and tags of a version.
pub async fn update_version(reference: &VersionReference, body: &UpdateVersion) -> Result<Version, Failure> {
    change(path::version(&reference.environment, &reference.version), body).await
}

/// Lists an archived version for Azure clients again.
pub async fn restore_version(reference: &VersionReference) -> Result<Version, Failure> {
    write(path::restore_version(&reference.environment, &reference.version), &()).await
}

pub async fn register(name: &str, body: &Register) -> Result<Registered, Failure> {
    write(path::versions(name), body).await
}

/// A version as text in one of the forms of [`path::export`].
pub async fn export(reference: &VersionReference, form: &str) -> Result<String, Failure> {
    read_text(path::export(&reference.environment, &reference.version, form)).await
}

pub fn compare(left: &VersionReference, right: &VersionReference) -> Request<ComparisonResponse> {
    Request::of(with_query(path::COMPARE, &[("left", left.to_string()), ("right", right.to_string())]))
}

pub async fn preview(request: &PreviewRequest) -> Result<PreviewResponse, Failure> {
    query(path::PREVIEWS.into(), request).await
}

/// The index of image hashes: its changes since a cursor, or all of it.
pub fn image_index(since: Option<&str>) -> Request<ImageIndex> {
    let since = since.map(|since| ("since", since.to_owned()));
    Request::of(with_query(path::IMAGE_INDEX, since.as_slice()))
}

/// A page of the audit trail, newest first.
pub fn activity(query: &ActivityQuery, cursor: Option<String>) -> Request<ActivityList> {
    let mut pairs = activity_pairs(query);
    pairs.extend(page(cursor));
    Request::of(with_query(path::ACTIVITY, &pairs))
}

/// The address of the audit trail as a file; `form` is `csv` or `jsonl`.
pub fn activity_file(form: &str, query: &ActivityQuery) -> String {
    with_query(&path::activity_export(form), &activity_pairs(query))
}

/// The days of the query are in local time, the times of the workspace in UTC.
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

/// The names of packages with a prefix.
pub fn package_names(source: &str, prefix: &str, channels: Option<String>) -> Request<PackageNames> {
    let mut pairs = vec![("search", prefix.to_owned()), ("limit", "12".to_owned())];
    pairs.extend(channels.map(|channels| ("channels", channels)));
    Request::of(with_query(&path::packages(source), &pairs))
}

pub fn package_versions(source: &str, name: &str, channels: Option<String>) -> Request<PackageVersions> {
    let pairs: Vec<_> = channels.map(|channels| ("channels", channels)).into_iter().collect();
    Request::of(with_query(&path::package(source, name), &pairs))
}

/// A page of builds, newest first.
pub fn builds(cursor: Option<String>) -> Request<BuildList> {
    Request::of(with_query(path::BUILDS, &page(cursor)))
}

pub fn build(id: i64) -> Request<Build> {
    Request::of(path::build(id))
}

pub async fn start_build(body: &StartBuild) -> Result<Build, Failure> {
    write(path::BUILDS.into(), body).await
}

pub async fn cancel(id: i64) -> Result<Build, Failure> {
    write(path::cancel(id), &()).await
}

/// Starts a build of the same definition.
pub async fn retry(id: i64) -> Result<Build, Failure> {
    write(path::retry(id), &()).await
}

/// A page of runs, newest first.
pub fn runs(query: &RunQuery, cursor: Option<String>) -> Request<RunList> {
    let mut pairs = query.pairs();
    pairs.extend(page(cursor));
    Request::of(with_query(path::RUNS, &pairs))
}

pub fn run(id: i64) -> Request<Run> {
    Request::of(path::run(id))
}

pub async fn start_run(body: &StartRun) -> Result<Run, Failure> {
    write(path::RUNS.into(), body).await
}

pub async fn cancel_run(id: i64) -> Result<Run, Failure> {
    write(path::cancel_run(id), &()).await
}

/// A page of images.
pub fn images(query: &ImageQuery, cursor: Option<String>) -> Request<ImageList> {
    let mut pairs = query.pairs();
    pairs.extend(page(cursor));
    Request::of(with_query(path::IMAGES, &pairs))
}

/// The current image of a hash.
pub fn image(hash: Digest) -> Request<Image> {
    Request::of(path::image(hash))
}

/// The image of a hash with this manifest digest.
pub fn image_of(hash: Digest, manifest: &str) -> Request<Image> {
    Request::of(with_query(&path::image(hash), &[("manifest", manifest.to_owned())]))
}

/// The address of the contents of an image as a file, in one of the forms of [`path::image_export`].
pub fn image_file(hash: Digest, manifest: &str, form: &str) -> String {
    with_query(&path::image_export(hash, form), &[("manifest", manifest.to_owned())])
}

/// Every image of a hash.
pub fn image_history(hash: Digest) -> Request<ImageHistory> {
    Request::of(path::image_history(hash))
}

/// The versions that a rebuild would affect.
pub fn rebuild_outlook(hash: Digest) -> Request<RebuildOutlook> {
    Request::of(path::rebuild(hash))
}

/// What the package indexes offer today for the definition of an image. It may take a minute.
pub fn today(hash: Digest) -> Request<Today> {
    Request::of(path::today(hash))
}

/// Makes an older image the current one of its hash.
pub async fn restore_image(hash: Digest, manifest: String) -> Result<Image, Failure> {
    write(path::restore_image(hash), &ChooseImage { manifest }).await
}

/// Ties a version to an image.
pub async fn tie(version: &VersionReference, manifest: String) -> Result<Version, Failure> {
    put(path::tie(&version.environment, &version.version), &ChooseImage { manifest }).await
}

/// Makes a version use the current image of its hash again.
pub async fn untie(version: &VersionReference) -> Result<Version, Failure> {
    delete(path::tie(&version.environment, &version.version)).await
}

/// Deletes images from the registry, or says which would be deleted.
pub async fn evict(request: &EvictRequest) -> Result<Eviction, Failure> {
    write(path::EVICT.into(), request).await
}

/// The files of a build context.
pub fn context(digest: Digest) -> Request<Context> {
    Request::of(path::context(digest))
}

/// Uploads the files of a build context as a tar archive and reports the number of bytes sent.
pub async fn upload_context(
    digest: Digest,
    dockerfile: &str,
    archive: &Blob,
    report: impl Fn(f64) + 'static,
) -> Result<UploadedContext, Failure> {
    let pairs = [("digest", digest.to_string()), ("dockerfile", dockerfile.to_owned())];
    let response = http::post(&with_query(path::CONTEXTS, &pairs), "application/x-tar", archive, report).await;
    match response {
        Ok((200..300, text)) => request::parse(&text),
        Ok((status, text)) => Err(Failure::refused(status, &text)),
        Err(_) => Err(Failure::upload_failed()),
    }
}

fn page(cursor: Option<String>) -> Vec<(&'static str, String)> {
    vec![("cursor", cursor.unwrap_or_default()), ("limit", PAGE.to_string())]
}

fn with_query(path: &str, pairs: &[(&str, String)]) -> String {
    format!("{path}?{}", encode(pairs))
}
