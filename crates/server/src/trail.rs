//! The audit trail as a file, written as it is read: however long it is, a part of it is in memory.

use crate::{
    Error, Workspace,
    store::activity::{self, Wanted},
};
use api::{Activity, FieldChange, code};
use futures::{Stream, stream};

/// How many entries are read at once.
const PART: i64 = 500;

/// The form of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For spreadsheets.
    Csv,
    /// For programs: a JSON object a line.
    JsonLines,
}

impl Form {
    /// The form of this word.
    pub fn of(word: &str) -> Result<Self, Error> {
        match word {
            "csv" => Ok(Self::Csv),
            "jsonl" => Ok(Self::JsonLines),
            _ => Err(Error::refuse(code::NOT_FOUND, "the audit trail has no such form")
                .field("form")
                .help("Use csv or jsonl")),
        }
    }
}

/// The lines of the file, newest entry first, a part at a time.
pub fn lines(workspace: Workspace, wanted: Wanted, form: Form) -> impl Stream<Item = Result<String, Error>> + Send {
    let head = (form == Form::Csv).then(|| row(&HEAD.map(str::to_owned)));
    let parts = stream::try_unfold(Some(i64::MAX), move |before| {
        let (workspace, wanted) = (workspace.clone(), wanted.clone());
        async move {
            let Some(before) = before else { return Ok(None) };
            let mut connection = workspace.store.read().await?;
            let entries = activity::list(&mut connection, &wanted, before, PART).await?;
            let next = entries.last().map(|last| last.id);
            let mut text = String::new();
            for entry in &entries {
                match form {
                    Form::Csv => text.push_str(&row(&cells(entry))),
                    Form::JsonLines => {
                        text.push_str(&crate::store::json(entry)?);
                        text.push('\n');
                    }
                }
            }
            Ok(next.map(|next| (text, Some(next))))
        }
    });
    futures::StreamExt::chain(stream::iter(head.map(Ok)), parts)
}

const HEAD: [&str; 10] = ["id", "at", "who", "action", "subject", "image", "versions", "state", "reason", "changes"];

fn cells(entry: &Activity) -> [String; 10] {
    let detail = &entry.detail;
    let word = |value: serde_json::Result<serde_json::Value>| {
        value.ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let more = (detail.more > 0).then(|| format!("{} more", detail.more));
    let changes: Vec<String> = detail.changes.iter().map(change).chain(more).collect();
    [
        entry.id.to_string(),
        entry.at.clone(),
        entry.who.clone(),
        word(serde_json::to_value(entry.action)),
        entry.subject.to_string(),
        detail.image.map(|image| image.to_string()).unwrap_or_default(),
        detail.versions.map(|versions| versions.to_string()).unwrap_or_default(),
        detail.state.map(|state| word(serde_json::to_value(state))).unwrap_or_default(),
        detail.reason.clone().unwrap_or_default(),
        changes.join("; "),
    ]
}

fn change(change: &FieldChange) -> String {
    let FieldChange { what, before, after } = change;
    match (before, after) {
        (Some(before), Some(after)) => format!("{what}: {before} \u{2192} {after}"),
        (None, Some(after)) => format!("{what}: added {after}").trim_end().to_owned(),
        (Some(before), None) => format!("{what}: removed {before}").trim_end().to_owned(),
        (None, None) => what.clone(),
    }
}

fn row<const N: usize>(cells: &[String; N]) -> String {
    let cells = cells.each_ref().map(|text| cell(text));
    format!("{}\r\n", cells.join(","))
}

/// A cell in quotes. A spreadsheet takes a text that begins like a formula for one, so it gets an apostrophe in front.
fn cell(text: &str) -> String {
    let formula = text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\n']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell(" @SUM(A1)"), "\"' @SUM(A1)\"");
        assert_eq!(cell("say \"a,b\""), "\"say \"\"a,b\"\"\"");
        assert_eq!(cell("numpy: 1 \u{2192} 2"), "\"numpy: 1 \u{2192} 2\"");
    }
}
