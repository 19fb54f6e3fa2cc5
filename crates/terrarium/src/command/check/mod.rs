//! `terrarium check`: what the rules find in files, without a server.

mod sarif;
mod text;

use super::print_json;
use crate::{
    arguments::{Check as Arguments, CheckFormat},
    failure::Failure,
    file,
};
use definition::{
    Policy,
    checks::{Check, Rule, Severity, check_source_by},
};
use serde::Serialize;
use std::{io, path::Path, process::ExitCode};

/// What was found in one file.
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
    let checked: Vec<Checked> =
        arguments.files.iter().map(|path| check_file(path, arguments, &policy)).collect::<Result<_, _>>()?;
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

fn check_file(path: &Path, arguments: &Arguments, policy: &Policy) -> Result<Checked, Failure> {
    let name = path.display().to_string();
    let checks = match file::read(path) {
        Ok(bytes) => check_source_by(policy, &bytes, arguments.kind.map(Into::into)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => vec![missing(&name)],
        Err(error) => {
            let help = "Check the path and who may read the file";
            return Err(Failure::new(api::code::NOT_FOUND, format!("{name} cannot be read: {error}"), help));
        }
    };
    Ok(Checked { file: name, checks })
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
