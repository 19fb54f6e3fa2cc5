//! The blobs of a registry: layers and configurations, each named by its digest.

use crate::client::Registry;
use futures::TryStreamExt;
use oci_client::Reference;
use std::fs::File;
use tokio_util::io::ReaderStream;

/// How many bytes are sent at once.
const CHUNK_BYTES: usize = 256 * 1024;

impl Registry {
    /// Sends a file of this size to a repository, unless that has it; returns whether it was sent.
    ///
    /// # Errors
    /// What happened, in words.
    pub async fn push_file(&self, repository: &str, digest: &str, size: u64, file: File) -> Result<bool, String> {
        if self.has_blob(repository, digest).await? {
            return Ok(false);
        }
        let reference = self.blob_reference(repository, digest).await;
        let bytes = ReaderStream::with_capacity(tokio::fs::File::from_std(file), CHUNK_BYTES).map_err(Into::into);
        let pushed = self.client().push_blob_stream(&reference, bytes, digest, Some(size)).await;
        pushed.map_err(|error| self.describe_push_error(&error))?;
        Ok(true)
    }

    async fn blob_reference(&self, repository: &str, digest: &str) -> Reference {
        let reference = self.reference(repository, digest);
        self.client().store_auth_if_needed(reference.resolve_registry(), self.authentication()).await;
        reference
    }
}
