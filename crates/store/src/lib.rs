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
pub mod contexts;
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
pub mod uploads;
pub mod versions;

pub use strip::Strip;

use sqlx::{
    Connection as _, Sqlite, SqlitePool, Transaction,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{any::Any, path::Path, sync::Arc, time::Duration};

/// Why a query failed.
pub type Error = sqlx::Error;

/// A connection to read with, or one inside a write.
pub type Connection = sqlx::SqliteConnection;

/// A write in progress; dropped without commit, it never happened.
pub type Write = Transaction<'static, Sqlite>;

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    reads: SqlitePool,
    writes: SqlitePool,
    _guard: Arc<dyn Any + Send + Sync>,
}

impl Store {
    /// Opens the database in this folder, creates it when there is none, and migrates its tables. The guard is held until
    /// the last handle is dropped: nobody else may use the folder while anybody here may write.
    pub async fn open(folder: &Path, guard: impl Any + Send + Sync) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("workspace.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An acknowledged version survives the machine losing power, not only the process.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10));
        let writes = SqlitePoolOptions::new()
            .max_connections(1)
            // A commit that the disk had no room for was taken back by the database, which the connection does not
            // know: it would begin no write any more.
            .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
            .connect_with(options.clone())
            .await?;
        sqlx::migrate!("./migrations").run(&writes).await?;
        // All of it or nothing, so that the next start does what this one could not end.
        let mut write = writes.begin_with("BEGIN IMMEDIATE").await?;
        environments::search::fill_missing(&mut write).await?;
        write.commit().await?;
        let reads = SqlitePoolOptions::new().max_connections(8).connect_with(options.read_only(true)).await?;
        Ok(Self { reads, writes, _guard: Arc::new(guard) })
    }

    /// A connection to read with.
    pub async fn read(&self) -> Result<PoolConnection<Sqlite>, sqlx::Error> {
        self.reads.acquire().await
    }

    /// Begins a write; waits for the one before.
    pub async fn write(&self) -> Result<Write, sqlx::Error> {
        self.writes.begin_with("BEGIN IMMEDIATE").await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT 1").execute(&mut *self.read().await?).await.map(drop)
    }

    /// How large the database is, in bytes, without what was not yet moved into its file.
    pub async fn size(&self) -> Result<u64, sqlx::Error> {
        sqlx::query_scalar("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
            .fetch_one(&mut *self.read().await?)
            .await
            .map(from_db_int)
    }

    /// Waits for what runs and closes the files.
    pub async fn close(&self) {
        self.reads.close().await;
        self.writes.close().await;
    }
}

/// A value that the database gives back in a form that was never written.
pub fn corrupt(error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}

/// A stored value whose text cannot be read, with the reason.
pub fn unreadable(reason: String) -> Error {
    sqlx::Error::Decode(reason.into())
}

/// Whether a write failed because the disk is full (`SQLITE_FULL`).
pub fn is_full(error: &Error) -> bool {
    matches!(error, sqlx::Error::Database(error) if error.code().as_deref() == Some("13"))
}

/// JSON text of a value of our own; these have no keys or numbers that JSON lacks.
pub fn json<T: serde::Serialize>(value: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

/// The value of JSON text that [`json`] wrote.
pub fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(corrupt)
}

/// A number as the database holds it.
pub fn to_db_int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number that the database holds, never negative.
pub fn from_db_int(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
