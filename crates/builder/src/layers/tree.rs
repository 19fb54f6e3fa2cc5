//! The folder that layers are made of.

use outputs::OutputFolder;
use std::{path::PathBuf, sync::Arc};

/// The file of the environment that lists what was installed. It has a layer of its own, since it is another one
/// whenever a package is.
pub(crate) const LOCK: &str = "terrarium-lock.json";

/// A folder that a step left, which becomes one of the image.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    pub folder: Arc<OutputFolder>,
    /// Where it is in the image, below its root.
    pub place: PathBuf,
}
