//! Definitions as clients send them, read with the defaults of the workspace and held against its policy.
//!
//! What breaks the policy is neither registered nor built. What was registered before the policy came stays.

use super::Checked;
use crate::Error;
use api::{Defaults, code};
use definition::Policy;
use serde_json::Value;
use std::sync::Arc;

/// The defaults and the policy of a workspace.
#[derive(Clone, Debug)]
pub struct DefinitionRules {
    defaults: Arc<Defaults>,
    policy: Arc<Policy>,
}

impl DefinitionRules {
    /// The rules of a workspace. Its own default base images and channels always comply with its policy.
    pub fn new(defaults: Defaults, policy: Policy) -> Self {
        let base_images = defaults.python_base_images.iter().map(|base| &base.image).chain([&defaults.base_image]);
        let policy = policy.with_defaults(base_images.map(String::as_str), &defaults.channels);
        Self { defaults: Arc::new(defaults), policy: Arc::new(policy) }
    }

    /// What is filled into definitions.
    pub fn defaults(&self) -> &Defaults {
        &self.defaults
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Reads a definition in the v1 JSON form, fills in the defaults and hashes it.
    pub fn read(&self, value: &Value) -> Result<Checked, Error> {
        Checked::read(value, &self.defaults)
    }

    /// Refuses a definition that breaks the policy.
    pub fn enforce_policy(&self, checked: &Checked) -> Result<(), Error> {
        let findings = self.policy.findings(&checked.definition);
        let Some(first) = findings.first() else { return Ok(()) };
        let others = match findings.len() - 1 {
            0 => String::new(),
            others => format!(", and {others} more"),
        };
        let refusal = Error::refuse(code::POLICY, format!("{}{others}", first.message)).help(first.help.clone());
        Err(first.places.iter().take(1).fold(refusal, |refusal, place| refusal.field(place.path.clone())))
    }

    /// Logs which rules a curated environment breaks: it is there all the same, and cannot be built.
    pub fn log_violations(&self, name: &str, checked: &Checked) {
        for check in self.policy.findings(&checked.definition) {
            tracing::warn!(name, rule = check.rule.id(), "this curated environment cannot be built: {}", check.message);
        }
    }
}
