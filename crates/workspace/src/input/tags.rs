//! Labels and tags: names with values that people give, and may change.

use crate::Error;
use api::code;
use definition::Definition;
use std::collections::BTreeMap;

/// How many there may be.
const MAX_COUNT: usize = 50;
/// How many characters a name or a value may have.
const MAX_LENGTH: usize = 256;

/// Refuses names and values that nobody could read in a list, and credentials.
pub fn check(field: &str, tags: &BTreeMap<String, String>) -> Result<(), Error> {
    let refuse = |message: String| Error::refuse(code::INVALID_PARAMETER, message).field(field);
    if tags.len() > MAX_COUNT {
        return Err(refuse(format!("there are {} {field}, at most {MAX_COUNT} are kept", tags.len())));
    }
    for (name, value) in tags {
        let bad = |text: &str| text.chars().count() > MAX_LENGTH || text.chars().any(char::is_control);
        if name.trim() != name || name.is_empty() || bad(name) || bad(value) {
            let shown: String = name.chars().take(60).flat_map(char::escape_debug).collect();
            return Err(refuse(format!("\u{201c}{shown}\u{201d} or its value cannot be one of the {field}")).help(
                format!(
                    "Use names without blanks around them, and at most {MAX_LENGTH} characters without line breaks"
                ),
            ));
        }
    }
    refuse_credentials("", tags).map_err(|error| error.within(field))
}

/// Refuses a description or tags that hold a credential.
pub fn refuse_credentials(description: &str, tags: &BTreeMap<String, String>) -> Result<(), Error> {
    let described =
        Definition { description: Some(description.to_owned()), tags: tags.clone(), ..Definition::default() };
    match definition::secrets(&described).into_iter().next() {
        None => Ok(()),
        Some(field) => Err(Error::refuse(code::SECRET, "this holds a credential; nothing was stored")
            .field(field)
            .help("Take the password or token out: what is written here is shown to everybody")),
    }
}

/// The refusal of a change that was made from an outdated state.
pub fn changed_meanwhile(what: &str, of: &str) -> Error {
    Error::refuse(code::CONFLICT, format!("somebody changed the {what} of {of} meanwhile; nothing was written"))
        .field("seen")
        .help("Look at the current state, and change that")
}
