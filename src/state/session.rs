//! The workspace that this console is of.

use super::changes::use_changes;
use crate::api::{self, Asked, ask};
use ::api::{Workspace, WorkspaceEvent};
use definition::{Policy, PythonVersion};
use leptos::prelude::*;

/// The workspace that this console is of.
#[derive(Clone, Copy)]
pub struct Session(Asked<Workspace>);

pub(super) fn provide() {
    let changed = use_changes().watch(|event| *event != WorkspaceEvent::Everything);
    provide_context(Session(ask(move || {
        changed.track();
        api::workspace()
    })));
}

/// The session.
pub fn use_session() -> Session {
    expect_context()
}

impl Session {
    /// The workspace; none while it is not known.
    pub fn workspace(self) -> Option<Workspace> {
        self.0.known()
    }

    /// The channels of a definition that names none; none while they are not known.
    pub fn default_channels(self) -> Vec<String> {
        self.workspace().map(|workspace| workspace.default_channels).unwrap_or_default()
    }

    /// What every definition has to keep to; it asks nothing while it is not known.
    pub fn policy(self) -> Policy {
        self.workspace().map(|workspace| workspace.policy).unwrap_or_default()
    }

    /// The versions of Python that can be had, as far as the workspace knows them.
    pub fn pythons(self) -> Vec<PythonVersion> {
        self.workspace().map(|workspace| workspace.pythons).unwrap_or_default()
    }

    /// Whether builds can be started; the reason when not.
    pub fn can_build(self) -> Result<(), String> {
        match self.workspace() {
            Some(workspace) if !workspace.can_build => Err(format!("Builds cannot be started: {}", workspace.engine)),
            _ => Ok(()),
        }
    }
}
