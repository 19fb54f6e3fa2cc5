//! The nearest images, by an index of what each has in common with others.
//!
//! An image is in the index while it is the current one of its hash and may be reused; whoever changes that calls
//! [`refresh`] in the same transaction. A search reads a bounded number of rows, however many images there are: of each key
//! it looks at the images built last.

use crate::{Connection, Strip, corrupt, from_json, hash_version::hash_version, json, strip::strip_columns};
use definition::{Definition, Digest, Digests, Fingerprint, canonical};

/// How many images of one key are looked at, those built last.
const IMAGES_PER_KEY: i64 = 32;
/// How many images that share keys are compared with the definition.
const MAX_COMPARED: i64 = 100;
/// How many components two definitions may have in common short of all four: 14 combinations.
const COMBINATIONS: [&[[bool; 4]]; 3] = [
    &[[true, true, true, false], [true, true, false, true], [true, false, true, true], [false, true, true, true]],
    &[
        [true, true, false, false],
        [true, false, true, false],
        [true, false, false, true],
        [false, true, true, false],
        [false, true, false, true],
        [false, false, true, true],
    ],
    &[
        [true, false, false, false],
        [false, true, false, false],
        [false, false, true, false],
        [false, false, false, true],
    ],
];

/// The hashes of at most `limit` other images with the fewest differences, the nearest first, of equals the one built last.
pub async fn by_fingerprint(
    connection: &mut Connection,
    own: Digest,
    fingerprint: &Fingerprint,
    limit: usize,
) -> Result<Vec<Digest>, sqlx::Error> {
    let alike: Vec<(String, String)> = sqlx::query_as(ALIKE)
        .bind(own.to_string())
        .bind(json(&fingerprint.keys().iter().map(|key| key.cast_signed()).collect::<Vec<_>>())?)
        .bind(IMAGES_PER_KEY)
        .bind(MAX_COMPARED)
        .fetch_all(&mut *connection)
        .await?;
    let mut found = Vec::with_capacity(alike.len());
    for (hash, other) in alike {
        found.push((from_json::<Fingerprint>(&other)?.distance(fingerprint, usize::MAX), hash));
    }
    // Stable: of equals, the one built last stays first.
    found.sort_by_key(|(distance, _)| *distance);
    let hashes: Vec<String> = found.into_iter().take(limit).map(|(_, hash)| hash).collect();
    with_newest(connection, own, hashes, limit).await
}

/// The hashes of at most `limit` other images that share most components with these digests, built last first.
pub async fn by_components(
    connection: &mut Connection,
    digests: &Digests,
    limit: usize,
) -> Result<Vec<Digest>, sqlx::Error> {
    let mut hashes: Vec<String> = Vec::new();
    for combinations in COMBINATIONS {
        let missing = limit - hashes.len();
        if missing == 0 {
            break;
        }
        let keys: Vec<i64> = combinations.iter().map(|combination| component_key(digests, *combination)).collect();
        let found: Vec<String> = sqlx::query_scalar(SHARING)
            .bind(digests.image.to_string())
            .bind(json(&keys)?)
            // The definition's own image may be one of them.
            .bind(i64::try_from(limit + 1).unwrap_or(i64::MAX))
            .fetch_all(&mut *connection)
            .await?;
        let new: Vec<String> = found.into_iter().filter(|hash| !hashes.contains(hash)).take(missing).collect();
        hashes.extend(new);
    }
    with_newest(connection, digests.image, hashes, limit).await
}

/// These hashes, and those built last where they are too few.
async fn with_newest(
    connection: &mut Connection,
    own: Digest,
    mut hashes: Vec<String>,
    limit: usize,
) -> Result<Vec<Digest>, sqlx::Error> {
    if hashes.len() < limit {
        let newest: Vec<String> = sqlx::query_scalar(NEWEST)
            .bind(own.to_string())
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(connection)
            .await?;
        let new: Vec<String> = newest.into_iter().filter(|hash| !hashes.contains(hash)).collect();
        hashes.extend(new);
        hashes.truncate(limit);
    }
    hashes.into_iter().map(|hash| hash.parse().map_err(corrupt)).collect()
}

/// The keys are those of `$2`, `json_each` being the table of them. A key that only near ones share counts more than all
/// others together.
pub(crate) const ALIKE: &str = "SELECT f.image, f.fingerprint FROM (
        SELECT k.fingerprint, SUM(CASE WHEN k.key & 1 THEN 1000 ELSE 1 END) AS shared
        FROM json_each($2) wanted JOIN fingerprint_keys k ON k.key = wanted.value AND k.fingerprint >= (
            SELECT MIN(last.fingerprint) FROM (SELECT l.fingerprint FROM fingerprint_keys l WHERE l.key = wanted.value
                ORDER BY l.fingerprint DESC LIMIT $3) last)
        GROUP BY k.fingerprint ORDER BY shared DESC, k.fingerprint DESC LIMIT $4
    ) alike JOIN fingerprints f ON f.id = alike.fingerprint
    WHERE f.image <> $1 ORDER BY alike.fingerprint DESC";

/// The images built last that have any of the keys of `$2`.
pub(crate) const SHARING: &str = "SELECT f.image FROM (
        SELECT DISTINCT k.fingerprint
        FROM json_each($2) wanted JOIN fingerprint_keys k ON k.key = wanted.value AND k.fingerprint >= (
            SELECT MIN(last.fingerprint) FROM (SELECT l.fingerprint FROM fingerprint_keys l WHERE l.key = wanted.value
                ORDER BY l.fingerprint DESC LIMIT $3) last)
    ) sharing JOIN fingerprints f ON f.id = sharing.fingerprint
    WHERE f.image <> $1 ORDER BY f.id DESC LIMIT $3";

pub(crate) const NEWEST: &str = "SELECT image FROM fingerprints WHERE image <> $1 ORDER BY id DESC LIMIT $2";

/// Puts the image of this hash into the index, anew if it is there; takes it out when there is none that may be reused.
pub async fn refresh(connection: &mut Connection, hash: &str) -> Result<(), sqlx::Error> {
    // Every image of a hash has the same components.
    let Some(digests) = digests(connection, hash).await? else { return Ok(()) };
    remove(connection, hash, &digests).await?;
    let definition: Option<String> = sqlx::query_scalar(concat!(
        "SELECT definition FROM images WHERE image = $1 AND current AND hash_version = ",
        hash_version!()
    ))
    .bind(hash)
    .fetch_optional(&mut *connection)
    .await?;
    // An older program may have written what this one does not read any more; such an image is near nothing.
    let Some(fingerprint) = definition.as_deref().and_then(fingerprint) else { return Ok(()) };
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO fingerprints (id, image, fingerprint)
         SELECT COALESCE(MAX(id), 0) + 1, $1, $2 FROM fingerprints RETURNING id",
    )
    .bind(hash)
    .bind(json(&fingerprint)?)
    .fetch_one(&mut *connection)
    .await?;
    sqlx::query("INSERT INTO fingerprint_keys (key, fingerprint) SELECT value, $2 FROM json_each($1)")
        .bind(json(&keys(&fingerprint, &digests))?)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

async fn remove(connection: &mut Connection, hash: &str, digests: &Digests) -> Result<(), sqlx::Error> {
    let removed: Option<(i64, String)> =
        sqlx::query_as("DELETE FROM fingerprints WHERE image = $1 RETURNING id, fingerprint")
            .bind(hash)
            .fetch_optional(&mut *connection)
            .await?;
    let Some((id, fingerprint)) = removed else { return Ok(()) };
    sqlx::query("DELETE FROM fingerprint_keys WHERE (key, fingerprint) IN (SELECT value, $2 FROM json_each($1))")
        .bind(json(&keys(&from_json(&fingerprint)?, digests))?)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts at most `limit` images of those that are missing into the index.
pub async fn add_missing(connection: &mut Connection, limit: i64) -> Result<(), sqlx::Error> {
    let hashes: Vec<String> = sqlx::query_scalar(
        "DELETE FROM fingerprints_missing WHERE rowid IN (
            SELECT rowid FROM fingerprints_missing ORDER BY rowid LIMIT $1) RETURNING image",
    )
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    for hash in &hashes {
        refresh(connection, hash).await?;
    }
    Ok(())
}

/// Whether images are missing in the index.
pub async fn is_missing(connection: &mut Connection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM fingerprints_missing)").fetch_one(connection).await
}

async fn digests(connection: &mut Connection, hash: &str) -> Result<Option<Digests>, sqlx::Error> {
    let strip: Option<Strip> =
        sqlx::query_as(concat!("SELECT ", strip_columns!("i"), " FROM images i WHERE i.image = $1 LIMIT 1"))
            .bind(hash)
            .fetch_optional(connection)
            .await?;
    Ok(strip.map(|strip| strip.digests))
}

fn fingerprint(definition: &str) -> Option<Fingerprint> {
    let value = serde_json::from_str(definition).ok()?;
    Some(canonical(&Definition::from_json(&value).ok()?).ok()?.fingerprint())
}

/// All keys of an image as the database holds them, each once.
fn keys(fingerprint: &Fingerprint, digests: &Digests) -> Vec<i64> {
    let components = COMBINATIONS.into_iter().flatten().map(|combination| component_key(digests, *combination));
    let mut keys: Vec<i64> = fingerprint.keys().into_iter().map(u64::cast_signed).chain(components).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The key of a combination of components; never that of near ones.
fn component_key(digests: &Digests, combination: [bool; 4]) -> i64 {
    let all = [digests.base, digests.steps, digests.python, digests.spark];
    let chosen = all
        .into_iter()
        .zip(combination)
        .map(|(digest, chosen)| if chosen { digest.to_string() } else { String::new() });
    let text = chosen.collect::<Vec<_>>().join(" ");
    (Digest::of(&text).leading() & !1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    #[tokio::test]
    async fn no_search_reads_the_whole_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), ()).await.unwrap();
        let mut connection = store.read().await.unwrap();
        for query in [ALIKE, SHARING] {
            let plan = crate::plan(&mut connection, query).await;
            for table in ["f", "k", "l"] {
                assert!(plan.contains(&format!("SEARCH {table} USING ")), "{table}: {plan}");
                assert!(!plan.contains(&format!("SCAN {table} ")), "{table}: {plan}");
            }
        }
    }
}
