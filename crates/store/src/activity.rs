//! The audit trail. Every write adds to it in its own transaction.

use crate::{Connection, corrupt, from_json, json, spelling::Spelled as _};
use api::{Action, Activity, ActivityDetail, Subject};
use sqlx::{FromRow, QueryBuilder, Row, Sqlite, sqlite::SqliteRow};

/// What is recorded of a write.
#[derive(Clone, Debug)]
pub struct NewActivity<'a> {
    /// When.
    pub at: &'a str,
    /// Who.
    pub who: &'a str,
    /// What was done.
    pub action: Action,
    /// To what.
    pub subject: &'a Subject,
    /// What that changed.
    pub detail: ActivityDetail,
}

/// Records a write.
pub async fn record(connection: &mut Connection, entry: &NewActivity<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO activity (id, at, who, action, subject, detail)
         SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, $4, $5 FROM activity",
    )
    .bind(entry.at)
    .bind(entry.who)
    .bind(entry.action.word())
    .bind(entry.subject.to_string())
    .bind(json(&entry.detail)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct ActivityFilter {
    /// By whom; none for anybody.
    pub who: Option<String>,
    /// Which action; none for any.
    pub action: Option<Action>,
    /// How the subject begins; empty for any.
    pub subject: String,
    /// Not before this time.
    pub from: Option<String>,
    /// Before this time.
    pub to: Option<String>,
}

/// At most `limit` of the entries before this number, newest first.
pub async fn list(
    connection: &mut Connection,
    filter: &ActivityFilter,
    before: i64,
    limit: i64,
) -> Result<Vec<Activity>, sqlx::Error> {
    let mut query =
        QueryBuilder::<Sqlite>::new("SELECT id, at, who, action, subject, detail FROM activity WHERE id < ");
    query.push_bind(before);
    if let Some(who) = &filter.who {
        query.push(" AND who = ").push_bind(who);
    }
    if let Some(action) = filter.action {
        query.push(" AND action = ").push_bind(action.word());
    }
    if !filter.subject.is_empty() {
        query.push(" AND subject >= ").push_bind(&filter.subject);
        query.push(" AND subject < ").push_bind(format!("{}\u{10ffff}", filter.subject));
    }
    if let Some(from) = &filter.from {
        query.push(" AND at >= ").push_bind(from);
    }
    if let Some(to) = &filter.to {
        query.push(" AND at < ").push_bind(to);
    }
    query.push(" ORDER BY id DESC LIMIT ").push_bind(limit);
    let rows: Vec<ActivityRow> = query.build_query_as().fetch_all(connection).await?;
    Ok(rows.into_iter().map(|ActivityRow(activity)| activity).collect())
}

struct ActivityRow(Activity);

impl FromRow<'_, SqliteRow> for ActivityRow {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self(Activity {
            id: row.try_get("id")?,
            at: row.try_get("at")?,
            who: row.try_get("who")?,
            action: Action::of_word(row.try_get("action")?)?,
            subject: row.try_get::<&str, _>("subject")?.parse().map_err(corrupt)?,
            detail: from_json(row.try_get("detail")?)?,
        }))
    }
}
