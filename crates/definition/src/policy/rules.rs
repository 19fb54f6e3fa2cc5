//! The rules of a policy.

use serde::{Deserialize, Serialize};

/// What a workspace asks of every definition. Without any rule it asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Packages that every definition lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<PackageRule>,
    /// Packages that no definition lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbidden: Vec<PackageRule>,
    /// Where images come from: `HOST` or `HOST/PATH`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registries: Option<Allowed>,
    /// Where conda packages come from: names or URLs of channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<Allowed>,
    /// Where pip packages come from besides the index of the workspace: URLs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indexes: Option<Allowed>,
    /// Which trials of finished images fail a build.
    #[serde(default, skip_serializing_if = "TrialPolicy::is_default")]
    pub trial: TrialPolicy,
}

/// A rule on one package, of conda or of pip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageRule {
    /// Its name, in any spelling.
    pub package: String,
    /// Which versions (`>=1.2,<2`); all when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<String>,
    /// Why, in the words of whoever made the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The only places that something may come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    /// The places.
    pub allowed: Vec<String>,
    /// Why, in the words of whoever made the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Policy {
    /// Whether it asks nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The policy with what the workspace itself fills into definitions allowed.
    #[must_use]
    pub fn with_defaults<'a>(mut self, base_images: impl Iterator<Item = &'a str>, channels: &[String]) -> Self {
        if let Some(registries) = &mut self.registries {
            registries.allowed.extend(base_images.map(str::to_owned));
        }
        if let Some(own) = &mut self.channels {
            own.allowed.extend(channels.iter().cloned());
        }
        self
    }
}

/// Which trials of finished images fail a build. What a trial finds is recorded and shown in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrialPolicy {
    /// None.
    Record,
    /// Those where nothing of a requested package can be imported, or the interpreter cannot start.
    #[default]
    Imports,
    /// Those with any error or warning, except that the machine that builds has no GPU.
    Strict,
}

impl TrialPolicy {
    /// The policy that a file names so.
    pub(super) fn parse(name: &str) -> Option<Self> {
        match name {
            "record" => Some(Self::Record),
            "imports" => Some(Self::Imports),
            "strict" => Some(Self::Strict),
            _ => None,
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What a check of a policy says to do, with the reason that the policy gives.
pub(super) fn help(reason: Option<&str>, what: &str) -> String {
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let stop = |reason: &str| if reason.ends_with(['.', '!', '?']) { "" } else { "." };
    match reason {
        Some(reason) => format!("Policy of the workspace: {reason}{} {what}", stop(reason)),
        None => format!("The policy of the workspace says so. {what}"),
    }
}
