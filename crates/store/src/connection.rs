//! Connections, and values as the database holds them.

use sqlx::{Sqlite, Transaction};

/// Why a query failed.
pub type Error = sqlx::Error;

/// The primary result codes of the database for what may pass: `SQLITE_BUSY`, `SQLITE_LOCKED`, `SQLITE_NOMEM`, `SQLITE_READONLY`,
/// `SQLITE_INTERRUPT`, `SQLITE_IOERR`, `SQLITE_FULL`, `SQLITE_CANTOPEN` and `SQLITE_PROTOCOL`.
const PASSING_CODES: [u32; 9] = [5, 6, 7, 8, 9, 10, 13, 14, 15];

/// A connection to read with, or one inside a write.
pub type Connection = sqlx::SqliteConnection;

/// A write in progress; dropped without commit, it never happened.
pub type Write = Transaction<'static, Sqlite>;

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

/// Whether a query may succeed when it is tried again, because the database was busy, the disk was full or a read or write
/// of it failed. Any other query fails for its own sake or that of the rows, however often it is tried.
pub fn may_pass(error: &Error) -> bool {
    match error {
        Error::Io(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => true,
        Error::Database(error) => {
            // The extended codes of SQLite have the primary one in their lowest byte.
            let code = error.code().and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff);
            code.is_some_and(|code| PASSING_CODES.contains(&code))
        }
        _ => false,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::{ConnectOptions as _, sqlite::SqliteConnectOptions};
    use std::{path::Path, time::Duration};

    async fn connect(folder: &Path) -> Connection {
        let options = SqliteConnectOptions::new().filename(folder.join("workspace.db")).create_if_missing(true);
        options.busy_timeout(Duration::ZERO).connect().await.unwrap()
    }

    #[tokio::test]
    async fn a_busy_or_full_database_passes_and_a_refused_or_unreadable_row_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let (mut one, mut other) = (connect(folder.path()).await, connect(folder.path()).await);
        for query in ["CREATE TABLE rows (text TEXT NOT NULL CHECK (text <> 'no'))", "BEGIN IMMEDIATE"] {
            sqlx::query(query).execute(&mut one).await.unwrap();
        }
        let busy = sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap_err();
        assert!(may_pass(&busy), "{busy:?}");
        let refused = sqlx::query("INSERT INTO rows VALUES ('no')").execute(&mut one).await.unwrap_err();
        assert!(!may_pass(&refused), "{refused:?}");
        for query in ["INSERT INTO rows VALUES ('text')", "COMMIT", "PRAGMA max_page_count = 1"] {
            sqlx::query(query).execute(&mut one).await.unwrap();
        }
        let full = sqlx::query("INSERT INTO rows VALUES (HEX(ZEROBLOB(1000000)))").execute(&mut one).await.unwrap_err();
        assert!(may_pass(&full) && is_full(&full), "{full:?}");
        let missing = sqlx::query("SELECT * FROM nothing").execute(&mut one).await.unwrap_err();
        assert!(!may_pass(&missing) && !may_pass(&unreadable("no number".into())), "{missing:?}");
    }
}
