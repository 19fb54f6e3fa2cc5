//! The folders that runs bring along: uploaded file by file, then given an id.

use crate::{
    Error, Workspace,
    azure::{address::Place, context, storage},
    http::extract::{Json, Path},
    store::{contexts, snapshots},
};
use api::code;
use axum::{Router, extract::State, routing::post};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

/// What stands in a path as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// How many files a folder has at most.
const MOST: usize = 20_000;

/// The paths below a workspace.
pub fn router() -> Router<Workspace> {
    Router::new().route("/snapshots/getblob", post(places)).route("/snapshots/{id}", post(keep))
}

/// The files that a client wants to upload.
#[derive(Deserialize)]
struct Files {
    #[serde(rename = "FileNames")]
    names: Vec<String>,
}

/// A folder whose files were uploaded.
#[derive(Deserialize)]
struct Folder {
    #[serde(rename = "ParentSnapshotId")]
    parent: Option<String>,
    #[serde(rename = "FileRevisionList")]
    revisions: Revisions,
}

#[derive(Deserialize)]
struct Revisions {
    #[serde(rename = "FileNodes")]
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "FullName")]
    name: String,
    #[serde(rename = "BlobUri")]
    address: String,
}

/// The id of a path.
#[derive(Deserialize)]
struct Named {
    id: String,
}

/// Where each file may be uploaded to.
async fn places(
    State(workspace): State<Workspace>,
    place: Place,
    Json(Files { names }): Json<Files>,
) -> Result<axum::Json<Value>, Error> {
    if names.len() > MOST {
        return Err(Error::refuse(code::TOO_LARGE, format!("the folder has more than {MOST} files"))
            .help("Keep out with .amlignore what the run does not need"));
    }
    let folder = fresh(&workspace);
    let access = storage::shared_access(&workspace);
    let node = |name: String| {
        let path = utf8_percent_encode(&name, KEPT);
        let address = format!("{}/{}/{folder}/{path}?{access}", place.origin.0, storage::CONTAINER);
        json!({ "fullName": name, "blobUri": address })
    };
    Ok(axum::Json(json!({ "fileNodes": names.into_iter().map(node).collect::<Vec<_>>() })))
}

/// A folder that no other upload has.
fn fresh(workspace: &Workspace) -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let now = workspace.settings.clock.now().unix_timestamp_nanos();
    format!("snapshot-{now}-{}", LAST.fetch_add(1, Ordering::Relaxed))
}

/// Keeps the files of a folder by their digest. Clients that send only what changed send everything once more.
async fn keep(
    State(workspace): State<Workspace>,
    Path(Named { id }): Path<Named>,
    Json(Folder { parent, revisions }): Json<Folder>,
) -> Result<axum::Json<Value>, Error> {
    if parent.is_some() {
        return Err(Error::refuse(code::INVALID_PARAMETER, "folders are taken whole, not as changes of another")
            .field("ParentSnapshotId")
            .help("Send every file; the client does so when it is told this"));
    }
    let invalid =
        || Error::refuse(code::INVALID_PARAMETER, "a file has another address than it was given").field("BlobUri");
    let file =
        revisions.files.first().ok_or_else(|| Error::refuse(code::MISSING_CONTEXT, "the folder has no files"))?;
    let address = url::Url::parse(&file.address).map_err(|_| invalid())?;
    let (_, rest) = address.path().split_once("/snapshot-").ok_or_else(invalid)?;
    let folder = rest.split('/').next().unwrap_or_default();
    let begins = format!("{}/{}/snapshot-{folder}/", address.origin().ascii_serialization(), storage::CONTAINER);
    if revisions.files.iter().any(|file| !file.address.starts_with(&begins)) {
        return Err(invalid());
    }
    let digest = context::folder(&workspace, &begins).await?;
    let mut write = workspace.store.write().await?;
    contexts::need(&mut write, digest).await?;
    snapshots::insert(&mut write, &id, digest).await?;
    write.commit().await?;
    tracing::debug!(id, file = file.name, "a folder was taken");
    Ok(axum::Json(json!({ "id": id })))
}
