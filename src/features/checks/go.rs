//! The way from a check to its place: the field of the form, or the line of the text that is open.

use super::{draft::line_in, text};
use crate::browser::{page, scroll};
use crate::state::draft::{Draft, EditorTab};
use api::ExplainedPackage;
use definition::Kind;
use definition::checks::{Check, Severity, check};
use definition::edit::row_of;
use leptos::prelude::*;

/// Where the text of a source view is typed.
const SOURCE: &str = "#panel .code-text textarea";
/// The rows of the packages.
const ROWS: &str = "#panel table.packages tbody";

/// Shows the place of a check. What the form has no field for is shown in the text that has it.
pub fn go(draft: Draft, check: &Check) {
    if let (EditorTab::Source(_), Some(line)) = (draft.tab.get_untracked(), check.line()) {
        return page::select_line(SOURCE, line);
    }
    let Some(place) = check.places.first() else { return };
    let path = place.path.as_str();
    if path.starts_with("python.condaDependencies.dependencies") {
        return go_to_row(draft, path);
    }
    let field = match path {
        "docker" | "docker.baseImage" => Some("#base-image"),
        "python.condaDependencies" => Some("#add-package"),
        "python.condaDependencies.channels" => Some("#add-channel"),
        _ => path.starts_with("environmentVariables").then_some("#add-variable"),
    };
    match field {
        Some(field) => {
            draft.open(EditorTab::Form);
            request_animation_frame(move || page::focus(field));
        }
        None => go_to_text(draft, check, path),
    }
}

fn go_to_row(draft: Draft, path: &str) {
    let row = draft.rows.with_untracked(|rows| rows.iter().position(|row| row.path() == path));
    let count = draft.rows.with_untracked(Vec::len);
    draft.open(EditorTab::Form);
    scroll::to_row(ROWS, row.unwrap_or_default(), count);
}

/// Shows the row of a package that made a build fail, when the draft still has it. What a check knows to be wrong with
/// that row is settled first, with the way back that every fix has.
pub fn go_to_package(draft: Draft, package: &ExplainedPackage) {
    let definition = draft.definition.get_untracked();
    let Some(row) = row_of(&definition, package.source, &package.name) else { return };
    let path = row.path();
    let is_wrong =
        |check: &Check| check.severity() == Severity::Error && check.places.len() == 1 && check.places[0].path == path;
    if let Some(fix) = check(&definition).into_iter().find(is_wrong).and_then(|check| check.fix) {
        draft.apply(&fix.edits, text::done(&fix.title));
    }
    go_to_row(draft, &path);
}

fn go_to_text(draft: Draft, check: &Check, path: &str) {
    let kind = match path {
        _ if path.starts_with("docker.baseDockerfile") => Kind::Dockerfile,
        _ if path.starts_with("python.condaDependencies.") => Kind::Conda,
        _ => Kind::V1,
    };
    let text = [kind, Kind::V1].into_iter().find_map(|kind| Some((kind, draft.text(kind).ok()?)));
    if let Some((kind, text)) = text {
        draft.open(EditorTab::Source(kind));
        page::select_line(SOURCE, line_in(check, &text, kind).unwrap_or(1));
    }
}
