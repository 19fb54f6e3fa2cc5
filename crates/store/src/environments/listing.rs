//! Environments by name and versions by registration, with or without archived ones.

use crate::Connection;
use sqlx::{FromRow, QueryBuilder, Sqlite};

/// Whether archived ones are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArchivedFilter {
    /// Those that are not archived.
    #[default]
    Active,
    /// The archived ones.
    Archived,
    /// Both.
    All,
}

impl ArchivedFilter {
    /// Whether something that is archived or not is in it.
    pub fn includes(self, archived: bool) -> bool {
        match self {
            Self::Active => !archived,
            Self::Archived => archived,
            Self::All => true,
        }
    }

    /// The value of a column `archived` that is not wanted.
    fn excluded(self) -> Option<bool> {
        match self {
            Self::Active => Some(true),
            Self::Archived => Some(false),
            Self::All => None,
        }
    }
}

/// An environment.
#[derive(Clone, Debug, FromRow)]
pub struct EnvironmentListing {
    /// Its name.
    pub name: String,
    /// Whether it is hidden from lists.
    pub archived: bool,
    /// Its newest version.
    pub latest: String,
    /// The number that the next version gets.
    pub next: i64,
    /// When its first version was registered.
    pub created_at: String,
    /// When its newest version was registered.
    pub changed_at: String,
    /// Who registered it first.
    pub owner: String,
}

const SELECT: &str = "SELECT e.name, e.archived, e.latest, e.changed_at, e.owner,
    (SELECT MIN(v.registered_at) FROM versions v WHERE v.environment = e.name) AS created_at,
    (SELECT COALESCE(MAX(v.number), 0) + 1 FROM versions v WHERE v.environment = e.name) AS next
    FROM environments e WHERE ";

/// One environment.
pub async fn get(connection: &mut Connection, name: &str) -> Result<Option<EnvironmentListing>, sqlx::Error> {
    let mut query = QueryBuilder::<Sqlite>::new(SELECT);
    query.push("e.name = ").push_bind(name);
    query.build_query_as().fetch_optional(connection).await
}

/// At most `limit` environments by name, all behind `after`.
pub async fn list(
    connection: &mut Connection,
    filter: ArchivedFilter,
    after: &str,
    limit: i64,
) -> Result<Vec<EnvironmentListing>, sqlx::Error> {
    let mut query = QueryBuilder::<Sqlite>::new(SELECT);
    query.push("NOT e.anonymous AND e.name > ").push_bind(after);
    if let Some(archived) = filter.excluded() {
        query.push(" AND e.archived <> ").push_bind(archived);
    }
    query.push(" ORDER BY e.name LIMIT ").push_bind(limit);
    query.build_query_as().fetch_all(connection).await
}
