//! `terrarium check`: what the rules find in files, without a server.

mod sarif;
mod text;

use super::print_json;
use crate::{
    arguments::{Check as Arguments, CheckFormat},
    failure::Failure,
    file::{self, FolderForm, Source},
};
use definition::{
    ImportError, Policy,
    checks::{Check, Rule, Severity, check as check_definition},
    file_checks::{CheckedFile, check_files},
};
use serde::Serialize;
use std::{io, path::Path, process::ExitCode};

/// What was found in one file.
#[derive(Clone)]
struct Checked {
    file: String,
    checks: Vec<Check>,
}

/// One check, for machines.
#[derive(Serialize)]
struct Found<'a> {
    file: &'a str,
    rule: &'static str,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    places: Vec<Place<'a>>,
    message: &'a str,
    help: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
}

/// Where it was found.
#[derive(Serialize)]
struct Place<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

/// Prints what the rules find in every file.
///
/// # Errors
/// When a file that is there cannot be read, or the answer cannot be written.
pub fn check(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let policy = file::policy(arguments.policy.as_deref())?;
    let checked: Vec<Checked> = arguments
        .files
        .iter()
        .map(|path| check_given(path, arguments, &policy))
        .collect::<Result<Vec<_>, _>>()?
        .concat();
    match arguments.format {
        CheckFormat::Text => text::print(&checked),
        CheckFormat::Json => {
            for Checked { file, checks } in &checked {
                checks.iter().try_for_each(|check| print_json(&found(file, check)))?;
            }
        }
        CheckFormat::Sarif => print_json(&sarif::report(&checked))?,
    }
    let least = Severity::from(arguments.fail_on);
    let fails = checked.iter().flat_map(|file| &file.checks).any(|check| check.severity() <= least);
    Ok(if fails { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Checks a file with its companions, or a folder.
fn check_given(path: &Path, arguments: &Arguments, policy: &Policy) -> Result<Vec<Checked>, Failure> {
    if !path.is_dir() {
        return check_file(path, arguments, policy, false);
    }
    match FolderForm::recognise(path, arguments.reading.kind, &arguments.reading.dockerfile) {
        Ok(FolderForm::SavedEnvironment(file)) => check_file(&file, arguments, policy, true),
        Ok(FolderForm::Context) => Ok(vec![check_context(path, &arguments.reading.dockerfile, policy)]),
        Err(error) => Ok(vec![unreadable(path, error)]),
    }
}

fn check_file(path: &Path, arguments: &Arguments, policy: &Policy, is_folder: bool) -> Result<Vec<Checked>, Failure> {
    let name = path.display().to_string();
    let bytes = match file::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(vec![Checked { checks: vec![missing(&name)], file: name }]);
        }
        Err(error) => {
            let help = "Check the path and who may read the file";
            return Err(Failure::new(api::code::NOT_FOUND, format!("{name} cannot be read: {error}"), help));
        }
    };
    let files =
        file::with_companions(path, &bytes, arguments.reading.kind, is_folder, |source| check_files(policy, source));
    let named = |CheckedFile { path: companion, checks }| Checked {
        file: companion
            .map_or_else(|| name.clone(), |companion| file::companion(path, &companion).display().to_string()),
        checks,
    };
    Ok(files.into_iter().map(named).collect())
}

/// Checks the Dockerfile of a folder, whose files are here.
fn check_context(path: &Path, dockerfile: &str, policy: &Policy) -> Checked {
    let definition = match Source::read_context(path, dockerfile) {
        Ok(source) => source.definition,
        Err(error) => return unreadable(path, error),
    };
    let mut checks = check_definition(&definition);
    checks.extend(policy.findings(&definition));
    for place in checks.iter_mut().flat_map(|check| &mut check.places) {
        place.line = place.within;
    }
    checks.sort_by_key(|check| (check.severity(), check.line().unwrap_or_default()));
    Checked { file: path.join(dockerfile).display().to_string(), checks }
}

fn unreadable(path: &Path, error: ImportError) -> Checked {
    let ImportError { message, help, .. } = error;
    Checked { file: path.display().to_string(), checks: vec![Check::new(Rule::NoDefinition, message, help)] }
}

/// A name that is no file may be meant as a version, which has to be fetched first.
fn missing(name: &str) -> Check {
    let version = name.parse::<api::VersionReference>().ok();
    let help = version.map_or_else(
        || "Check the path; versions of the workspace are written as NAME:VERSION.".to_owned(),
        |version| {
            let version = format!("{}:{}", version.environment, version.version);
            format!("For a version of the workspace: terrarium export {version} | terrarium check -")
        },
    );
    Check::new(Rule::NoDefinition, format!("There is no file `{name}`"), help)
}

fn found<'a>(file: &'a str, check: &'a Check) -> Found<'a> {
    Found {
        file,
        rule: check.rule.id(),
        severity: check.severity().word(),
        line: check.line(),
        places: check.places.iter().map(|place| Place { path: &place.path, line: place.line }).collect(),
        message: &check.message,
        help: &check.help,
        fix: check.fix.as_ref().map(|fix| fix.title.as_str()),
    }
}
