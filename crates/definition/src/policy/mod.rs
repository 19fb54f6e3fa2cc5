//! What a workspace asks of every definition: packages that must be there or must not, and where things may come from.
//!
//! A policy looks at what is listed. What Docker steps install and what a URL holds is not in a definition. It also says
//! which trials of finished images fail a build.

mod findings;
mod packages;
mod read;
mod rules;
mod sources;
mod versions;

pub use rules::{Allowed, PackageRule, Policy, TrialPolicy};
pub(crate) use versions::Range;
