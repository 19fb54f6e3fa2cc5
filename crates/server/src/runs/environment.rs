//! The version that a run runs in: one that is there, or the definition that it brings along, registered when it is new.

use crate::{Error, Workspace, builds, checked::Checked, name::Name, register, versions};
use api::{Register, RunTarget, VersionReference};
use std::collections::BTreeMap;

/// How environments are called that nobody named, before the beginning of their hash.
pub const AUTOSAVE: &str = "Autosave_";
/// How many digits of the hash follow.
const DIGITS: usize = 16;

/// The version, after it was registered when it was new. Nothing is written when this machine cannot build.
pub async fn of(workspace: &Workspace, target: RunTarget) -> Result<VersionReference, Error> {
    let version = match target {
        RunTarget::Version(reference) => {
            let name = Name::environment(&reference.environment)?;
            versions::get(workspace, &name, &reference.version).await?
        }
        RunTarget::Definition(brought) => {
            let checked = Checked::read(&brought.definition, &workspace.settings)?;
            builds::possible(workspace, &checked)?;
            let hash = checked.strip.digests.image.to_string();
            let anonymous = brought.environment.is_none();
            let name = brought.environment.unwrap_or_else(|| format!("{AUTOSAVE}{}", &hash[..DIGITS]));
            let request = Register {
                definition: brought.definition,
                version: None,
                digests: None,
                description: String::new(),
                tags: BTreeMap::new(),
                build: false,
                anonymous,
            };
            register::register(workspace, &Name::environment(&name)?, request).await?.version
        }
    };
    Ok(VersionReference { environment: version.environment, version: version.version })
}
