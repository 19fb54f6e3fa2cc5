//! What trying images found.

use crate::{Connection, from_json, json};
use api::Trial;
use definition::Digest;
use serde::{Deserialize, Serialize};

/// A trial as it is stored with its image, and with what else the image was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialRow {
    /// The report of the builder, in its own form.
    pub found: serde_json::Value,
    /// When.
    pub tried_at: String,
    /// The interpreter that was started, where the definition decides which one that is.
    pub interpreter: Option<String>,
    /// The digest of the variables.
    pub variables: Digest,
}

/// What is known of the images of a hash, by their manifest digest.
pub async fn all(connection: &mut Connection, hash: &str) -> Result<Vec<(String, TrialRow)>, sqlx::Error> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT manifest, trial FROM images WHERE image = $1 AND trial IS NOT NULL")
            .bind(hash)
            .fetch_all(connection)
            .await?;
    rows.into_iter().map(|(manifest, trial)| Ok((manifest, from_json(&trial)?))).collect()
}

/// Writes down what trying an image found.
pub async fn set_for_image(
    connection: &mut Connection,
    hash: &str,
    manifest: &str,
    stored: &TrialRow,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE images SET trial = $3 WHERE image = $1 AND manifest = $2")
        .bind(hash)
        .bind(manifest)
        .bind(json(stored)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes down what trying the image of a build found.
pub async fn set_for_build(connection: &mut Connection, build: i64, trial: &Trial) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE builds SET trial = $2 WHERE id = $1")
        .bind(build)
        .bind(json(trial)?)
        .execute(connection)
        .await?;
    Ok(())
}
