//! The list of environments: searched, filtered, sorted, a page at a time.

use super::{
    Connection, Strip, from_word,
    standing::{Standing, standing_columns, standing_joins},
    strip::strip_columns,
};
use api::{Environment, EnvironmentFilter, EnvironmentSort, VersionSummary};
use sqlx::{FromRow, QueryBuilder, Row, Sqlite, sqlite::SqliteRow};

/// Which environments, in which order.
#[derive(Clone, Debug)]
pub struct Search {
    /// Part of a name, beginning of a package name or of a hash; empty for any.
    pub text: String,
    /// Which kind.
    pub filter: EnvironmentFilter,
    /// In which order.
    pub sort: EnvironmentSort,
    /// The last one of the page before: what it was sorted by, and its name.
    pub after: Option<(String, String)>,
}

/// An environment in the list, and what it was sorted by.
struct Listed(Environment, String);

impl FromRow<'_, SqliteRow> for Listed {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let strip = Strip::from_row(row)?;
        let standing = Standing::from_row(row)?;
        let environment = Environment {
            name: row.try_get("name")?,
            r#type: from_word(row.try_get("type")?)?,
            archived: row.try_get("archived")?,
            latest: VersionSummary {
                version: row.try_get("version")?,
                digests: strip.digests,
                filled: strip.filled,
                registered_at: row.try_get("registered_at")?,
                registered_by: row.try_get("registered_by")?,
                image: standing.state,
                changes: None,
            },
            versions: row.try_get("versions")?,
            image: standing.state,
            built_at: standing.built_at,
            build: standing.build,
            owner: row.try_get("owner")?,
        };
        Ok(Self(environment, row.try_get("sorted_by")?))
    }
}

const SELECT: &str = concat!(
    "SELECT e.name, e.type, e.archived, e.versions, e.owner, v.version, v.registered_at, v.registered_by, ",
    strip_columns!("v"),
    ", ",
    standing_columns!(),
    ", "
);
const FROM: &str = concat!(
    " AS sorted_by FROM environments e JOIN versions v ON v.environment = e.name AND v.version = e.latest",
    standing_joins!("e.latest_image")
);
const COUNT: &str = "SELECT COUNT(*) FROM environments e LEFT JOIN images i ON i.image = e.latest_image AND i.current ";

/// One environment.
pub async fn get(connection: &mut Connection, name: &str) -> Result<Option<Environment>, sqlx::Error> {
    let mut query = QueryBuilder::<Sqlite>::new(SELECT);
    query.push("e.name").push(FROM).push("WHERE e.name = ").push_bind(name);
    Ok(query.build_query_as::<Listed>().fetch_optional(connection).await?.map(|listed| listed.0))
}

/// At most `limit` environments, each with what it was sorted by, and how many match over all pages.
pub async fn list(
    connection: &mut Connection,
    search: &Search,
    limit: i64,
) -> Result<(Vec<(Environment, String)>, u32), sqlx::Error> {
    let mut count = QueryBuilder::<Sqlite>::new(COUNT);
    matching(&mut count, search);
    let total: u32 = count.build_query_scalar().fetch_one(&mut *connection).await?;

    let mut query = QueryBuilder::<Sqlite>::new(SELECT);
    let key = match search.sort {
        EnvironmentSort::Name => "e.name",
        EnvironmentSort::Changed => "e.changed_at",
        EnvironmentSort::Built => "COALESCE(i.built_at, '')",
    };
    query.push(key).push(FROM);
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
    Ok((rows.into_iter().map(|Listed(environment, key)| (environment, key)).collect(), total))
}

/// The conditions of filter and search text.
fn matching(query: &mut QueryBuilder<Sqlite>, search: &Search) {
    query.push(match search.filter {
        EnvironmentFilter::All => "WHERE NOT e.archived",
        EnvironmentFilter::Curated => "WHERE NOT e.archived AND e.type = 'curated'",
        EnvironmentFilter::Mine => "WHERE NOT e.archived AND e.type <> 'curated'",
        EnvironmentFilter::Image => "WHERE NOT e.archived AND i.image IS NOT NULL",
        EnvironmentFilter::Archived => "WHERE e.archived",
    });
    let text = search.text.trim().to_lowercase();
    if text.is_empty() {
        return;
    }
    // `_` and `%` are wildcards to LIKE and letters to people.
    let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    query.push(" AND (LOWER(e.name) LIKE ").push_bind(format!("%{literal}%"));
    query.push(" ESCAPE '\\' OR e.latest_image LIKE ").push_bind(format!("{literal}%"));
    // Packages begin with the text: a range, which the index answers.
    let package = text.replace('_', "-");
    query.push(" ESCAPE '\\' OR e.name IN (SELECT p.environment FROM packages p WHERE p.package >= ");
    query.push_bind(package.clone()).push(" AND p.package < ").push_bind(package + "\u{10ffff}").push("))");
}
