//! The way from what does not work to a draft that has the Docker steps for it.

use super::text;
use crate::{
    browser::performance,
    reactive::pressed,
    routes::Route,
    state::{
        draft::Draft,
        handover::{Brought, use_handover},
        toasts::use_toasts,
    },
    ui::{CopyButton, Icon, icon},
};
use api::{Trial, TrialFix, VersionReference};
use definition::edit::{Edit, can_add_step, has_step};
use leptos::prelude::*;

/// Where the fix of an image goes.
#[derive(Clone)]
pub enum Target {
    /// Into a draft of the version after this one.
    NextVersion(VersionReference),
    /// Into a draft of another environment that begins as this version, which cannot be changed.
    NewEnvironment(VersionReference),
    /// Into the draft that is open.
    Draft(Draft),
    /// Nowhere: nobody knows a version with this image, so the steps can only be copied.
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

/// Whether there is a step that fixes something.
pub fn has_fix(trial: &Trial) -> bool {
    trial.findings.iter().any(|finding| finding.fix.is_some())
}

/// The button that adds these steps.
pub fn fix_button(fixes: &[TrialFix], target: &Target, class: &'static str) -> AnyView {
    let added = text::added(fixes);
    let edits: Vec<Edit> = fixes.iter().map(|fix| Edit::AddStep(fix.instruction.clone())).collect();
    match target {
        Target::NextVersion(version) => {
            let to = Route::Edit { name: version.environment.clone(), from: Some(version.version.clone()) };
            link(&to, version.clone(), edits, &added, text::add_and_edit(&added), class)
        }
        Target::NewEnvironment(version) => {
            let to = Route::New { from: Some(version.clone()) };
            link(&to, version.clone(), edits, &added, text::add_and_start(&added), class)
        }
        Target::Draft(draft) => {
            let (draft, toasts, words) = (*draft, use_toasts(), text::add(&added));
            let add = pressed(move || {
                performance::began();
                if let Err(reason) = add_to_draft(draft, &edits, text::done(&added)) {
                    toasts.failed(reason);
                }
            });
            view! { <button class=class type="button" on:click=add>{icon(Icon::Plus)} {words}</button> }.into_any()
        }
        Target::Clipboard => {
            let steps: Vec<String> = fixes.iter().map(|fix| fix.instruction.clone()).collect();
            let what = if steps.len() == 1 { text::STEP } else { text::STEPS };
            view! { <CopyButton text=steps.join("\n") what=what /> }.into_any()
        }
    }
}

fn link(
    to: &Route,
    version: VersionReference,
    edits: Vec<Edit>,
    added: &str,
    words: String,
    class: &'static str,
) -> AnyView {
    let handover = use_handover();
    let done = text::done(added);
    let bring = pressed(move || {
        handover.bring(Brought::Change { version: version.clone(), edits: edits.clone(), done: done.clone() });
    });
    view! { <a class=class href=to.to_string() on:click=bring>{icon(Icon::Edit)} {words}</a> }.into_any()
}

/// Adds steps to a draft as a change that can be undone.
///
/// # Errors
/// In words, when the draft has the steps already, or its Dockerfile is a file of a folder.
pub fn add_to_draft(draft: Draft, edits: &[Edit], done: String) -> Result<(), &'static str> {
    let (can_add, has_all) = draft.definition.with_untracked(|definition| {
        let is_there = |edit: &Edit| matches!(edit, Edit::AddStep(step) if has_step(definition, step));
        (can_add_step(definition), edits.iter().all(is_there))
    });
    match (can_add, has_all) {
        (false, _) => Err(text::IN_CONTEXT),
        (true, true) => Err(text::HAS_STEP),
        (true, false) => {
            draft.apply(edits, done);
            Ok(())
        }
    }
}
