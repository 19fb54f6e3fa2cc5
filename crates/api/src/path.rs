//! The paths of the endpoints: the only place that spells them. Names and versions need no escaping: they are letters,
//! digits, `.`, `_` and `-`.

/// `GET`: the [`crate::Workspace`].
pub const WORKSPACE: &str = "/api/workspace";
/// `GET`: the [`crate::Health`] of the workspace and of what it stands on.
pub const HEALTH: &str = "/api/health";
/// `GET`: an [`crate::EnvironmentList`]; query `search`, `filter`, `label`, `sort`, `cursor`, `limit`.
pub const ENVIRONMENTS: &str = "/api/environments";
/// `POST`: files become an [`crate::ImportedDefinition`].
pub const DEFINITIONS: &str = "/api/definitions";
/// `POST` a [`crate::PreviewRequest`]: a [`crate::PreviewResponse`].
pub const PREVIEWS: &str = "/api/previews";
/// `GET` with `left` and `right` (`NAME:VERSION`): a [`crate::ComparisonResponse`].
pub const COMPARE: &str = "/api/compare";
/// `GET`: an [`crate::ImageList`]; query `search`, `filter`, `sort`, `cursor`, `limit`.
pub const IMAGES: &str = "/api/images";
/// `GET`: the [`crate::ImageIndex`]; query `since`, a cursor of it.
pub const IMAGE_INDEX: &str = "/api/images/index";
/// `POST` an [`crate::EvictRequest`]: an [`crate::Eviction`].
pub const EVICT: &str = "/api/images/evict";
/// `GET`: a [`crate::BuildList`], query `state`, `cursor`, `limit`; `POST` a [`crate::StartBuild`]: a [`crate::Build`].
pub const BUILDS: &str = "/api/builds";
/// `GET`: a [`crate::RunList`], query `name`, `environment`, `version`, `state`, `cursor`, `limit`; `POST` a
/// [`crate::StartRun`]: a [`crate::Run`].
pub const RUNS: &str = "/api/runs";
/// `POST` a tar archive, gzipped or not, query `dockerfile`, `digest`: a [`crate::UploadedContext`].
pub const CONTEXTS: &str = "/api/contexts";
/// `GET`: an [`crate::ActivityList`]; query `who`, `action`, `subject`, `from`, `to`, `cursor`, `limit`.
pub const ACTIVITY: &str = "/api/activity";
/// Below it [`packages`] and [`package`].
pub const PACKAGES: &str = "/api/packages";
/// `GET`: a stream of [`crate::WorkspaceEvent`].
pub const EVENTS: &str = "/api/events";
/// `GET`: the OpenAPI document.
pub const OPENAPI: &str = "/api/openapi.json";

/// `GET`: an [`crate::Environment`]; `PATCH` an [`crate::UpdateEnvironment`]: the same.
#[must_use]
pub fn environment(name: &str) -> String {
    format!("{ENVIRONMENTS}/{name}")
}

/// `POST`: hides the environment from lists; the [`crate::Environment`].
#[must_use]
pub fn archive(name: &str) -> String {
    format!("{ENVIRONMENTS}/{name}/archive")
}

/// `POST`: undoes [`archive`].
#[must_use]
pub fn restore(name: &str) -> String {
    format!("{ENVIRONMENTS}/{name}/restore")
}

/// `GET`: a [`crate::VersionList`], query `cursor`, `limit`; `POST` a [`crate::Register`]: a [`crate::Registered`].
#[must_use]
pub fn versions(name: &str) -> String {
    format!("{ENVIRONMENTS}/{name}/versions")
}

/// `GET`: a [`crate::Version`] (`latest` for the newest); `PATCH` a [`crate::UpdateVersion`]: the same.
#[must_use]
pub fn version(name: &str, version: &str) -> String {
    format!("{ENVIRONMENTS}/{name}/versions/{version}")
}

/// `POST`: takes a version out of the lists of Azure's clients; the [`crate::Version`].
#[must_use]
pub fn archive_version(name: &str, version: &str) -> String {
    format!("{}/archive", self::version(name, version))
}

/// `POST`: undoes [`archive_version`].
#[must_use]
pub fn restore_version(name: &str, version: &str) -> String {
    format!("{}/restore", self::version(name, version))
}

/// `GET`: the version as text in one of the forms `conda`, `requirements`, `dockerfile`, `v1`, `v2`, `lock`, `devcontainer`.
#[must_use]
pub fn export(name: &str, version: &str, form: &str) -> String {
    format!("{ENVIRONMENTS}/{name}/versions/{version}/export/{form}")
}

/// `PUT` a [`crate::ChooseImage`]: ties the version to an image; `DELETE`: unties it. Both the [`crate::Version`].
#[must_use]
pub fn tie(name: &str, version: &str) -> String {
    format!("{ENVIRONMENTS}/{name}/versions/{version}/tie")
}

/// `GET`: an [`crate::Image`] by its hash; query `manifest` for another than the current one.
#[must_use]
pub fn image(hash: definition::Digest) -> String {
    format!("{IMAGES}/{hash}")
}

/// `GET`: what an image holds as text in one of the forms `lock`, `spdx`, `cyclonedx`; query `manifest` for another than
/// the current one.
#[must_use]
pub fn image_export(hash: definition::Digest, form: &str) -> String {
    format!("{IMAGES}/{hash}/export/{form}")
}

/// `GET`: an [`crate::ImageHistory`].
#[must_use]
pub fn image_history(hash: definition::Digest) -> String {
    format!("{IMAGES}/{hash}/history")
}

/// `POST` a [`crate::ChooseImage`]: makes an older image the current one; the [`crate::Image`].
#[must_use]
pub fn restore_image(hash: definition::Digest) -> String {
    format!("{IMAGES}/{hash}/restore")
}

/// `GET`: what a rebuild would touch, a [`crate::RebuildOutlook`].
#[must_use]
pub fn rebuild(hash: definition::Digest) -> String {
    format!("{IMAGES}/{hash}/rebuild")
}

/// `GET`: what the indexes hold today for the definition of an image, a [`crate::Today`]; may take as long as resolving.
#[must_use]
pub fn today(hash: definition::Digest) -> String {
    format!("{IMAGES}/{hash}/today")
}

/// `GET`: the audit trail as a file, `csv` or `jsonl`; the filters of [`ACTIVITY`].
#[must_use]
pub fn activity_export(form: &str) -> String {
    format!("{ACTIVITY}/export/{form}")
}

/// `GET`: a [`crate::Build`].
#[must_use]
pub fn build(id: i64) -> String {
    format!("{BUILDS}/{id}")
}

/// `POST`: stops the build; the [`crate::Build`].
#[must_use]
pub fn cancel(id: i64) -> String {
    format!("{BUILDS}/{id}/cancel")
}

/// `POST`: builds the same definition again; the new [`crate::Build`].
#[must_use]
pub fn retry(id: i64) -> String {
    format!("{BUILDS}/{id}/retry")
}

/// `GET`: the log as text; query `from` and `to` are line numbers.
#[must_use]
pub fn build_log(id: i64) -> String {
    format!("{BUILDS}/{id}/log")
}

/// `GET`: a stream of [`crate::BuildEvent`], ends with the build.
#[must_use]
pub fn build_events(id: i64) -> String {
    format!("{BUILDS}/{id}/events")
}

/// `GET`: a [`crate::Run`].
#[must_use]
pub fn run(id: i64) -> String {
    format!("{RUNS}/{id}")
}

/// `POST`: stops the run; the [`crate::Run`].
#[must_use]
pub fn cancel_run(id: i64) -> String {
    format!("{RUNS}/{id}/cancel")
}

/// `GET`: the log as text; query `from` and `to` are line numbers.
#[must_use]
pub fn run_log(id: i64) -> String {
    format!("{RUNS}/{id}/log")
}

/// `GET`: a stream of [`crate::RunEvent`], ends with the run.
#[must_use]
pub fn run_events(id: i64) -> String {
    format!("{RUNS}/{id}/events")
}

/// `GET`: a [`crate::Context`] by its digest.
#[must_use]
pub fn context(digest: definition::Digest) -> String {
    format!("{CONTEXTS}/{digest}")
}

/// `GET`: the files of a build context as a tar archive.
#[must_use]
pub fn context_archive(digest: definition::Digest) -> String {
    format!("{CONTEXTS}/{digest}/archive")
}

/// `GET`: the [`crate::PackageNames`] of `pip` or `conda`, query `search`, `limit`, `channels`.
#[must_use]
pub fn packages(source: &str) -> String {
    format!("{PACKAGES}/{source}")
}

/// `GET`: the [`crate::PackageVersions`] of one package, query `channels`.
#[must_use]
pub fn package(source: &str, name: &str) -> String {
    format!("{PACKAGES}/{source}/{name}")
}
