//! Which images an eviction removes: those worth least first, read page by page until enough is freed.

use crate::{Error, clock::milliseconds_between};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::{
    Connection,
    images::{
        ImageRow,
        eviction::{self, CountedVersions, EvictionFilter, EvictionKey},
    },
};

/// How many candidates the first page has.
const FIRST_PAGE_SIZE: usize = 200;
/// How many times larger each next page is: a page sorts all candidates again, so there are few.
const PAGE_GROWTH: usize = 4;
/// How many versions are named that lose their image.
const MAX_NAMED: i64 = 10;

/// An image to evict.
pub struct Candidate {
    /// What it was chosen by.
    pub key: EvictionKey,
    /// The image.
    pub image: ImageRow,
    /// How long ago it was built or last reused, in milliseconds.
    pub idle: u64,
    /// How many bytes its removal frees after that of those before it.
    pub frees: u64,
    /// Versions that lose their image.
    pub loses: CountedVersions,
}

/// What is evicted, in this order, and how many images stay because versions are tied to them.
pub struct Selection {
    /// The images to evict.
    pub evicted: Vec<Candidate>,
    /// How many images stay.
    pub tied: u32,
}

/// Selects as many images as free this many bytes, all when no number is given.
pub async fn select(
    connection: &mut Connection,
    filter: &EvictionFilter,
    now: &str,
    needed: Option<u64>,
) -> Result<Selection, Error> {
    let tied = eviction::count_tied(connection, filter).await?;
    let (mut evicted, mut frees) = (Vec::new(), 0);
    let (mut seen, mut holders) = (HashSet::new(), HashMap::new());
    let (mut limit, mut offset) = (FIRST_PAGE_SIZE, 0);
    loop {
        let mut keys = eviction::candidates(connection, filter, now, limit, offset).await?;
        let is_last = keys.len() < limit;
        // Somebody may have written between two pages, and moved an image from one to the next.
        keys.retain(|key| seen.insert((key.image.clone(), key.manifest.clone())));
        for mut candidate in load(connection, keys, now, &mut holders).await? {
            if needed.is_some_and(|needed| frees >= needed) {
                return Ok(Selection { evicted, tied });
            }
            candidate.frees = release(&candidate.image, &mut holders);
            frees += candidate.frees;
            evicted.push(candidate);
        }
        if is_last {
            return Ok(Selection { evicted, tied });
        }
        offset += limit;
        limit *= PAGE_GROWTH;
    }
}

/// Loads what there is to say of a page of candidates, and how many images have each of their layers.
async fn load(
    connection: &mut Connection,
    keys: Vec<EvictionKey>,
    now: &str,
    holders: &mut HashMap<String, i64>,
) -> Result<Vec<Candidate>, Error> {
    let mut rows = eviction::rows(connection, &keys).await?;
    let layers: BTreeSet<&str> = rows.values().flat_map(|row| &row.layers).map(|layer| &*layer.digest).collect();
    let unknown = layers.into_iter().filter(|digest| !holders.contains_key(*digest)).collect();
    let counted = eviction::layer_holders(connection, &unknown).await?;
    holders.extend(counted);
    let is_offered = |row: &&ImageRow| row.current && row.is_reusable();
    let offered: Vec<String> =
        rows.values().filter(is_offered).map(|row| row.strip.digests.image.to_string()).collect();
    let offered: Vec<&str> = offered.iter().map(String::as_str).collect();
    let mut versions = eviction::untied_versions(connection, &offered, MAX_NAMED).await?;
    let candidate = |key: EvictionKey| {
        let image = rows.remove(&(key.image.clone(), key.manifest.clone()))?;
        let loses = if is_offered(&&image) {
            versions.remove(&key.image).unwrap_or_default()
        } else {
            CountedVersions::default()
        };
        Some(Candidate { idle: milliseconds_between(&key.used_at, now), key, image, frees: 0, loses })
    };
    Ok(keys.into_iter().filter_map(candidate).collect())
}

/// Takes an image out of the holders of its layers; how many bytes that frees. Only layers count that no other image has;
/// layers of base images stay.
fn release(image: &ImageRow, holders: &mut HashMap<String, i64>) -> u64 {
    let mut frees = 0;
    for layer in &image.layers {
        let remaining = holders.entry(layer.digest.clone()).or_default();
        *remaining -= 1;
        if *remaining == 0 && layer.part != "base image" {
            frees += layer.size;
        }
    }
    frees
}
