//! `terrarium check`.

mod report;
mod sarif;

use crate::{
    failure::Failure,
    file::{self, FolderForm, Source},
    options::Reading,
    output::print_json,
};
use clap::{Args, ValueEnum};
use definition::{
    ImportError, Policy,
    checks::{Check as Finding, Rule, Severity, check as check_definition},
    file_checks::{self, check_files},
};
use report::{CheckedFile, print_json_lines, print_text_lines};
use std::{
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// `terrarium check`.
#[derive(Args)]
#[command(after_help = "\
Each line is FILE:LINE: SEVERITY RULE: MESSAGE; docs/CHECKS.md lists the rules. The console offers fixes
with one click. A file that the definition takes its packages from (`conda_file:`) is checked too.

Examples:
  terrarium check environment.yml Dockerfile
  terrarium check --fail-on warning environment.yml
  terrarium check --format sarif environment.yml > checks.sarif
  terrarium check --policy policy.yml environment.yml

The exit code is 1 if there are errors, or with --fail-on warning if there are warnings.")]
pub struct Check {
    /// Files with definitions (`-` reads standard input), or folders with a Dockerfile or saved by Azure's SDK
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub files: Vec<PathBuf>,
    /// How files are read.
    #[command(flatten)]
    pub reading: Reading,
    /// The policy of a workspace, as given to `terrarium serve --policy`
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// The output format
    #[arg(long, default_value = "text")]
    pub format: CheckFormat,
    /// The lowest severity at which the command fails
    #[arg(long, default_value = "error", value_name = "SEVERITY")]
    pub fail_on: FailOn,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// Lines of text
    Text,
    /// One JSON object per line
    Json,
    /// SARIF 2.1.0, for code review tools
    Sarif,
}

/// The lowest severity at which the command fails.
#[derive(Clone, Copy, ValueEnum)]
pub enum FailOn {
    /// Errors only
    Error,
    /// Errors and warnings
    Warning,
}

impl From<FailOn> for Severity {
    fn from(least: FailOn) -> Self {
        match least {
            FailOn::Error => Self::Error,
            FailOn::Warning => Self::Warning,
        }
    }
}

/// Prints what the rules find in every file.
///
/// # Errors
/// When an existing file cannot be read, or the output cannot be written.
pub fn check(arguments: &Check) -> Result<ExitCode, Failure> {
    let policy = file::policy(arguments.policy.as_deref())?;
    let checked: Vec<CheckedFile> = arguments
        .files
        .iter()
        .map(|path| check_given(path, arguments, &policy))
        .collect::<Result<Vec<_>, _>>()?
        .concat();
    match arguments.format {
        CheckFormat::Text => print_text_lines(&checked)?,
        CheckFormat::Json => print_json_lines(&checked)?,
        CheckFormat::Sarif => print_json(&sarif::report(&checked))?,
    }
    let least = Severity::from(arguments.fail_on);
    let fails = checked.iter().flat_map(|file| &file.checks).any(|check| check.severity() <= least);
    Ok(if fails { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Checks a file with its companions, or a folder.
fn check_given(path: &Path, arguments: &Check, policy: &Policy) -> Result<Vec<CheckedFile>, Failure> {
    if !path.is_dir() {
        return check_file(path, arguments, policy, false);
    }
    match FolderForm::recognise(path, arguments.reading.kind, &arguments.reading.dockerfile) {
        Ok(FolderForm::SavedEnvironment(file)) => check_file(&file, arguments, policy, true),
        Ok(FolderForm::Context) => Ok(vec![check_context(path, &arguments.reading.dockerfile, policy)]),
        Err(error) => Ok(vec![unreadable(path, error)]),
    }
}

fn check_file(path: &Path, arguments: &Check, policy: &Policy, is_folder: bool) -> Result<Vec<CheckedFile>, Failure> {
    let name = path.display().to_string();
    let bytes = match file::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(vec![CheckedFile { checks: vec![missing(&name)], file: name }]);
        }
        Err(error) => {
            let help = "Check the path and who may read the file";
            return Err(Failure::new(api::code::NOT_FOUND, format!("{name} cannot be read: {error}"), help));
        }
    };
    let files =
        file::with_companions(path, &bytes, arguments.reading.kind, is_folder, |source| check_files(policy, source));
    let named = |file_checks::CheckedFile { path: companion, checks }| CheckedFile {
        file: companion
            .map_or_else(|| name.clone(), |companion| file::companion(path, &companion).display().to_string()),
        checks,
    };
    Ok(files.into_iter().map(named).collect())
}

/// Checks the Dockerfile of a folder, whose files are here.
fn check_context(path: &Path, dockerfile: &str, policy: &Policy) -> CheckedFile {
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
    CheckedFile { file: path.join(dockerfile).display().to_string(), checks }
}

fn unreadable(path: &Path, error: ImportError) -> CheckedFile {
    let ImportError { message, help, .. } = error;
    CheckedFile { file: path.display().to_string(), checks: vec![Finding::new(Rule::NoDefinition, message, help)] }
}

/// A name that is not a file may be meant as a version, which has to be exported first.
fn missing(name: &str) -> Finding {
    let version = name.parse::<api::VersionReference>().ok();
    let help = version.map_or_else(
        || "Check the path; write versions of the workspace as NAME:VERSION.".to_owned(),
        |version| {
            let version = format!("{}:{}", version.environment, version.version);
            format!("For a version of the workspace: terrarium export {version} | terrarium check -")
        },
    );
    Finding::new(Rule::NoDefinition, format!("There is no file `{name}`"), help)
}
