//! The requests of Azure's blob storage that clients make: whole files, files in blocks, what is written about them.

use super::reply::{about, described, refusal};
use api::code;
use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use http::{CurrentActor, Error, extract};
use quick_xml::de::from_str;
use serde::Deserialize;
use std::collections::BTreeMap;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;
use workspace::{Workspace, uploads::io_error};

/// What the query says of a request.
#[derive(Deserialize)]
pub struct Asked {
    comp: Option<String>,
    blockid: Option<String>,
}

/// The blocks that a file is made of.
#[derive(Deserialize)]
struct Blocks {
    #[serde(rename = "$value", default)]
    blocks: Vec<Block>,
}

/// One of them; it does not matter here whether it was committed before.
#[derive(Deserialize)]
enum Block {
    #[serde(alias = "Committed", alias = "Uncommitted")]
    Latest(String),
}

/// The container is there.
pub async fn make_container() -> Response {
    refusal(StatusCode::CONFLICT, "ContainerAlreadyExists", "the container is there already")
}

/// Keeps a file, a block of one, what is written about one, or puts one together.
pub async fn put(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(path): Path<String>,
    extract::Query(asked): extract::Query<Asked>,
    request: Request,
) -> Result<Response, Error> {
    let metadata = metadata(request.headers())?;
    match asked.comp.as_deref() {
        None => {
            let only_new = request.headers().get(header::IF_NONE_MATCH).is_some_and(|value| value == "*");
            match workspace
                .uploads
                .put(&actor, &path, metadata, only_new, request.into_body().into_data_stream())
                .await?
            {
                Some(blob) => Ok((StatusCode::CREATED, about(&blob)).into_response()),
                None => Err(Error::refuse(code::CONFLICT, "the file is there already")),
            }
        }
        Some("metadata") => match workspace.uploads.annotate(&actor, &path, metadata).await? {
            Some(blob) => Ok(about(&blob).into_response()),
            None => Err(Error::not_found("such file")),
        },
        Some("block") => {
            let block = asked.blockid.ok_or_else(|| Error::refuse(code::INVALID_PARAMETER, "the block has no id"))?;
            workspace.uploads.put_block(&actor, &path, &block, request.into_body().into_data_stream()).await?;
            Ok(StatusCode::CREATED.into_response())
        }
        Some("blocklist") => {
            let text = extract::text(request.into_body()).await?;
            let list: Blocks = from_str(&text).map_err(|error| {
                Error::refuse(code::MALFORMED, format!("the list of blocks cannot be read: {error}"))
            })?;
            let ids: Vec<String> = list.blocks.into_iter().map(|Block::Latest(id)| id).collect();
            let blob = workspace.uploads.put_blocks(&actor, &path, metadata, &ids).await?;
            Ok((StatusCode::CREATED, about(&blob)).into_response())
        }
        Some(_) => Err(Error::refuse(code::INVALID_PARAMETER, "this storage does not do that with files")),
    }
}

/// A file, whole or in part.
pub async fn get(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let blob = workspace.uploads.get(&actor, &path).await?.ok_or_else(|| Error::not_found("such file"))?;
    let mut file = workspace.uploads.open_content(&actor, &blob).await?;
    let mut told = described(&blob);
    let range = headers.get("x-ms-range").or(headers.get(header::RANGE)).and_then(|value| value.to_str().ok());
    let (status, from, length) = match range.map(|range| part(range, blob.size)) {
        None => (StatusCode::OK, 0, blob.size),
        Some(None) => return Ok(refusal(StatusCode::RANGE_NOT_SATISFIABLE, "InvalidRange", "the file is shorter")),
        Some(Some((from, to))) => {
            let text = format!("bytes {from}-{to}/{}", blob.size);
            told.extend(HeaderValue::from_str(&text).ok().map(|value| (header::CONTENT_RANGE, value)));
            (StatusCode::PARTIAL_CONTENT, from, to - from + 1)
        }
    };
    told.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    file.seek(std::io::SeekFrom::Start(from)).await.map_err(|error| io_error(&error))?;
    Ok((status, told, Body::from_stream(ReaderStream::new(file.take(length)))).into_response())
}

/// Forgets a file.
pub async fn delete(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    Path(path): Path<String>,
) -> Result<StatusCode, Error> {
    if workspace.uploads.delete(&actor, &path).await? {
        Ok(StatusCode::ACCEPTED)
    } else {
        Err(Error::not_found("such file"))
    }
}

/// First and last byte of `bytes=FROM-TO` in a file of this size; none when nothing of it is there.
fn part(range: &str, size: u64) -> Option<(u64, u64)> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let from: u64 = from.parse().ok()?;
    let last = size.checked_sub(1)?;
    let to = if to.is_empty() { last } else { to.parse::<u64>().ok()?.min(last) };
    (from <= to).then_some((from, to))
}

/// What a client writes about a file: the headers `x-ms-meta-NAME`.
fn metadata(headers: &HeaderMap) -> Result<BTreeMap<String, String>, Error> {
    let mut metadata = BTreeMap::new();
    let mut size = 0;
    for (name, value) in headers {
        let Some(name) = name.as_str().strip_prefix("x-ms-meta-") else { continue };
        let value = value.to_str().map_err(|_| Error::refuse(code::INVALID_PARAMETER, "metadata is plain text"))?;
        size += name.len() + value.len();
        metadata.insert(name.to_owned(), value.to_owned());
    }
    if size > 8 << 10 {
        return Err(Error::refuse(code::TOO_LARGE, "there are more than 8 KiB of metadata"));
    }
    Ok(metadata)
}
