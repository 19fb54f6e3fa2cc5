//! The audit trail as CSV or JSON lines, in constant memory.

use super::rows;
use crate::Error;
use api::{Activity, FieldChange, code};
use csv::{QuoteStyle, Terminator, WriterBuilder};
use futures::{Stream, stream};
use store::{
    Store,
    activity::{self, ActivityFilter},
};

/// How many entries are read at once.
const BATCH_SIZE: i64 = 500;

/// The format of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// For spreadsheets.
    Csv,
    /// For programs: a JSON object per line.
    JsonLines,
}

impl ExportFormat {
    /// Parses the name of a format.
    pub fn parse(name: &str) -> Result<Self, Error> {
        match name {
            "csv" => Ok(Self::Csv),
            "jsonl" => Ok(Self::JsonLines),
            _ => Err(Error::refuse(code::NOT_FOUND, "the audit trail has no such form")
                .field("form")
                .help("Use csv or jsonl")),
        }
    }
}

/// The lines of the file, newest entry first, in parts.
pub fn lines(
    store: Store,
    filter: ActivityFilter,
    format: ExportFormat,
) -> impl Stream<Item = Result<String, Error>> + Send {
    let head = (format == ExportFormat::Csv).then(|| row(HEAD));
    let parts = stream::try_unfold(Some(i64::MAX), move |before| {
        let (store, filter) = (store.clone(), filter.clone());
        async move {
            let Some(before) = before else { return Ok(None) };
            let mut connection = store.read().await?;
            let entries = activity::list(&mut connection, &filter, before, BATCH_SIZE).await?;
            let next = entries.last().map(|last| last.id);
            let mut text = String::new();
            for entry in entries.into_iter().map(rows::to_api) {
                match format {
                    ExportFormat::Csv => text.push_str(&row(cells(&entry))?),
                    ExportFormat::JsonLines => {
                        text.push_str(&store::json(&entry)?);
                        text.push('\n');
                    }
                }
            }
            Ok(next.map(|next| (text, Some(next))))
        }
    });
    futures::StreamExt::chain(stream::iter(head), parts)
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

/// A row, every cell in quotes.
fn row<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> Result<String, Error> {
    let mut writer =
        WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(Vec::new());
    let internal = |error: String| Error::Internal(format!("could not write a row of CSV: {error}"));
    let cells: Vec<String> = cells.into_iter().map(|cell| without_formula(cell.as_ref())).collect();
    writer.write_record(cells).map_err(|error| internal(error.to_string()))?;
    let bytes = writer.into_inner().map_err(|error| internal(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| internal(error.to_string()))
}

/// A spreadsheet takes a text that begins like a formula for one, so it gets an apostrophe in front.
fn without_formula(text: &str) -> String {
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\n']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::row;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(row(["=1+1", " @SUM(A1)"]).unwrap(), "\"'=1+1\",\"' @SUM(A1)\"\r\n");
        assert_eq!(
            row(["say \"a,b\"", "numpy: 1 \u{2192} 2"]).unwrap(),
            "\"say \"\"a,b\"\"\",\"numpy: 1 \u{2192} 2\"\r\n"
        );
    }
}
