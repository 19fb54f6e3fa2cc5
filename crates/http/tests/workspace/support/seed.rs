//! The database of a workspace behind its back: images that nobody built, put there as builds would have left them, and what
//! goes wrong with a database.

use definition::{Definition, Digests, HASH_VERSION, canonical};
use serde_json::Value;
use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{path::Path, time::Duration};

/// The server waits for 10 seconds.
const LONG_WAIT: Duration = Duration::from_secs(13);

async fn open(folder: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(folder.join("workspace.db")).connect().await.unwrap()
}

/// Records an image of each definition, the last one built last.
pub async fn images(folder: &Path, definitions: &[Value]) {
    let mut connection = open(folder).await;
    let mut write = connection.begin().await.unwrap();
    for (number, definition) in definitions.iter().enumerate() {
        let digests = canonical(&Definition::from_json(definition).unwrap()).unwrap().digests();
        let number = i64::try_from(number).unwrap() + 1;
        for table in [
            "INSERT INTO builds (id, state, rebuild, cancelling, interruptions, queued_at, log_lines, definition,
                base, steps, python, spark, stage, image, filled, hash_version)
             VALUES ($1, 'succeeded', FALSE, FALSE, 0, $2, 0, $3, $4, $5, $6, $7, $8, $9, 0, $10)",
            "INSERT INTO images (manifest, current, built_at, build, duration, repository, size, layers, dockerfile, lock,
                definition, base, steps, python, spark, stage, image, filled, hash_version)
             VALUES (printf('sha256:%064x', $1), TRUE, $2, $1, 0, 'env', 0, '[]', '', '[]', $3, $4, $5, $6, $7, $8, $9, 0, $10)",
            "INSERT INTO image_changes (change, image) VALUES ($1, $9)",
            "INSERT INTO fingerprints_missing (image) VALUES ($9)",
        ] {
            sqlx::query(table)
                .bind(number)
                .bind(format!("2026-01-01T00:00:00.{number:03}Z"))
                .bind(definition.to_string())
                .bind(digests.base.to_string())
                .bind(digests.steps.to_string())
                .bind(digests.python.to_string())
                .bind(digests.spark.to_string())
                .bind(digests.stage.to_string())
                .bind(digests.image.to_string())
                .bind(HASH_VERSION)
                .execute(&mut *write)
                .await
                .unwrap();
        }
    }
    write.commit().await.unwrap();
}

/// For how many images the registry answered.
pub async fn compared(folder: &Path) -> i64 {
    let query = sqlx::query_scalar("SELECT COUNT(*) FROM images WHERE checked_at IS NOT NULL");
    query.fetch_one(&mut open(folder).await).await.unwrap()
}

/// Whether the workspace has put all images into the index of the nearest.
pub async fn is_indexed(folder: &Path) -> bool {
    let mut connection = open(folder).await;
    let missing = sqlx::query_scalar("SELECT COUNT(*) FROM fingerprints_missing").fetch_one(&mut connection).await;
    let missing: i64 = missing.unwrap();
    missing == 0
}

/// Takes an image out, as whoever removes one does.
pub async fn remove(folder: &Path, digests: &Digests) {
    let mut connection = open(folder).await;
    let mut write = connection.begin().await.unwrap();
    for query in [
        "UPDATE images SET current = FALSE WHERE image = $1",
        "INSERT INTO image_changes (change, image) SELECT MAX(change) + 1, $1 FROM image_changes",
        "INSERT INTO fingerprints_missing (image) VALUES ($1)",
    ] {
        sqlx::query(query).bind(digests.image.to_string()).execute(&mut *write).await.unwrap();
    }
    write.commit().await.unwrap();
}

/// Carries out statements that no server would.
pub async fn execute(folder: &Path, statements: &'static str) {
    sqlx::raw_sql(statements).execute(&mut open(folder).await).await.unwrap();
}

/// Keeps everybody else from writing, for longer than the server waits for one attempt.
pub async fn block_writes(folder: &Path) {
    let mut writer = open(folder).await;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut writer).await.unwrap();
    let options = SqliteConnectOptions::new().filename(folder.join("workspace.db")).busy_timeout(LONG_WAIT);
    let mut patient = options.connect().await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut patient).await.expect_err("the database is blocked");
    sqlx::raw_sql("ROLLBACK").execute(&mut writer).await.unwrap();
}

/// Leaves the database as the migration does that adds what environments are found by: without it.
pub async fn forget_search_text(folder: &Path) {
    let mut connection = open(folder).await;
    sqlx::query("UPDATE environments SET search_text = NULL").execute(&mut connection).await.unwrap();
}
