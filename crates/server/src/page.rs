//! Pages of lists: how many, and where the last one ended.

use crate::Error;
use api::code;

/// How many entries a page has when nobody says.
const USUAL: u32 = 50;
/// How many entries a page has at most.
const MOST: u32 = 200;

/// How many characters a search may have: as many as a label with its value, and some more.
const LONGEST_SEARCH: usize = 600;

/// What is searched for, from the parameter of this name. What is longer than any name is nothing that a database should
/// compare with every one.
pub fn search(text: String, field: &'static str) -> Result<String, Error> {
    if text.chars().count() <= LONGEST_SEARCH {
        return Ok(text);
    }
    Err(Error::refuse(code::INVALID_PARAMETER, format!("a search has at most {LONGEST_SEARCH} characters"))
        .field(field)
        .help("Search for a part of it"))
}

/// The size of a page from the query; none asks for the usual one.
pub fn limit(asked: Option<u32>) -> Result<i64, Error> {
    match asked.unwrap_or(USUAL) {
        size @ 1..=MOST => Ok(i64::from(size)),
        _ => Err(Error::refuse(code::INVALID_PARAMETER, format!("a page has 1 to {MOST} entries")).field("limit")),
    }
}

/// The two parts of a cursor: what the list was sorted by, and the name that breaks ties.
pub fn cursor(text: &str) -> Result<(String, String), Error> {
    let (key, name) = text.split_once(',').ok_or_else(|| bad_cursor(text))?;
    Ok((key.to_owned(), name.to_owned()))
}

/// The refusal of a cursor that no page ended with.
pub fn bad_cursor(text: &str) -> Error {
    let shown: String = text.chars().take(60).flat_map(char::escape_debug).collect();
    Error::refuse(code::INVALID_PARAMETER, format!("\u{201c}{shown}\u{201d} is no cursor of this list"))
        .field("cursor")
        .help("Use the cursor of the page before as it is, or none for the first page")
}
