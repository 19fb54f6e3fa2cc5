//! `terrarium hash`: digests of files, without a server.

use crate::{
    failure::Failure,
    file::{self, ReadError},
    options::Reading,
    output::{print_json, print_line, print_note},
};
use clap::Args;
use definition::{Definition, Digests, Invalid, canonical};
use serde::Serialize;
use std::{
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// `terrarium hash`.
#[derive(Args)]
#[command(after_help = "\
Two files with the same image hash build the same image: order, case and white space make no difference.

Examples:
  terrarium hash Dockerfile
  terrarium hash --base-image python:3.12 environment.yml requirements.txt
  terrarium hash --json --base-image python:3.12 environment.yml | jq -r .digests.image

With --json each line is {\"file\", \"digests\": {base, steps, python, spark, stage, image}} or
{\"file\", \"error\": {message, line}}. The exit code is 1 if any file has no hash.")]
pub struct Hash {
    /// Files with definitions (`-` reads standard input), or folders with a Dockerfile or saved by Azure's SDK
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub files: Vec<PathBuf>,
    /// How files are read.
    #[command(flatten)]
    pub reading: Reading,
    /// The base image for files that name none
    #[arg(long, value_name = "REFERENCE")]
    pub base_image: Option<String>,
    /// Print one JSON object per line
    #[arg(long)]
    pub json: bool,
}

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
    /// The file that it is in, if that is not the given one.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
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
        if arguments.json { print_json(&line)? } else { print(&line)? }
    }
    Ok(code)
}

fn digests(path: &Path, arguments: &Hash) -> Result<Digests, Problem> {
    let read = file::read_source(path, &arguments.reading);
    let mut definition = read.map(|source| source.definition).map_err(|ReadError { path: place, error }| Problem {
        message: error.message,
        file: (place != path).then(|| place.display().to_string()),
        line: error.line,
        help: error.help,
    })?;
    if !names_base(&definition) {
        definition.base_image.clone_from(&arguments.base_image);
    }
    canonical(&definition).map(|canonical| canonical.digests()).map_err(|invalid| Problem {
        message: invalid.to_string(),
        file: None,
        line: invalid.line(),
        help: match invalid {
            Invalid::NoBase => "Give one with --base-image, or let the file name one".into(),
            _ => invalid.help().to_owned(),
        },
    })
}

/// Whether the file names a base image, a Dockerfile or a build context; an empty text counts as absent.
fn names_base(definition: &Definition) -> bool {
    let given = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
    given(&definition.base_image) || given(&definition.dockerfile) || definition.context.is_some()
}

fn print(line: &Line) -> io::Result<()> {
    match line {
        Line::Digests { file, digests } => {
            print_line(format_args!("{file}\n  image   {}\n  stage   {}", digests.image, digests.stage))?;
            print_line(format_args!("  base    {}\n  steps   {}", digests.base, digests.steps))?;
            print_line(format_args!("  python  {}\n  spark   {}", digests.python, digests.spark))?;
            if let Some(extras) = digests.extras {
                print_line(format_args!("  extras  {extras}"))?;
            }
        }
        Line::Error { file, error } => {
            let file = error.file.as_ref().unwrap_or(file);
            let place = error.line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"));
            print_note(format_args!("error: {}\n   at: {place}\n help: {}", error.message, error.help));
        }
    }
    Ok(())
}
