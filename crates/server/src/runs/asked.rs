//! What a run is asked to do, before anything is written: a command that can be, variables sorted into those that
//! everybody may read and secrets.

use crate::{Error, name::Name, terms};
use api::{RunCommand, StartRun, code};
use definition::Definition;
use std::collections::{BTreeMap, BTreeSet};

/// How many words and variables a run may have.
const MOST: usize = 500;
/// How long the command, and the name or the value of a variable, may be, in bytes.
const LONGEST: usize = 64 << 10;
/// How many characters the display name and the experiment may have.
const LONGEST_TITLE: usize = 256;

/// What was asked for.
#[derive(Debug)]
pub struct Asked {
    /// What clients find it by.
    pub name: Option<String>,
    /// Variables that everybody may read.
    pub variables: BTreeMap<String, String>,
    /// Secret variables.
    pub secrets: BTreeMap<String, String>,
}

impl Asked {
    /// Reads what a client sent.
    pub fn read(request: &StartRun) -> Result<Self, Error> {
        let name = request.name.as_deref().map(Name::environment).transpose()?;
        command(&request.command)?;
        for (field, text) in [("display_name", &request.display_name), ("experiment", &request.experiment)] {
            if text.chars().count() > LONGEST_TITLE || text.chars().any(char::is_control) {
                return Err(Error::refuse(code::INVALID_PARAMETER, format!("this cannot be the {field}"))
                    .field(field)
                    .help(format!("Use at most {LONGEST_TITLE} characters, without line breaks")));
            }
            terms::no_credential(text, &BTreeMap::new()).map_err(|error| error.field(field))?;
        }
        terms::check("tags", &request.tags)?;
        let (secrets, variables) = variables(&request.variables)?;
        Ok(Self { name: name.map(|name| name.as_str().to_owned()), variables, secrets })
    }
}

fn command(command: &RunCommand) -> Result<(), Error> {
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
    if words.len() > MOST || size > LONGEST {
        return refuse("the command is too long", "Put it into a script in the folder that is sent along");
    }
    if words.iter().any(|word| word.contains('\0')) {
        return refuse("a command cannot hold the character NUL", "Take it out");
    }
    if words.iter().any(|word| !definition::secrets(&holding(word)).is_empty()) {
        return Err(Error::refuse(code::SECRET, "the command holds a credential; nothing was stored")
            .field("command")
            .help("Put it into a variable whose name says so, for example HF_TOKEN: its value is never shown"));
    }
    Ok(())
}

/// Secret variables, then the others.
type Sorted = (BTreeMap<String, String>, BTreeMap<String, String>);

fn variables(asked: &BTreeMap<String, String>) -> Result<Sorted, Error> {
    let refuse = |message: String| Error::refuse(code::INVALID_PARAMETER, message).field("variables");
    if asked.len() > MOST {
        return Err(refuse(format!("there are {} variables, at most {MOST} are taken", asked.len())));
    }
    for (name, value) in asked {
        let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        let rest = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !first || !rest || name.len() > LONGEST {
            let shown: String = name.chars().take(60).flat_map(char::escape_debug).collect();
            return Err(refuse(format!("\u{201c}{shown}\u{201d} cannot be the name of a variable"))
                .help("Begin with a letter or underscore, go on with letters, digits and underscores"));
        }
        if value.len() > LONGEST || value.contains('\0') {
            return Err(refuse(format!("the value of {name} is too long, or holds the character NUL"))
                .help("Put it into a file in the folder that is sent along"));
        }
    }
    let known = Definition { variables: asked.clone(), ..Definition::default() };
    let secret: BTreeSet<String> = definition::secrets(&known).into_iter().collect();
    let is_secret = |name: &String| secret.contains(&format!("environmentVariables.{name}"));
    Ok(asked.clone().into_iter().partition(|(name, _)| is_secret(name)))
}

/// A definition that holds this where credentials are looked for, also those that a line gives to a variable.
fn holding(text: &str) -> Definition {
    Definition { dockerfile: Some(text.to_owned()), ..Definition::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_name_and_by_value() {
        let asked =
            [("HF_TOKEN", "hunter2"), ("INDEX", "https://me:hunter2@host/"), ("EPOCHS", "3"), ("TOKEN_FILE", "/t")];
        let asked = asked.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let (secrets, others) = variables(&asked).unwrap();
        assert_eq!(secrets.into_keys().collect::<Vec<_>>(), ["HF_TOKEN", "INDEX"]);
        assert_eq!(others.into_keys().collect::<Vec<_>>(), ["EPOCHS", "TOKEN_FILE"]);
    }
}
