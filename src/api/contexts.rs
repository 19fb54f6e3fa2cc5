//! The endpoints of build contexts.

use super::{Failure, Read, request, with_query};
use crate::browser::upload;
use ::api::{Context, UploadedContext, path};
use definition::Digest;
use web_sys::Blob;

/// The files of a build context.
pub fn context(digest: Digest) -> Read<Context> {
    Read::of(path::context(digest))
}

/// Sends the files of a build context as a tar archive; `told` how many bytes were sent.
pub async fn upload_context(
    digest: Digest,
    dockerfile: &str,
    archive: &Blob,
    told: impl Fn(f64) + 'static,
) -> Result<UploadedContext, Failure> {
    let pairs = [("digest", digest.to_string()), ("dockerfile", dockerfile.to_owned())];
    let answer = upload::post(&with_query(path::CONTEXTS, &pairs), "application/x-tar", archive, told).await;
    match answer {
        Ok((200..300, text)) => request::parse(&text),
        Ok((status, text)) => Err(Failure::refused(status, &text)),
        Err(_) => Err(Failure::not_sent()),
    }
}
