//! The audit trail. Every write adds to it in its own transaction.

mod subject;

pub use subject::Subject;

use crate::{Action, BuildState, Connection, from_json, json, spelling::Spelled as _};
use definition::Digest;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, Row, Sqlite, sqlite::SqliteRow};

/// An entry as it is stored.
#[derive(Clone, Debug)]
pub struct ActivityRow {
    /// Its number; later entries have higher ones.
    pub id: i64,
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What was done.
    pub action: Action,
    /// To what.
    pub subject: Subject,
    /// What that changed.
    pub detail: ActivityDetail,
}

impl FromRow<'_, SqliteRow> for ActivityRow {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            at: row.try_get("at")?,
            who: row.try_get("who")?,
            action: Action::of_word(row.try_get("action")?)?,
            subject: Subject::of_text(row.try_get("subject")?)?,
            detail: from_json(row.try_get("detail")?)?,
        })
    }
}

/// What an entry says beyond its action and subject.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityDetail {
    /// The hash of the image that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Digest>,
    /// How many versions used that image then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<u32>,
    /// How a build or a run ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<BuildState>,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is different now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// How many more differences there were.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: u32,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// What is different.
    pub what: String,
    /// Before; none when it was not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Now; none when it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

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
    /// How the text of the subject begins; empty for any.
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
) -> Result<Vec<ActivityRow>, sqlx::Error> {
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
    query.build_query_as().fetch_all(connection).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_spelled_as_they_always_were() {
        let all = r#"{"image":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","versions":2,
            "state":"cancelled","reason":"why","changes":[{"what":"numpy","before":"1","after":"2"},{"what":"six"}],
            "more":3}"#;
        for text in [all, "{}"] {
            let detail: ActivityDetail = from_json(text).unwrap();
            let spelled: serde_json::Value = from_json(text).unwrap();
            assert_eq!(serde_json::to_value(detail).unwrap(), spelled);
        }
    }
}
