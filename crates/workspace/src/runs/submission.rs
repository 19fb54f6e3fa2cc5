//! A submission, checked before anything is written: the command, and the variables split into secrets and others.

use crate::{
    Error,
    input::{Name, tags},
};
use api::{RunCommand, StartRun, code};
use definition::Definition;
use std::collections::{BTreeMap, BTreeSet};

/// How many words the command may have, and how many variables the run.
const MAX_WORDS: usize = 500;
/// How long the command, and the name or the value of a variable, may be, in bytes.
const MAX_LENGTH: usize = 64 << 10;
/// How many characters the display name and the experiment may have.
const MAX_TITLE_LENGTH: usize = 256;

/// A submission that was checked.
#[derive(Debug)]
pub struct Submission {
    /// What clients find it by.
    pub name: Option<String>,
    /// Variables that everybody may read.
    pub variables: BTreeMap<String, String>,
    /// Secret variables.
    pub secrets: BTreeMap<String, String>,
}

impl Submission {
    /// Reads what a client sent.
    pub fn read(request: &StartRun) -> Result<Self, Error> {
        let name = request.name.as_deref().map(Name::environment).transpose()?;
        check_command(&request.command)?;
        for (field, text) in [("display_name", &request.display_name), ("experiment", &request.experiment)] {
            if text.chars().count() > MAX_TITLE_LENGTH || text.chars().any(char::is_control) {
                return Err(Error::refuse(code::INVALID_PARAMETER, format!("this cannot be the {field}"))
                    .field(field)
                    .help(format!("Use at most {MAX_TITLE_LENGTH} characters, without line breaks")));
            }
            tags::refuse_credentials(text, &BTreeMap::new()).map_err(|error| error.field(field))?;
        }
        tags::check("tags", &request.tags)?;
        let (secrets, variables) = split_variables(&request.variables)?;
        Ok(Self { name: name.map(|name| name.as_str().to_owned()), variables, secrets })
    }
}

fn check_command(command: &RunCommand) -> Result<(), Error> {
    let refuse =
        |message: &str, help: &str| Err(Error::refuse(code::INVALID_PARAMETER, message).field("command").help(help));
    let words: Vec<&String> = match command {
        RunCommand::Words(words) => words.iter().collect(),
        RunCommand::Shell(line) => vec![line],
    };
    let size: usize = words.iter().map(|word| word.len()).sum();
    if words.first().is_none_or(|word| word.trim().is_empty()) {
        return refuse("there is no command", "Name a program, for example python train.py");
    }
    if words.len() > MAX_WORDS || size > MAX_LENGTH {
        return refuse("the command is too long", "Put it into a script in the folder that is sent along");
    }
    if words.iter().any(|word| word.contains('\0')) {
        return refuse("a command cannot hold the character NUL", "Take it out");
    }
    if words.iter().any(|word| !definition::secrets(&definition_with(word)).is_empty()) {
        return Err(Error::refuse(code::SECRET, "the command holds a credential; nothing was stored")
            .field("command")
            .help("Put it into a variable whose name says so, for example HF_TOKEN: its value is never shown"));
    }
    Ok(())
}

/// Secret variables, then the others.
type SplitVariables = (BTreeMap<String, String>, BTreeMap<String, String>);

fn split_variables(requested: &BTreeMap<String, String>) -> Result<SplitVariables, Error> {
    let refuse = |message: String| Error::refuse(code::INVALID_PARAMETER, message).field("variables");
    if requested.len() > MAX_WORDS {
        return Err(refuse(format!("there are {} variables, at most {MAX_WORDS} are taken", requested.len())));
    }
    for (name, value) in requested {
        let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        let rest = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !first || !rest || name.len() > MAX_LENGTH {
            let shown: String = name.chars().take(60).flat_map(char::escape_debug).collect();
            return Err(refuse(format!("\u{201c}{shown}\u{201d} cannot be the name of a variable"))
                .help("Begin with a letter or underscore, go on with letters, digits and underscores"));
        }
        if value.len() > MAX_LENGTH || value.contains('\0') {
            return Err(refuse(format!("the value of {name} is too long, or holds the character NUL"))
                .help("Put it into a file in the folder that is sent along"));
        }
    }
    let known = Definition { variables: requested.clone(), ..Definition::default() };
    let secret: BTreeSet<String> = definition::secrets(&known).into_iter().collect();
    let is_secret = |name: &String| secret.contains(&format!("environmentVariables.{name}"));
    Ok(requested.clone().into_iter().partition(|(name, _)| is_secret(name)))
}

/// A definition with this text where credentials are searched for, also in assignments of variables.
fn definition_with(text: &str) -> Definition {
    Definition { dockerfile: Some(text.to_owned()), ..Definition::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_name_and_by_value() {
        let requested =
            [("HF_TOKEN", "hunter2"), ("INDEX", "https://me:hunter2@host/"), ("EPOCHS", "3"), ("TOKEN_FILE", "/t")];
        let requested = requested.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let (secrets, others) = split_variables(&requested).unwrap();
        assert_eq!(secrets.into_keys().collect::<Vec<_>>(), ["HF_TOKEN", "INDEX"]);
        assert_eq!(others.into_keys().collect::<Vec<_>>(), ["EPOCHS", "TOKEN_FILE"]);
    }
}
