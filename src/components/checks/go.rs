//! From a check to its place: the field of the form, or the line of the text that is open.

use super::{rules::line_in, text};
use crate::{
    browser::{focus, scroll},
    state::draft::{Draft, Edit, EditorTab},
};
use api::ExplainedPackage;
use definition::Kind;
use definition::checks::{Check, Severity, check};
use definition::edit::row_of;
use leptos::prelude::*;

/// The field of a source view.
const SOURCE: &str = "#panel .code-text textarea";
/// The rows of the packages.
const ROWS: &str = "#panel table.packages tbody";

/// Shows the place of a check: in the form, or in a text when the form has no field for it.
pub fn show_check(draft: Draft, check: &Check) {
    if let (EditorTab::Source(_), Some(line)) = (draft.tab().get_untracked(), check.line()) {
        return scroll::select_line(SOURCE, line);
    }
    let Some(place) = check.places.first() else { return };
    let path = place.path.as_str();
    if path.starts_with("python.condaDependencies.dependencies") {
        return show_row(draft, path);
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
            request_animation_frame(move || focus::focus(field));
        }
        None => show_text(draft, check, path),
    }
}

fn show_row(draft: Draft, path: &str) {
    let row = draft.rows().with_untracked(|rows| rows.iter().position(|row| row.path() == path));
    let count = draft.rows().with_untracked(Vec::len);
    draft.open(EditorTab::Form);
    scroll::to_row(ROWS, row.unwrap_or_default(), count);
}

/// Shows the row of a package that made a build fail, when the draft still has it. An error of that row with a fix is
/// fixed first; that can be undone.
pub fn show_package(draft: Draft, package: &ExplainedPackage) {
    let definition = draft.definition().get_untracked();
    let Some(row) = row_of(&definition, package.source, &package.name) else { return };
    let path = row.path();
    let is_wrong =
        |check: &Check| check.severity() == Severity::Error && check.places.len() == 1 && check.places[0].path == path;
    if let Some(fix) = check(&definition).into_iter().find(is_wrong).and_then(|check| check.fix) {
        draft.apply(Edit::Suggestion { edits: fix.edits, summary: text::done(&fix.title) });
    }
    show_row(draft, &path);
}

fn show_text(draft: Draft, check: &Check, path: &str) {
    let kind = match path {
        _ if path.starts_with("docker.baseDockerfile") => Kind::Dockerfile,
        _ if path.starts_with("python.condaDependencies.") => Kind::Conda,
        _ => Kind::V1,
    };
    let text = [kind, Kind::V1].into_iter().find_map(|kind| Some((kind, draft.text(kind).ok()?)));
    if let Some((kind, text)) = text {
        draft.open(EditorTab::Source(kind));
        scroll::select_line(SOURCE, line_in(check, &text, kind).unwrap_or(1));
    }
}
