//! `terrarium hash`: digests of files, without a server.

use super::print_json;
use crate::{arguments::Hash, failure::Failure, file};
use definition::{Definition, Digests, Invalid, canonical};
use serde::Serialize;
use std::{path::Path, process::ExitCode};

/// One line of the answer.
#[derive(Serialize)]
#[serde(untagged)]
enum Line {
    Digests { file: String, digests: Digests },
    Error { file: String, error: Problem },
}

/// Why a file has no hash.
#[derive(Serialize)]
struct Problem {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip)]
    help: String,
}

/// Prints the digests of every file, or why it has none.
///
/// # Errors
/// When the answer cannot be written; a file without a hash is part of the answer and of the exit code.
pub fn hash(arguments: &Hash) -> Result<ExitCode, Failure> {
    let mut code = ExitCode::SUCCESS;
    for path in &arguments.files {
        let file = path.display().to_string();
        let line = match digests(path, arguments) {
            Ok(digests) => Line::Digests { file, digests },
            Err(error) => {
                code = ExitCode::FAILURE;
                Line::Error { file, error }
            }
        };
        if arguments.json { print_json(&line)? } else { print(&line) }
    }
    Ok(code)
}

fn digests(path: &Path, arguments: &Hash) -> Result<Digests, Problem> {
    let read = file::read_source(path, &arguments.reading);
    let mut definition = read.map(|source| source.definition).map_err(|error| Problem {
        message: error.message,
        line: error.line,
        help: error.help,
    })?;
    if !names_base(&definition) {
        definition.base_image.clone_from(&arguments.base_image);
    }
    canonical(&definition).map(|canonical| canonical.digests()).map_err(|invalid| Problem {
        message: invalid.to_string(),
        line: invalid.line(),
        help: match invalid {
            Invalid::NoBase => "Give one with --base-image, or let the file name one".into(),
            _ => invalid.help().to_owned(),
        },
    })
}

/// Whether the file says what to start from; an empty text counts as absent.
fn names_base(definition: &Definition) -> bool {
    let given = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
    given(&definition.base_image) || given(&definition.dockerfile) || definition.context.is_some()
}

fn print(line: &Line) {
    match line {
        Line::Digests { file, digests } => {
            println!("{file}\n  image   {}\n  stage   {}", digests.image, digests.stage);
            println!("  base    {}\n  steps   {}", digests.base, digests.steps);
            println!("  python  {}\n  spark   {}", digests.python, digests.spark);
            if let Some(extras) = digests.extras {
                println!("  extras  {extras}");
            }
        }
        Line::Error { file, error } => {
            let place = error.line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"));
            eprintln!("error: {}\n   at: {place}\n help: {}", error.message, error.help);
        }
    }
}
