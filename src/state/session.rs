//! The workspace that this console belongs to.

use super::changes::use_changes;
use crate::api::{self, Query, use_query};
use ::api::{Workspace, WorkspaceEvent};
use definition::{Policy, PythonVersion};
use leptos::prelude::*;

/// The workspace that this console belongs to.
#[derive(Clone, Copy)]
pub struct Session(Query<Workspace>);

pub(super) fn provide() {
    let changed = use_changes().watch(|event| *event != WorkspaceEvent::Everything);
    provide_context(Session(use_query(move || {
        changed.track();
        api::workspace()
    })));
}

pub fn use_session() -> Session {
    expect_context()
}

impl Session {
    /// `None` until it is loaded.
    pub fn workspace(self) -> Option<Workspace> {
        self.0.data()
    }

    /// The channels of definitions without any; empty until they are loaded.
    pub fn default_channels(self) -> Vec<String> {
        self.workspace().map(|workspace| workspace.default_channels).unwrap_or_default()
    }

    /// The policy for definitions; without rules until it is loaded.
    pub fn policy(self) -> Policy {
        self.workspace().map(|workspace| workspace.policy).unwrap_or_default()
    }

    /// The versions of Python that can be installed, as far as the workspace knows.
    pub fn pythons(self) -> Vec<PythonVersion> {
        self.workspace().map(|workspace| workspace.pythons).unwrap_or_default()
    }

    /// Why builds cannot be started, if so.
    pub fn can_build(self) -> Result<(), String> {
        match self.workspace() {
            Some(workspace) if !workspace.can_build => Err(format!("Builds cannot be started: {}", workspace.engine)),
            _ => Ok(()),
        }
    }
}
