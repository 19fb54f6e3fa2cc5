//! The audit trail: written with every change, read in pages, exported as a file.

mod export;
mod record;
mod rows;

pub use export::ExportFormat;
pub use record::{about_image, definition_changes, field_change, image_change, map_changes, record, truncated};
pub use rows::ActivityFilter;

use crate::{
    Error,
    access::{Actor, Resource, authorize},
    clock::stamp,
    input::page,
};
use api::{ActivityList, Permission, code};
use futures::Stream;
use store::Store;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// Reads the audit trail.
#[derive(Clone)]
pub struct AuditTrail {
    store: Store,
}

impl AuditTrail {
    /// The trail in this store.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// A page of entries, newest first.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &ActivityFilter,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<ActivityList, Error> {
        authorize(actor, Permission::ViewActivity, Resource::Workspace)?;
        let before = page::number_cursor(cursor)?;
        let mut connection = self.store.read().await?;
        let filter = rows::stored_filter(filter.clone());
        let mut found = store::activity::list(&mut connection, &filter, before, limit + 1).await?;
        let next = page::cut(&mut found, limit, |last| last.id.to_string());
        Ok(ActivityList { items: found.into_iter().map(rows::to_api).collect(), next })
    }

    /// The entries as the lines of a file, newest first, read in parts as they are sent.
    pub fn export(
        &self,
        actor: &Actor,
        filter: ActivityFilter,
        format: ExportFormat,
    ) -> Result<impl Stream<Item = Result<String, Error>> + Send + use<>, Error> {
        authorize(actor, Permission::ViewActivity, Resource::Workspace)?;
        Ok(export::lines(self.store.clone(), rows::stored_filter(filter), format))
    }
}

/// Parses a time of a query: RFC 3339, or a date, which stands for its beginning in UTC or for its end.
pub fn parse_time(field: &str, text: &str, end: bool) -> Result<String, Error> {
    let day = if end { Duration::DAY } else { Duration::ZERO };
    let parse = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok();
    let date = || parse(&format!("{text}T00:00:00Z"))?.checked_add(day);
    parse(text).or_else(date).map(stamp).ok_or_else(|| {
        Error::refuse(code::INVALID_PARAMETER, "not a valid date or time")
            .field(field)
            .help("Write a date (2026-11-22) or a time with its zone (2026-11-22T09:00:00Z)")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_whole() {
        assert_eq!(parse_time("from", "2026-11-22", false).unwrap(), "2026-11-22T00:00:00.000Z");
        assert_eq!(parse_time("to", "2026-11-22", true).unwrap(), "2026-11-23T00:00:00.000Z");
        assert_eq!(parse_time("to", "2026-11-22T09:30:00+01:00", true).unwrap(), "2026-11-22T08:30:00.000Z");
        assert!(parse_time("from", "yesterday", false).is_err());
    }
}
