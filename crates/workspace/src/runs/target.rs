//! The version that a run runs in: a registered one, or the definition that it brings along, registered when it is new.

use crate::{
    Error,
    access::Actor,
    builds::BuildQueue,
    definitions::DefinitionRules,
    input::Name,
    versions::{Registration, Versions},
};
use api::{Register, RunTarget, VersionReference};
use std::collections::BTreeMap;

/// The prefix of the names of anonymous environments, before the first digits of their hash.
pub const ANONYMOUS_PREFIX: &str = "Autosave_";
/// How many digits of the hash follow.
const ANONYMOUS_DIGITS: usize = 16;

/// Finds or registers the versions that runs run in.
#[derive(Clone)]
pub struct RunTargets {
    pub(super) definitions: DefinitionRules,
    pub(super) versions: Versions,
    pub(super) registration: Registration,
    pub(super) queue: BuildQueue,
}

impl RunTargets {
    /// The version of a target, registered when it is new. Nothing is written when this machine cannot build.
    pub async fn resolve(&self, actor: &Actor, target: RunTarget) -> Result<VersionReference, Error> {
        let version = match target {
            RunTarget::Version(reference) => {
                let name = Name::environment(&reference.environment)?;
                self.versions.get(actor, &name, &reference.version).await?
            }
            RunTarget::Definition(brought) => {
                let checked = self.definitions.read(&brought.definition)?;
                self.queue.ensure_possible(&checked)?;
                let hash = checked.strip.digests.image.to_string();
                let anonymous = brought.environment.is_none();
                let name =
                    brought.environment.unwrap_or_else(|| format!("{ANONYMOUS_PREFIX}{}", &hash[..ANONYMOUS_DIGITS]));
                let request = Register {
                    definition: brought.definition,
                    version: None,
                    digests: None,
                    description: String::new(),
                    tags: BTreeMap::new(),
                    build: false,
                    anonymous,
                };
                self.registration.register(actor, &Name::environment(&name)?, request).await?.version
            }
        };
        Ok(VersionReference { environment: version.environment, version: version.version })
    }
}
