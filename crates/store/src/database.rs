//! The database as a whole: opened, migrated, read and written.

use crate::{
    connection::{Write, from_db_int},
    environments::search,
};
use sqlx::{
    Connection as _, Sqlite, SqlitePool,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{any::Any, path::Path, sync::Arc, time::Duration};

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
        search::fill_missing(&mut write).await?;
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
