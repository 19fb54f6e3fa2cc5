//! Pages of lists.

use crate::Error;
use api::code;

/// How many entries a page has by default.
const DEFAULT_PAGE_SIZE: u32 = 50;
/// How many entries a page has at most.
const MAX_PAGE_SIZE: u32 = 200;

/// How many characters a search may have: as many as a label with its value, and some more.
const MAX_SEARCH_LENGTH: usize = 600;

/// The text to search for, from the parameter of this name. A longer one is not worth comparing with every row.
pub fn search(text: String, field: &'static str) -> Result<String, Error> {
    if text.chars().count() <= MAX_SEARCH_LENGTH {
        return Ok(text);
    }
    Err(Error::refuse(code::INVALID_PARAMETER, format!("a search has at most {MAX_SEARCH_LENGTH} characters"))
        .field(field)
        .help("Search for a part of it"))
}

/// The size of a page from the query, or the default.
pub fn limit(requested: Option<u32>) -> Result<i64, Error> {
    match requested.unwrap_or(DEFAULT_PAGE_SIZE) {
        size @ 1..=MAX_PAGE_SIZE => Ok(i64::from(size)),
        _ => {
            Err(Error::refuse(code::INVALID_PARAMETER, format!("a page has 1 to {MAX_PAGE_SIZE} entries"))
                .field("limit"))
        }
    }
}

/// The two parts of a cursor: what the list was sorted by, and the name that breaks ties.
pub fn cursor(text: &str) -> Result<(String, String), Error> {
    let (key, name) = text.split_once(',').ok_or_else(|| invalid_cursor(text))?;
    Ok((key.to_owned(), name.to_owned()))
}

/// The refusal of a cursor that no page ended with.
pub fn invalid_cursor(text: &str) -> Error {
    let shown: String = text.chars().take(60).flat_map(char::escape_debug).collect();
    Error::refuse(code::INVALID_PARAMETER, format!("invalid cursor \u{201c}{shown}\u{201d}"))
        .field("cursor")
        .help("Pass `next` of the previous page unchanged, or leave it out for the first page")
}

/// A cursor that is a number, below which a list goes on; the first page has none.
pub fn number_cursor(cursor: Option<&str>) -> Result<i64, Error> {
    cursor.map_or(Ok(i64::MAX), |text| text.parse().map_err(|_| invalid_cursor(text)))
}

/// Cuts rows that were read with one more than the page has to the page; and, when there is another page, gives its cursor.
pub fn cut<T>(rows: &mut Vec<T>, limit: i64, cursor: impl FnOnce(&T) -> String) -> Option<String> {
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > size;
    rows.truncate(size);
    rows.last().filter(|_| has_more).map(cursor)
}
