//! The policy of the workspace: what breaks it is neither registered nor built. What was registered before it came stays.

use crate::{Error, Settings, checked::Checked};
use api::code;

/// Refuses a definition that breaks the policy.
pub fn keep(settings: &Settings, checked: &Checked) -> Result<(), Error> {
    let found = settings.policy.findings(&checked.definition);
    let Some(first) = found.first() else { return Ok(()) };
    let others = match found.len() - 1 {
        0 => String::new(),
        others => format!(", and {others} more"),
    };
    let refusal = Error::refuse(code::POLICY, format!("{}{others}", first.message)).help(first.help.clone());
    Err(first.places.iter().take(1).fold(refusal, |refusal, place| refusal.field(place.path.clone())))
}

/// Says in the log which of the environments that come with the workspace break its policy: they are there all the same,
/// and are not built.
pub fn report_curated(settings: &Settings, name: &str, checked: &Checked) {
    for check in settings.policy.findings(&checked.definition) {
        tracing::warn!(name, rule = check.rule.id(), "this curated environment is not built: {}", check.message);
    }
}
