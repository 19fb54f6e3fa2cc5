//! The workspace's database: the only place with SQL.
//!
//! Reads take a connection of the read pool. Writes go through one connection, one transaction at a time, begun as a
//! writer, so that nobody fails halfway because somebody else wrote. Functions here take a connection and know no
//! rule of the workspace; what must happen together is put together by whoever opened the transaction.

#![expect(
    clippy::missing_errors_doc,
    clippy::must_use_candidate,
    reason = "an inner crate: signatures say that a function reads or fails"
)]

pub mod activity;
pub mod builds;
mod connection;
pub mod contexts;
mod database;
pub mod environments;
mod hash_version;
pub mod images;
pub mod logs;
pub mod packages;
pub mod runs;
pub mod snapshots;
mod spelling;
pub mod standing;
mod strip;
pub mod timestamp;
pub mod trials;
pub mod uploads;
pub mod versions;

pub use spelling::{
    Action, BuildState, EnvironmentType, FindingKind, FindingLevel, RunState, RunTrouble, StepKind, StepState,
    TrialOutcome,
};
pub use strip::Strip;

pub use connection::{
    Connection, Error, Write, corrupt, from_db_int, from_json, is_full, json, may_pass, to_db_int, unreadable,
};
pub use database::Store;

/// How the database would answer a query, a step a line.
#[cfg(test)]
async fn plan(connection: &mut Connection, query: &str) -> String {
    use sqlx::Row as _;
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}")));
    let rows = rows.fetch_all(connection).await.expect("the database explains the query");
    rows.iter().map(|row| row.get::<String, _>("detail") + "\n").collect()
}
