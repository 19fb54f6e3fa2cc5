//! The list of images: searched, sorted, a page at a time.

use crate::{
    Connection,
    environments::search::push_holds,
    from_db_int,
    images::{ImageRow, select_images},
    strip::strip_columns,
};
use definition::beginning_of_digest;
use fold::fold;
use sqlx::{FromRow, QueryBuilder, Row, Sqlite, sqlite::SqliteRow};

/// Of which hashes images are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFilter {
    /// Those with an image in the registry: their current images.
    Cached,
    /// Those that have none, because their last image left the registry: that image.
    Lost,
}

/// The order of a list of images; built last first breaks ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageSort {
    /// Built last first.
    Built,
    /// The largest first.
    Size,
    /// Reused most first.
    Reused,
    /// Those that saved most time first.
    Saved,
}

/// Which images, in which order.
#[derive(Clone, Debug)]
pub struct ImageSearch {
    /// Part of the name of an environment, beginning of a package name or of a hash; empty for any.
    pub text: String,
    /// Of which hashes.
    pub filter: ImageFilter,
    /// In which order.
    pub sort: ImageSort,
    /// Where the page before ended.
    pub after: Option<ImagePosition>,
}

/// A place in a list of images.
#[derive(Clone, Debug)]
pub struct ImagePosition {
    /// What the list is sorted by.
    pub key: i64,
    /// When the image was built.
    pub built_at: String,
    /// Its hash.
    pub hash: String,
}

/// An image in the list, and what it was sorted by.
struct Listed(ImageRow, i64);

impl FromRow<'_, SqliteRow> for Listed {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self(ImageRow::from_row(row)?, row.try_get("sorted_by")?))
    }
}

/// A page of images.
pub struct ImagePage {
    /// The images, each with its place.
    pub images: Vec<(ImageRow, ImagePosition)>,
    /// How many match over all pages.
    pub total: u32,
    /// How many hashes that match have lost their image.
    pub lost: u32,
}

/// The condition of a filter, for the image `i`.
fn filtered(filter: ImageFilter) -> &'static str {
    match filter {
        ImageFilter::Cached => " WHERE i.current",
        ImageFilter::Lost => {
            " WHERE i.evicted_at IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM images now WHERE now.image = i.image AND now.current)
                AND i.build = (SELECT MAX(last.build) FROM images last WHERE last.image = i.image)"
        }
    }
}

async fn count_of(connection: &mut Connection, filter: ImageFilter, text: &str) -> Result<u32, sqlx::Error> {
    let mut count = QueryBuilder::<Sqlite>::new("SELECT COUNT(*) FROM images i");
    count.push(filtered(filter));
    matching(&mut count, text);
    count.build_query_scalar().fetch_one(connection).await
}

/// At most `limit` images.
pub async fn list(connection: &mut Connection, search: &ImageSearch, limit: i64) -> Result<ImagePage, sqlx::Error> {
    let total = count_of(connection, search.filter, &search.text).await?;
    let lost = match search.filter {
        ImageFilter::Lost => total,
        ImageFilter::Cached => count_of(connection, ImageFilter::Lost, &search.text).await?,
    };

    let mut query = page(search, limit);
    let rows: Vec<Listed> = query.build_query_as().fetch_all(connection).await?;
    let placed = |Listed(stored, key): Listed| {
        let place =
            ImagePosition { key, built_at: stored.built_at.clone(), hash: stored.strip.digests.image.to_string() };
        (stored, place)
    };
    Ok(ImagePage { images: rows.into_iter().map(placed).collect(), total, lost })
}

/// The query of a page: rows by the key of the sort, then built last first.
fn page(search: &ImageSearch, limit: i64) -> QueryBuilder<Sqlite> {
    let key = match search.sort {
        ImageSort::Built => None,
        ImageSort::Size => Some("i.size"),
        ImageSort::Reused => Some("COALESCE(r.builds, 0)"),
        ImageSort::Saved => Some("COALESCE(r.saved, 0)"),
    };
    let mut query = QueryBuilder::<Sqlite>::new(select_images!(", "));
    query.push(key.unwrap_or("0")).push(" AS sorted_by FROM images i");
    if matches!(search.sort, ImageSort::Reused | ImageSort::Saved) {
        query.push(" LEFT JOIN (SELECT image, COUNT(*) AS builds, SUM(saved) AS saved FROM reuses GROUP BY image) r");
        query.push(" ON r.image = i.image");
    }
    query.push(filtered(search.filter));
    matching(&mut query, &search.text);
    if let Some(ImagePosition { key: value, built_at, hash }) = &search.after {
        query.push(" AND (");
        if let Some(key) = key {
            query.push(format_args!("{key} < ")).push_bind(value);
            query.push(format_args!(" OR {key} = ")).push_bind(value).push(" AND ");
        }
        query.push("(i.built_at < ").push_bind(built_at);
        query.push(" OR (i.built_at = ").push_bind(built_at).push(" AND i.image > ").push_bind(hash).push(")))");
    }
    query.push(" ORDER BY ");
    if let Some(key) = key {
        query.push(key).push(" DESC, ");
    }
    query.push("i.built_at DESC, i.image LIMIT ").push_bind(limit);
    query
}

/// The conditions of the search text.
fn matching(query: &mut QueryBuilder<Sqlite>, text: &str) {
    let text = fold(text.trim());
    if text.is_empty() {
        return;
    }
    // Names of environments are ASCII, which every database folds alike.
    push_holds(query, " AND (i.image IN (SELECT v.image FROM versions v WHERE LOWER(v.environment)", &text);
    query.push(")");
    if let Some(digits) = beginning_of_digest(&text) {
        // A digest may be that of an older image of the hash.
        query.push(" OR i.image IN (SELECT m.image FROM images m WHERE m.image LIKE ").push_bind(format!("{digits}%"));
        query.push(" OR m.manifest LIKE ").push_bind(format!("sha256:{digits}%")).push(")");
    }
    // Images of older versions of the hash are found by the versions that had them.
    query.push(" OR i.image IN (SELECT f.image FROM former_digests f WHERE INSTR(LOWER(f.environment), ");
    query.push_bind(text.clone()).push(") > 0)");
    // Packages begin with the text: a range, which the index answers.
    let package = text.replace('_', "-");
    for images in [
        "SELECT e.latest_image FROM packages p JOIN environments e ON e.name = p.environment",
        "SELECT f.image FROM packages p JOIN environments e ON e.name = p.environment
            JOIN former_digests f ON f.environment = e.name AND f.version = e.latest",
    ] {
        query.push(" OR i.image IN (").push(images).push(" WHERE p.package >= ").push_bind(package.clone());
        query.push(" AND p.package < ").push_bind(format!("{package}\u{10ffff}")).push(")");
    }
    query.push(")");
}

/// How many hashes have an image.
pub async fn count(connection: &mut Connection) -> Result<u32, sqlx::Error> {
    sqlx::query_scalar("SELECT COUNT(*) FROM images WHERE current").fetch_one(connection).await
}

/// The room that the layers of all images in the registry take in bytes, layers that several share counted once.
pub async fn stored_bytes(connection: &mut Connection) -> Result<u64, sqlx::Error> {
    sqlx::query_scalar("SELECT bytes FROM layer_totals").fetch_one(connection).await.map(from_db_int)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    #[tokio::test]
    async fn pages_by_time_and_size_are_read_in_the_order_of_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), ()).await.unwrap();
        let mut connection = store.read().await.unwrap();
        for (sort, index) in [(ImageSort::Built, "images_built"), (ImageSort::Size, "images_size")] {
            let after = Some(ImagePosition { key: 1, built_at: "2026".into(), hash: "a".into() });
            for after in [None, after] {
                let search = ImageSearch { text: String::new(), filter: ImageFilter::Cached, sort, after };
                let sql = page(&search, 51).sql().as_str().to_owned();
                let plan = crate::plan(&mut connection, &sql).await;
                assert!(plan.contains(index), "{plan}");
                assert!(!plan.lines().any(|step| step == "USE TEMP B-TREE FOR ORDER BY"), "{plan}");
            }
        }
    }
}
