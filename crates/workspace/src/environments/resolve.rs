//! The version that somebody means.

use crate::{
    Error,
    input::{LATEST, Name},
};
use store::{
    Connection,
    versions::{self, VersionRow},
};

/// The row of a version, `latest` being the newest, and the number of the newest one.
pub async fn resolve_version(
    connection: &mut Connection,
    name: &Name,
    version: &str,
) -> Result<(VersionRow, String), Error> {
    let newest = versions::newest(connection, name.as_str()).await?;
    let newest = newest.ok_or_else(|| Error::not_found(format!("environment {}", name.as_str())))?;
    let latest = newest.key.version.clone();
    if version == LATEST || version == latest {
        return Ok((newest, latest));
    }
    let stored = versions::get(connection, name.as_str(), version).await?;
    let stored = stored.ok_or_else(|| Error::not_found(format!("version {version} of {}", name.as_str())))?;
    Ok((stored, latest))
}
