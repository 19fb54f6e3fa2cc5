//! Images that nobody built, put into the registry and the database of a workspace as builds would have.

use crate::{Outcome, Terrarium};
use definition::{Definition, Digest, HASH_VERSION, canonical, edit::rows};
use serde_json::json;
use sqlx::{ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};

/// The statements that record one image.
const STATEMENTS: [&str; 5] = [
    "INSERT INTO builds (id, state, rebuild, cancelling, interruptions, queued_at, log_lines, definition,
        base, steps, python, spark, stage, image, filled, packages, hash_version)
     VALUES ($1, 'succeeded', FALSE, FALSE, 0, $2, 0, $3, $4, $5, $6, $7, $8, $9, 0, $11, $13)",
    "INSERT INTO build_steps (build, position, kind, state, started_at, finished_at, detail)
     VALUES ($1, 0, 'stage', 'done', $2, $12, ''), ($1, 1, 'python', 'done', $2, $12, ''),
        ($1, 2, 'push', 'done', $2, $12, '')",
    "INSERT INTO images (manifest, current, built_at, build, duration, repository, size, layers, dockerfile, lock,
        definition, base, steps, python, spark, stage, image, filled, hash_version)
     VALUES ($10, TRUE, $2, $1, 0, 'terrarium/env', 0, '[]', '', '[]', $3, $4, $5, $6, $7, $8, $9, 0, $13)",
    "INSERT INTO image_changes (change, image) VALUES ($1, $9)",
    "INSERT INTO fingerprints_missing (image) VALUES ($9)",
];

/// Records an image of each definition, in order of building, in a workspace without images. In the registry they are all
/// the same empty image.
///
/// # Errors
/// When the registry or the database refuses, or the workspace has images.
pub async fn insert_images(terrarium: &Terrarium, definitions: impl Iterator<Item = Definition>) -> Outcome<()> {
    let manifest = empty_image(terrarium).await?;
    let database = terrarium.data().join("workspace.db");
    let mut connection = SqliteConnectOptions::new().filename(database).connect().await?;
    let mut write = connection.begin_with("BEGIN IMMEDIATE").await?;
    for (number, definition) in (1_i64..).zip(definitions) {
        let digests = canonical(&definition)?.digests();
        let packages = i64::try_from(rows(&definition).len())?;
        for statement in STATEMENTS {
            sqlx::query(statement)
                .bind(number)
                .bind(format!("2026-01-01T00:00:00.{number:09}Z"))
                .bind(definition.to_json().to_string())
                .bind(digests.base.to_string())
                .bind(digests.steps.to_string())
                .bind(digests.python.to_string())
                .bind(digests.spark.to_string())
                .bind(digests.stage.to_string())
                .bind(digests.image.to_string())
                .bind(&manifest)
                .bind(packages)
                .bind(format!("2026-01-01T00:01:00.{number:09}Z"))
                .bind(HASH_VERSION)
                .execute(&mut *write)
                .await?;
        }
    }
    write.commit().await?;
    connection.close().await?;
    Ok(())
}

/// Pushes an image without layers and returns its manifest digest.
///
/// # Errors
/// When the registry refuses.
pub async fn empty_image(terrarium: &Terrarium) -> Outcome<String> {
    let port = std::fs::read_to_string(terrarium.data().join("registry").join("port"))?;
    let registry = format!("http://127.0.0.1:{}", port.trim());
    let http = reqwest::Client::new();
    let configuration = json!({ "architecture": "amd64", "os": "linux", "config": {},
        "rootfs": { "type": "layers", "diff_ids": [] } })
    .to_string();
    let digest = |text: &str| format!("sha256:{}", Digest::of(text));
    let upload = http.post(format!("{registry}/v2/terrarium/env/blobs/uploads/")).send().await?.error_for_status()?;
    let location = upload.headers().get("location").ok_or("the registry returned no upload location")?.to_str()?;
    let location = if location.starts_with('/') { format!("{registry}{location}") } else { location.to_owned() };
    let separator = if location.contains('?') { '&' } else { '?' };
    let put = http.put(format!("{location}{separator}digest={}", digest(&configuration)));
    put.header("content-type", "application/octet-stream")
        .body(configuration.clone())
        .send()
        .await?
        .error_for_status()?;
    let manifest = json!({ "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": { "mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest(&configuration),
            "size": configuration.len() }, "layers": [] })
    .to_string();
    let put = http.put(format!("{registry}/v2/terrarium/env/manifests/{}", digest(&manifest)));
    let put = put.header("content-type", "application/vnd.oci.image.manifest.v1+json");
    put.body(manifest.clone()).send().await?.error_for_status()?;
    Ok(digest(&manifest))
}
