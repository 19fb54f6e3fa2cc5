//! Which packages a build installs.

use crate::lock::Locked;
use definition::PythonPlan;
use std::time::Duration;

/// Which packages to install.
#[derive(Clone, Copy, Debug)]
pub struct PackageRequest<'a> {
    /// What the definition asks for.
    pub python: &'a PythonPlan,
    /// The platform of the image, `os/architecture`.
    pub platform: &'a str,
    /// Exactly the packages to install, instead of resolving what the definition asks for.
    pub lock: Option<&'a [Locked]>,
    /// How long a channel or an index may send nothing. An index is tried four times.
    pub timeout: Duration,
}
