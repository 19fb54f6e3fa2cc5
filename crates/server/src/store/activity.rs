//! The audit trail. Every write adds to it in its own transaction.

use super::{Connection, corrupt, from_json, from_word, json, word};
use api::{Action, Activity, ActivityDetail, Subject};
use sqlx::{FromRow, QueryBuilder, Row, Sqlite, sqlite::SqliteRow};

/// What is recorded of a write.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
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
pub async fn record(connection: &mut Connection, entry: &Entry<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO activity (id, at, who, action, subject, detail)
         SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, $4, $5 FROM activity",
    )
    .bind(entry.at)
    .bind(entry.who)
    .bind(word(entry.action)?)
    .bind(entry.subject.to_string())
    .bind(json(&entry.detail)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
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
    wanted: &Wanted,
    before: i64,
    limit: i64,
) -> Result<Vec<Activity>, sqlx::Error> {
    let mut query =
        QueryBuilder::<Sqlite>::new("SELECT id, at, who, action, subject, detail FROM activity WHERE id < ");
    query.push_bind(before);
    if let Some(who) = &wanted.who {
        query.push(" AND who = ").push_bind(who);
    }
    if let Some(action) = wanted.action {
        query.push(" AND action = ").push_bind(word(action)?);
    }
    if !wanted.subject.is_empty() {
        query.push(" AND subject >= ").push_bind(&wanted.subject);
        query.push(" AND subject < ").push_bind(format!("{}\u{10ffff}", wanted.subject));
    }
    if let Some(from) = &wanted.from {
        query.push(" AND at >= ").push_bind(from);
    }
    if let Some(to) = &wanted.to {
        query.push(" AND at < ").push_bind(to);
    }
    query.push(" ORDER BY id DESC LIMIT ").push_bind(limit);
    let rows: Vec<Stored> = query.build_query_as().fetch_all(connection).await?;
    Ok(rows.into_iter().map(|Stored(activity)| activity).collect())
}

struct Stored(Activity);

impl FromRow<'_, SqliteRow> for Stored {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self(Activity {
            id: row.try_get("id")?,
            at: row.try_get("at")?,
            who: row.try_get("who")?,
            action: from_word(row.try_get("action")?)?,
            subject: row.try_get::<&str, _>("subject")?.parse().map_err(corrupt)?,
            detail: from_json(row.try_get("detail")?)?,
        }))
    }
}
