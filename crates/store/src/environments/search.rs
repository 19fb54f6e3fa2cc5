//! The list of environments: searched, filtered, sorted, a page at a time.

use crate::{
    Connection, EnvironmentType, Strip, from_json,
    spelling::Spelled as _,
    standing::{ImageStanding, latest_image_join, standing_columns, standing_joins},
    strip::strip_columns,
};
use definition::beginning_of_digest;
use fold::fold;
use sqlx::{FromRow, QueryBuilder, Row, Sqlite, sqlite::SqliteRow};
use std::collections::BTreeMap;

/// Which environments are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvironmentFilter {
    /// All that are not archived.
    All,
    /// Those that come with the workspace.
    Curated,
    /// Those registered by people.
    Mine,
    /// Those whose newest version has an image.
    Image,
    /// The archived ones.
    Archived,
}

/// The order of a list of environments; a name breaks ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvironmentSort {
    /// By name.
    Name,
    /// Registered last first.
    Changed,
    /// Built last first.
    Built,
}

/// Which environments, in which order.
#[derive(Clone, Debug)]
pub struct EnvironmentSearch {
    /// Part of a name, beginning of a package name, of a hash or a component's digest, of a label or of a tag, in letters
    /// of any case; empty for any.
    pub text: String,
    /// A label or a tag of the newest version, as `NAME` or `NAME:VALUE`, in letters of any case; empty for any.
    pub label: String,
    /// Which kind.
    pub filter: EnvironmentFilter,
    /// In which order.
    pub sort: EnvironmentSort,
    /// The last one of the page before: what it was sorted by, and its name.
    pub after: Option<(String, String)>,
}

/// An environment as it is stored, with its newest version.
#[derive(Clone, Debug)]
pub struct EnvironmentRow {
    /// Its name.
    pub name: String,
    /// Where it comes from and who manages its packages.
    pub r#type: EnvironmentType,
    /// Whether it is hidden from lists.
    pub archived: bool,
    /// Whether nobody named it.
    pub anonymous: bool,
    /// How many versions it has.
    pub versions: u32,
    /// Who registered it first.
    pub owner: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its newest version.
    pub latest: NewestRow,
}

/// The newest version of an environment as it is stored, with where its image stands.
#[derive(Clone, Debug)]
pub struct NewestRow {
    /// Its name.
    pub version: String,
    /// Its digests.
    pub strip: Strip,
    /// When it was registered.
    pub registered_at: String,
    /// By whom.
    pub registered_by: String,
    /// What it is for.
    pub description: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Where its image stands.
    pub standing: ImageStanding,
}

/// How many environments match a search with each of the filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct FilterCounts {
    /// All that are not archived.
    pub all: u32,
    /// Those that come with the workspace.
    pub curated: u32,
    /// Those registered by people.
    pub mine: u32,
    /// Those whose newest version has an image.
    pub image: u32,
    /// The archived ones.
    pub archived: u32,
}

/// An environment in the list, and what it was sorted by.
struct Listed(EnvironmentRow, String);

impl FromRow<'_, SqliteRow> for Listed {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let environment = EnvironmentRow {
            name: row.try_get("name")?,
            r#type: EnvironmentType::of_word(row.try_get("type")?)?,
            archived: row.try_get("archived")?,
            anonymous: row.try_get("anonymous")?,
            versions: row.try_get("versions")?,
            owner: row.try_get("owner")?,
            labels: from_json(row.try_get("labels")?)?,
            latest: NewestRow {
                version: row.try_get("version")?,
                strip: Strip::from_row(row)?,
                registered_at: row.try_get("registered_at")?,
                registered_by: row.try_get("registered_by")?,
                description: row.try_get("description")?,
                tags: from_json(row.try_get("tags")?)?,
                standing: ImageStanding::from_row(row)?,
            },
        };
        Ok(Self(environment, row.try_get("sorted_by")?))
    }
}

const SELECT: &str = concat!(
    "SELECT e.name, e.type, e.archived, e.anonymous, e.versions, e.owner, e.labels, v.description, v.tags, v.version, v.registered_at, v.registered_by, ",
    strip_columns!("v"),
    ", ",
    standing_columns!(),
    ", "
);
const FROM: &str = concat!(
    " AS sorted_by FROM environments e JOIN versions v ON v.environment = e.name AND v.version = e.latest",
    standing_joins!("e.latest_image")
);
const COUNTS: &str = concat!(
    "SELECT COUNT(CASE WHEN NOT e.archived THEN 1 END) AS \"all\",
        COUNT(CASE WHEN NOT e.archived AND e.type = 'curated' THEN 1 END) AS curated,
        COUNT(CASE WHEN NOT e.archived AND e.type <> 'curated' THEN 1 END) AS mine,
        COUNT(CASE WHEN NOT e.archived AND i.image IS NOT NULL THEN 1 END) AS image,
        COUNT(CASE WHEN e.archived THEN 1 END) AS archived
     FROM environments e",
    latest_image_join!()
);

/// One environment.
pub async fn get(connection: &mut Connection, name: &str) -> Result<Option<EnvironmentRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Sqlite>::new(SELECT);
    query.push("e.name").push(FROM).push("WHERE e.name = ").push_bind(name);
    Ok(query.build_query_as::<Listed>().fetch_optional(connection).await?.map(|listed| listed.0))
}

/// At most `limit` environments, each with what it was sorted by, and how many match over all pages with each filter.
pub async fn list(
    connection: &mut Connection,
    search: &EnvironmentSearch,
    limit: i64,
) -> Result<(Vec<(EnvironmentRow, String)>, FilterCounts), sqlx::Error> {
    let mut count = QueryBuilder::<Sqlite>::new(COUNTS);
    count.push(" WHERE NOT e.anonymous");
    matching(&mut count, search);
    let counts = count.build_query_as().fetch_one(&mut *connection).await?;

    let mut query = QueryBuilder::<Sqlite>::new(SELECT);
    let key = match search.sort {
        EnvironmentSort::Name => "e.name",
        EnvironmentSort::Changed => "e.changed_at",
        EnvironmentSort::Built => "COALESCE(i.built_at, '')",
    };
    query.push(key).push(FROM).push(filtered(search.filter)).push(" AND NOT e.anonymous");
    matching(&mut query, search);
    if let Some((value, name)) = &search.after {
        match search.sort {
            EnvironmentSort::Name => query.push(" AND e.name > ").push_bind(name),
            EnvironmentSort::Changed | EnvironmentSort::Built => query
                .push(format_args!(" AND ({key} < "))
                .push_bind(value)
                .push(format_args!(" OR ({key} = "))
                .push_bind(value)
                .push(" AND e.name > ")
                .push_bind(name)
                .push("))"),
        };
    }
    let order = if search.sort == EnvironmentSort::Name { " ORDER BY " } else { " ORDER BY sorted_by DESC, " };
    query.push(order).push("e.name LIMIT ").push_bind(limit);
    let rows: Vec<Listed> = query.build_query_as().fetch_all(connection).await?;
    Ok((rows.into_iter().map(|Listed(environment, key)| (environment, key)).collect(), counts))
}

/// The condition of a filter.
fn filtered(filter: EnvironmentFilter) -> &'static str {
    match filter {
        EnvironmentFilter::All => "WHERE NOT e.archived",
        EnvironmentFilter::Curated => "WHERE NOT e.archived AND e.type = 'curated'",
        EnvironmentFilter::Mine => "WHERE NOT e.archived AND e.type <> 'curated'",
        EnvironmentFilter::Image => "WHERE NOT e.archived AND i.image IS NOT NULL",
        EnvironmentFilter::Archived => "WHERE e.archived",
    }
}

/// The conditions of label and search text, after others.
fn matching(query: &mut QueryBuilder<Sqlite>, search: &EnvironmentSearch) {
    let label = search.label.trim();
    if !label.is_empty() {
        // A name alone is that label with any value.
        let (wanted, end) = term(label);
        push_holds(query, " AND e.search_text", &format!("{wanted}{end}"));
    }
    let text = fold(search.text.trim());
    if text.is_empty() {
        return;
    }
    let (beginning, _) = term(search.text.trim());
    push_holds(query, " AND (e.search_text", &beginning);
    // Names of environments are ASCII, which every database folds alike.
    push_holds(query, " OR LOWER(e.name)", &text);
    if let Some(digits) = beginning_of_digest(&text) {
        query.push(
            " OR EXISTS (SELECT 1 FROM versions l WHERE l.environment = e.name AND l.version = e.latest AND (FALSE",
        );
        for digest in ["image", "base", "steps", "python", "spark"] {
            query.push(format_args!(" OR l.{digest} LIKE ")).push_bind(format!("{digits}%"));
        }
        query.push("))");
        // The digits may have been noted when an older version of the hash computed them.
        query.push(" OR EXISTS (SELECT 1 FROM former_digests f WHERE f.environment = e.name AND f.version = e.latest");
        query.push(" AND f.image LIKE ").push_bind(format!("{digits}%")).push(")");
    }
    // Packages begin with the text: a range, which the index answers.
    let package = text.replace('_', "-");
    query.push(" OR e.name IN (SELECT p.environment FROM packages p WHERE p.package >= ");
    query.push_bind(package.clone()).push(" AND p.package < ").push_bind(package + "\u{10ffff}").push("))");
}

/// The condition that a column holds a text, after the words before it.
pub fn push_holds(query: &mut QueryBuilder<Sqlite>, before: &str, text: &str) {
    // `_` and `%` are wildcards to LIKE and letters to people.
    let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    query.push(before).push(" LIKE ").push_bind(format!("%{literal}%")).push(" ESCAPE '\\'");
}

// Control characters, which stand in no label or tag, keep names and values apart in the column `search_text`.

/// Stands before each name and each value.
const BEGIN: char = '\n';
/// Stands after each name.
const NAME_END: char = '\t';
/// Stands after each value.
const VALUE_END: char = '\r';

/// A folded text without control characters.
fn plain(text: &str) -> String {
    fold(text).replace(char::is_control, " ")
}

/// `NAME` or `NAME:VALUE` as it stands in the column `search_text` where a name or value begins like it, and what
/// follows where it is a whole one.
fn term(text: &str) -> (String, char) {
    match text.split_once(':') {
        Some((name, value)) => {
            (format!("{BEGIN}{}{NAME_END}{BEGIN}{}", plain(name.trim()), plain(value.trim())), VALUE_END)
        }
        None => (format!("{BEGIN}{}", plain(text)), NAME_END),
    }
}

/// Labels and tags as they stand in the column `search_text`.
fn search_text<'a>(terms: impl IntoIterator<Item = (&'a String, &'a String)>) -> String {
    let text = |(name, value): (&String, &String)| {
        format!("{BEGIN}{}{NAME_END}{BEGIN}{}{VALUE_END}", plain(name), plain(value))
    };
    terms.into_iter().map(text).collect()
}

/// Writes what an environment is found by besides its name: its labels and the tags of its newest version. To be called
/// in the transaction that changed any of them.
pub async fn update_search_text(connection: &mut Connection, name: &str) -> Result<(), sqlx::Error> {
    let (labels, tags): (String, String) = sqlx::query_as(
        "SELECT e.labels, v.tags FROM environments e
         JOIN versions v ON v.environment = e.name AND v.version = e.latest WHERE e.name = $1",
    )
    .bind(name)
    .fetch_one(&mut *connection)
    .await?;
    let (labels, tags): (BTreeMap<_, _>, BTreeMap<_, _>) = (from_json(&labels)?, from_json(&tags)?);
    sqlx::query("UPDATE environments SET search_text = $2 WHERE name = $1")
        .bind(name)
        .bind(search_text(labels.iter().chain(&tags)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Does [`update_search_text`] for the environments that a migration left without the column `search_text`.
pub async fn fill_missing(connection: &mut Connection) -> Result<(), sqlx::Error> {
    let names: Vec<String> = sqlx::query_scalar("SELECT name FROM environments WHERE search_text IS NULL")
        .fetch_all(&mut *connection)
        .await?;
    for name in names {
        update_search_text(connection, &name).await?;
    }
    Ok(())
}
