//! Adding the Docker steps that fix an image to a draft.

use super::text;
use crate::{
    browser::performance,
    reactive::pressed,
    routes::Route,
    state::{
        draft::{Draft, Edit},
        handover::{Handed, use_handover},
        toasts::use_toasts,
    },
    ui::{CopyButton, Icon, icon},
};
use api::{Trial, TrialFix, VersionReference};
use definition::edit::{self, can_add_step, has_step};
use leptos::prelude::*;

/// Where the fix of an image is added.
#[derive(Clone)]
pub enum FixTarget {
    /// A draft of the version after this one.
    NextVersion(VersionReference),
    /// A draft of a new environment that starts from this version, which cannot be changed.
    NewEnvironment(VersionReference),
    /// The draft that is open.
    Draft(Draft),
    /// No version has this image, so the steps can only be copied.
    Clipboard,
}

/// The steps that fix an image, each once.
pub fn fixes(trial: &Trial) -> Vec<TrialFix> {
    let mut fixes: Vec<TrialFix> = Vec::new();
    for fix in trial.findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        if fixes.iter().all(|other| other.instruction != fix.instruction) {
            fixes.push(fix.clone());
        }
    }
    fixes
}

pub fn has_fix(trial: &Trial) -> bool {
    trial.findings.iter().any(|finding| finding.fix.is_some())
}

/// The button that adds the steps.
pub fn fix_button(fixes: &[TrialFix], target: &FixTarget, class: &'static str) -> AnyView {
    let summary = text::summary(fixes);
    let edits: Vec<edit::Edit> = fixes.iter().map(|fix| edit::Edit::AddStep(fix.instruction.clone())).collect();
    match target {
        FixTarget::NextVersion(version) => {
            let to = Route::Edit { name: version.environment.clone(), from: Some(version.version.clone()) };
            link(&to, version.clone(), edits, &summary, text::add_and_edit(&summary), class)
        }
        FixTarget::NewEnvironment(version) => {
            let to = Route::New { from: Some(version.clone()) };
            link(&to, version.clone(), edits, &summary, text::add_and_start(&summary), class)
        }
        FixTarget::Draft(draft) => {
            let (draft, toasts, words) = (*draft, use_toasts(), text::add(&summary));
            let add = pressed(move || {
                performance::mark_edit();
                if let Err(reason) = add_to_draft(draft, &edits, text::done(&summary)) {
                    toasts.failed(reason);
                }
            });
            view! { <button class=class type="button" on:click=add>{icon(Icon::Plus)} {words}</button> }.into_any()
        }
        FixTarget::Clipboard => {
            let steps: Vec<String> = fixes.iter().map(|fix| fix.instruction.clone()).collect();
            let what = if steps.len() == 1 { text::STEP } else { text::STEPS };
            view! { <CopyButton text=steps.join("\n") what=what /> }.into_any()
        }
    }
}

fn link(
    to: &Route,
    version: VersionReference,
    edits: Vec<edit::Edit>,
    summary: &str,
    label: String,
    class: &'static str,
) -> AnyView {
    let handover = use_handover();
    let done = text::done(summary);
    let press = pressed(move || {
        handover.put(Handed::Change { version: version.clone(), edits: edits.clone(), summary: done.clone() });
    });
    view! { <a class=class href=to.to_string() on:click=press>{icon(Icon::Edit)} {label}</a> }.into_any()
}

/// Adds steps to a draft as a change that can be undone.
///
/// # Errors
/// When the draft has the steps already, or its Dockerfile is a file of a build context.
pub fn add_to_draft(draft: Draft, edits: &[edit::Edit], done: String) -> Result<(), &'static str> {
    let (can_add, has_all) = draft.definition().with_untracked(|definition| {
        let is_there = |edit: &edit::Edit| matches!(edit, edit::Edit::AddStep(step) if has_step(definition, step));
        (can_add_step(definition), edits.iter().all(is_there))
    });
    match (can_add, has_all) {
        (false, _) => Err(text::IN_CONTEXT),
        (true, true) => Err(text::HAS_STEP),
        (true, false) => {
            draft.apply(Edit::Suggestion { edits: edits.to_vec(), summary: done });
            Ok(())
        }
    }
}
