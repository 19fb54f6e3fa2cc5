//! The audit trail. Every write adds to it in its own transaction.

use super::Connection;

/// What somebody did.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// Registered a version.
    Register,
    /// Changed description or tags of a version.
    Update,
    /// Hid an environment from lists.
    Archive,
    /// Brought an environment back into lists.
    Restore,
    /// Started or joined a build.
    Build,
    /// Stopped a build.
    Cancel,
    /// A build ended, with or without an image.
    Finish,
    /// The server put a build back in the queue.
    Requeue,
}

impl Action {
    const fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Update => "update",
            Self::Archive => "archive",
            Self::Restore => "restore",
            Self::Build => "build",
            Self::Cancel => "cancel",
            Self::Finish => "finish",
            Self::Requeue => "requeue",
        }
    }
}

/// Records that `who` did this at that time; the subject is `NAME`, `NAME:VERSION` or `build NUMBER`.
pub async fn record(
    connection: &mut Connection,
    at: &str,
    who: &str,
    action: Action,
    subject: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO activity (id, at, who, action, subject)
         SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, $4 FROM activity",
    )
    .bind(at)
    .bind(who)
    .bind(action.name())
    .bind(subject)
    .execute(connection)
    .await?;
    Ok(())
}
