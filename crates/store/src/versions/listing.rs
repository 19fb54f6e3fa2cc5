//! Versions by registration, with or without archived ones.

use super::{VersionRow, before as before_sequence};
use crate::{Connection, environments::listing::ArchivedFilter};

/// At most `limit` versions of an environment, newest first, all registered before the one in this place of the order.
pub async fn list(
    connection: &mut Connection,
    environment: &str,
    filter: ArchivedFilter,
    before: i64,
    limit: i64,
) -> Result<Vec<VersionRow>, sqlx::Error> {
    let mut found: Vec<VersionRow> = Vec::new();
    let mut before = before;
    loop {
        let part = before_sequence(connection, environment, before, limit).await?;
        let Some(last) = part.last().map(|last| last.sequence) else { break };
        before = last;
        found.extend(part.into_iter().filter(|version| filter.includes(version.archived)));
        if i64::try_from(found.len()).unwrap_or(i64::MAX) >= limit {
            break;
        }
    }
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}
