//! Why builds fail: the rule that knows the words of the log.

use crate::store::{Connection, log, queue, whole};

/// How many lines at the end of a log are looked at.
const LINES: i64 = 300;

/// Looks for the rule that explains the failure of a build, and writes down which one it is and which line told it.
pub async fn find(connection: &mut Connection, build: i64, cause: &str) -> Result<(), sqlx::Error> {
    let mut lines = log::last(connection, build, LINES).await?;
    // What steps before the one that failed said is no cause.
    if let Some(failed) = lines.last().map(|line| line.step) {
        lines.retain(|line| line.step == failed);
    }
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let Some(found) = builder::recognise(&texts, cause) else { return Ok(()) };
    let line = found.line.and_then(|at| lines.get(at)).map(|line| whole(line.number));
    queue::explain(connection, build, found.rule.id, line).await
}
