//! Connections, and values as the database holds them.

use sqlx::{Sqlite, Transaction};

/// Why a query failed.
pub type Error = sqlx::Error;

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
