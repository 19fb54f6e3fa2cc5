//! What installing packages needs.

use super::docker::Stage;
use crate::{base::BaseImages, job::Job};
use definition::Plan;
use packages::Locked;
use std::path::Path;

/// Installs the packages of a plan.
#[derive(Clone, Copy)]
pub(crate) struct Installer<'a> {
    pub job: &'a Job<'a>,
    pub plan: &'a Plan,
    /// Exactly the packages to install, instead of resolving what the plan asks for.
    pub lock: Option<&'a [Locked]>,
    pub stage: &'a Stage,
    pub bases: &'a BaseImages,
    /// The cache of packages, which builds share.
    pub cache: &'a Path,
}
