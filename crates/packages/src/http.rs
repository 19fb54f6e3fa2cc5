//! The HTTP client of downloads.

use crate::error::PackageError;
use std::{io, time::Duration};

/// How long a server may send nothing where no build says otherwise.
pub(crate) const DEFAULT_READ_TIMEOUT: Duration = Duration::from_mins(1);
/// The longest time to connect.
const MAX_CONNECT_TIMEOUT: Duration = Duration::from_secs(20);

/// A client that gives up when a server sends nothing for this long. A large archive may take longer than that in all.
pub(crate) fn download_client(read_timeout: Duration) -> Result<reqwest::Client, PackageError> {
    let client = reqwest::Client::builder()
        .connect_timeout(read_timeout.min(MAX_CONNECT_TIMEOUT))
        .read_timeout(read_timeout)
        .build();
    Ok(client.map_err(io::Error::other)?)
}
