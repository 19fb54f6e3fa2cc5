//! The folders that runs bring along: uploaded file by file, then given an id.

use crate::{address::Place, context, storage};
use api::code;
use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use http::{
    CurrentActor, Error,
    extract::{Json, Path},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU64, Ordering},
};
use workspace::Workspace;

/// What stands in a path as it is.
const UNESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// The id of a folder with nothing in it.
const EMPTY_SNAPSHOT: &str = "00000000-0000-0000-0000-000000000000";
/// How many files a folder has at most.
const MAX_FILES: usize = 20_000;

/// The paths below a workspace.
pub fn router() -> Router<Workspace> {
    Router::new()
        .route("/snapshots/latest/metadata", get(latest))
        .route("/snapshots/getblob", post(places))
        .route("/snapshots/{id}", post(keep))
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
    #[serde(rename = "BlobUri")]
    address: String,
}

/// The id of a path.
#[derive(Deserialize)]
struct Named {
    id: String,
}

/// The folder that clients compare theirs with: an empty one, so that they send all of it.
async fn latest() -> axum::Json<Value> {
    let root = json!({ "name": "", "hash": null, "type": "Directory", "timestamp": null, "children": {} });
    axum::Json(json!({ "root": root, "id": EMPTY_SNAPSHOT }))
}

/// Where each file may be uploaded to.
async fn places(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    place: Place,
    Json(Files { names }): Json<Files>,
) -> Result<axum::Json<Value>, Error> {
    if names.len() > MAX_FILES {
        return Err(Error::refuse(code::TOO_LARGE, format!("the folder has more than {MAX_FILES} files"))
            .help("Keep out with .amlignore what the run does not need"));
    }
    let folder = fresh(&workspace);
    let access = storage::shared_access(&workspace, &actor);
    // The client makes `https://ACCOUNT.blob.DOMAIN` of the first three parts of the host: before an `@` they are no part of
    // it.
    let origin = place.origin.0.replacen("://", "://storage.blob.local@", 1);
    let node = |name: String| {
        let path = utf8_percent_encode(&name, UNESCAPED);
        let address = format!("{origin}/{}/{folder}/{path}?{access}", storage::CONTAINER);
        json!({ "fullName": name, "blobUri": address })
    };
    Ok(axum::Json(json!({ "fileNodes": names.into_iter().map(node).collect::<Vec<_>>() })))
}

/// A folder that no other upload has.
fn fresh(workspace: &Workspace) -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let now = workspace.clock.now().unix_timestamp_nanos();
    format!("snapshot-{now}-{}", LAST.fetch_add(1, Ordering::Relaxed))
}

/// Keeps the files of a folder by their digest. Clients that send only what changed send everything once more.
async fn keep(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(Named { id }): Path<Named>,
    Json(Folder { parent, revisions }): Json<Folder>,
) -> Result<axum::Json<Value>, Error> {
    if parent.is_some_and(|parent| parent != EMPTY_SNAPSHOT) {
        return Err(Error::refuse(code::INVALID_PARAMETER, "folders are taken whole, not as changes of another")
            .field("ParentSnapshotId")
            .help("Send every file; the client does so when it is told this"));
    }
    let invalid =
        || Error::refuse(code::INVALID_PARAMETER, "a file has another address than it was given").field("BlobUri");
    let folders = revisions.files.iter().map(|file| folder(&file.address)).collect::<Option<BTreeSet<_>>>();
    let folders = folders.ok_or_else(invalid)?;
    let [folder] = &folders.into_iter().collect::<Vec<_>>()[..] else { return Err(invalid()) };
    let digest = context::folder(&workspace, &actor, folder).await?;
    workspace.snapshots.insert(&actor, &id, digest).await?;
    Ok(axum::Json(json!({ "id": id })))
}

/// The address of the folder of uploads that a file is in.
fn folder(address: &str) -> Option<String> {
    let address = url::Url::parse(address).ok()?;
    let rest = address.path().strip_prefix(&format!("/{}/snapshot-", storage::CONTAINER))?;
    let (folder, _) = rest.split_once('/')?;
    Some(format!("http://localhost/{}/snapshot-{folder}/", storage::CONTAINER))
}
