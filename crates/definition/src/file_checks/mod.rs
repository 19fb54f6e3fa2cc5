//! Checks of files: those of a definition and its companions with their lines, those that only the text shows, and those
//! of a policy, each under the file that it is in.

mod sections;

use crate::checks::{Check, Rule, check, is_template, template_check};
use crate::import::{
    CONFLICT_HELP, FieldLines, SAVED_DOCKERFILE, add_companions, conflict_lines, decode, implied_content, import_text,
    is_saved_dockerfile, tree,
};
use crate::node::Node;
use crate::text::capitalise;
use crate::{
    Companion, Definition, FileError, ImportError, ImportedFiles, Kind, MissingFile, Policy, SourceFiles, recognise,
};

/// What the rules find in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedFile {
    /// The path of a companion from the folder of the definition; none for the file with the definition, which is the
    /// first.
    pub path: Option<String>,
    /// What was found in it, the heaviest first; lines are lines of this file.
    pub checks: Vec<Check>,
}

/// What the rules find in a file of this kind, or of the kind that its content shows; the heaviest first, with their
/// lines. A file that cannot be read gets one check that says why.
#[must_use]
pub fn check_source(bytes: &[u8], kind: Option<Kind>) -> Vec<Check> {
    check_source_with_policy(&Policy::default(), bytes, kind)
}

/// As [`check_source`], with what breaks a policy.
#[must_use]
pub fn check_source_with_policy(policy: &Policy, bytes: &[u8], kind: Option<Kind>) -> Vec<Check> {
    check_files(policy, &SourceFiles::alone(bytes, kind)).into_iter().flat_map(|file| file.checks).collect()
}

/// What the rules find in a file and its companions, and what breaks a policy. A file that cannot be read gets a check
/// that says why.
#[must_use]
pub fn check_files(policy: &Policy, source: &SourceFiles) -> Vec<CheckedFile> {
    let only = |check| vec![CheckedFile { path: None, checks: vec![check] }];
    let text = match decode(source.bytes) {
        Ok(text) => text,
        // There is no text to look for the line in.
        Err(ImportError { line, message, help }) => {
            return only(Check::new(Rule::Unreadable, format!("This cannot be read: {message}"), help).on_line(line));
        }
    };
    if let Some(conflict) = merge_conflict(&text) {
        return only(conflict);
    }
    let kind = match source.kind.map_or_else(|| recognise(text.as_bytes()), Ok) {
        Ok(kind) => kind,
        Err(error) => return only(unreadable(None, &text, error)),
    };
    let tree = tree(&text, kind);
    let mut found: Vec<Check> = tree.iter().flat_map(|root| sections::find(root, kind)).collect();
    let mut companions = Vec::new();
    let read = import_text(&text, kind).map_err(FileError::from);
    match read.and_then(|imported| add_companions(imported, &text, source)) {
        Ok(files) => {
            let ImportedFiles { imported, companions: read, missing } = files;
            if has_saved_dockerfile(&imported.definition) || read.iter().any(|file| file.kind == Kind::Dockerfile) {
                found.retain(|check| check.rule != Rule::DockerNone);
            }
            let mut of_definition = check(&imported.definition);
            // What the text shows is said with its line already; the fix is that of the definition.
            for shown in &mut found {
                if let Some(known) = of_definition.iter_mut().find(|check| check.rule == shown.rule) {
                    shown.fix = known.fix.take();
                }
            }
            of_definition.extend(policy.findings(&imported.definition));
            of_definition.retain(|check| found.iter().all(|other| other.rule != check.rule));
            companions = read.iter().map(|file| of_companion(file, &mut of_definition)).collect();
            let spread = read.iter().filter(|file| file.is_implied && !source.is_folder);
            of_definition.extend(spread.map(spread_warning));
            locate_in(&mut of_definition, &text, kind, tree.as_ref());
            found.extend(of_definition);
            found.extend(missing.into_iter().map(not_here));
        }
        Err(FileError { file: Some(path), error }) => {
            let bytes = (source.read)(&path).ok().flatten().unwrap_or_default();
            let kind = if path == SAVED_DOCKERFILE { Kind::Dockerfile } else { Kind::Conda };
            let text = decode(&bytes).unwrap_or_default();
            let check = merge_conflict(&text).unwrap_or_else(|| unreadable(Some(kind), &text, error));
            companions.push(CheckedFile { path: Some(path), checks: vec![check] });
        }
        Err(_) if found.iter().any(|check| check.rule == Rule::ContextLocationMissing) => {}
        Err(FileError { file: None, error }) => found.push(unreadable(Some(kind), &text, error)),
    }
    let mut files = vec![CheckedFile { path: None, checks: found }];
    files.extend(companions);
    for file in &mut files {
        file.checks.sort_by_key(|check| (check.severity(), check.line().unwrap_or_default()));
    }
    files
}

/// Takes the checks that are about a companion out of those of its definition.
fn of_companion(companion: &Companion, of_definition: &mut Vec<Check>) -> CheckedFile {
    let Companion { path, kind, text, .. } = companion;
    let field = if *kind == Kind::Dockerfile { "docker.baseDockerfile" } else { "python.condaDependencies" };
    let is_in_file =
        |place: &str| place.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    let is_of_file = |check: &mut Check| check.places.first().is_some_and(|place| is_in_file(&place.path));
    let mut checks: Vec<Check> = of_definition.extract_if(.., is_of_file).collect();
    // Places in other files have no line here.
    for check in &mut checks {
        check.places.retain(|place| is_in_file(&place.path));
    }
    checks.extend(merge_conflict(text));
    locate(&mut checks, text, *kind);
    CheckedFile { path: Some(path.clone()), checks }
}

fn has_saved_dockerfile(definition: &Definition) -> bool {
    definition.context.as_ref().is_some_and(is_saved_dockerfile)
}

fn not_here(missing: MissingFile) -> Check {
    let MissingFile { message, help, line, .. } = missing;
    Check::new(Rule::FileNotHere, capitalise(&message), help).on_line(line)
}

fn unreadable(kind: Option<Kind>, text: &str, error: ImportError) -> Check {
    let ImportError { line, message, help } = error;
    // What is missing at the end is missing on the last line.
    let last = u32::try_from(text.lines().count()).unwrap_or(u32::MAX).max(1);
    let line = line.map(|line| line.clamp(1, last));
    let source = line.and_then(|line| text.lines().nth(line as usize - 1)).unwrap_or_default().trim();
    if is_template(source) && !source.starts_with('#') {
        return template_check(source).on_line(line);
    }
    let rule = if kind == Some(Kind::Conda) { Rule::CondaInvalid } else { Rule::Unreadable };
    Check::new(rule, format!("This cannot be read: {message}"), help).on_line(line)
}

fn merge_conflict(text: &str) -> Option<Check> {
    let lines = conflict_lines(text);
    let check = Check::new(Rule::MergeConflict, "Both sides of a merge stand in the file", CONFLICT_HELP);
    (!lines.is_empty()).then(|| lines.into_iter().fold(check, |check, line| check.on_line(Some(line))))
}

/// The warning that a file alone is not the whole saved environment, although its companions were read this time.
fn spread_warning(companion: &Companion) -> Check {
    let path = &companion.path;
    let message = format!("{} in `{path}`, not in this file", capitalise(implied_content(path)));
    let help = "It stands beside this file and was read with it. Give the folder, so that both stay together.";
    let field = if companion.kind == Kind::Dockerfile { "docker" } else { "python" };
    Check::new(Rule::FileNotHere, message, help).at(field)
}

/// Gives checks of a definition the lines that they have in its text.
pub fn locate(checks: &mut [Check], text: &str, kind: Kind) {
    locate_in(checks, text, kind, tree(text, kind).as_ref());
}

/// As [`locate`], for a text that was read into this tree.
fn locate_in(checks: &mut [Check], text: &str, kind: Kind, root: Option<&Node>) {
    let lines = FieldLines::new(text, kind, root);
    for place in checks.iter_mut().flat_map(|check| &mut check.places).filter(|place| place.line.is_none()) {
        place.line = lines.line_of(&place.path, place.within);
    }
}
