//! Builds that were not made, because their image was there or was being made for somebody else.

use crate::{Connection, from_db_int, to_db_int};

/// A reuse to record.
#[derive(Clone, Copy, Debug)]
pub struct NewReuse<'a> {
    /// The hash.
    pub hash: &'a str,
    /// The manifest digest of the image that was reused.
    pub manifest: &'a str,
    /// When.
    pub at: &'a str,
    /// How long the build would have taken, in milliseconds.
    pub saved: u64,
    /// How much it would have written, in bytes.
    pub bytes: u64,
}

/// Records a reuse.
pub async fn insert(connection: &mut Connection, new: &NewReuse<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO reuses (id, image, manifest, at, saved, bytes)
         SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, $4, $5 FROM reuses",
    )
    .bind(new.hash)
    .bind(new.manifest)
    .bind(new.at)
    .bind(to_db_int(new.saved))
    .bind(to_db_int(new.bytes))
    .execute(connection)
    .await?;
    Ok(())
}

/// What reusing images saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Savings {
    /// How many builds were not made.
    pub builds: u64,
    /// How long these would have taken, in milliseconds.
    pub time: u64,
    /// How much they would have written, in bytes.
    pub bytes: u64,
    /// When an image was reused for the first time.
    pub since: Option<String>,
}

type Sums = (i64, i64, i64, Option<String>);

/// What reusing images of this hash saved.
pub async fn savings_of(connection: &mut Connection, hash: &str) -> Result<Savings, sqlx::Error> {
    sqlx::query_as::<_, Sums>(
        "SELECT COUNT(*), COALESCE(SUM(saved), 0), COALESCE(SUM(bytes), 0), MIN(at) FROM reuses WHERE image = $1",
    )
    .bind(hash)
    .fetch_one(connection)
    .await
    .map(savings)
}

/// What reusing images saved in all.
pub async fn total_savings(connection: &mut Connection) -> Result<Savings, sqlx::Error> {
    sqlx::query_as::<_, Sums>("SELECT COUNT(*), COALESCE(SUM(saved), 0), COALESCE(SUM(bytes), 0), MIN(at) FROM reuses")
        .fetch_one(connection)
        .await
        .map(savings)
}

fn savings((builds, time, bytes, since): Sums) -> Savings {
    Savings { builds: from_db_int(builds), time: from_db_int(time), bytes: from_db_int(bytes), since }
}
