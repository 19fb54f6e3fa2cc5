//! What a workspace is told when it is opened.

use crate::{
    clock::{SharedClock, SystemClock},
    disk::{DiskGauge, SystemDisk},
};
use api::{Defaults, Limits};
use definition::Policy;
use std::{path::PathBuf, sync::Arc};

/// What a workspace is told when it is opened.
#[derive(Clone)]
pub struct Settings {
    /// The folder of the database; one server at a time uses it.
    pub folder: PathBuf,
    /// The name of the workspace.
    pub name: String,
    /// What is filled into definitions. The domain `localhost` of a base image means the workspace's own registry.
    pub defaults: Defaults,
    /// What builds may take, and how many run at once.
    pub limits: Limits,
    /// How large the files of a build context may be together, in bytes.
    pub largest_context: u64,
    /// What every definition has to comply with.
    pub policy: Policy,
    /// Where the time comes from.
    pub clock: SharedClock,
    /// What measures the disk for uploads.
    pub disk: Arc<dyn DiskGauge>,
}

impl Settings {
    /// The default settings of a workspace in this folder.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let base_image = |builder::PythonBaseImage { python, image }| api::PythonBaseImage { python, image };
        Self {
            folder: folder.into(),
            name: "workspace".into(),
            defaults: Defaults {
                base_image: builder::DEFAULT_BASE_IMAGE.into(),
                python_base_images: builder::python_base_images().into_iter().map(base_image).collect(),
                channels: Vec::new(),
            },
            limits: Limits::default(),
            largest_context: 1 << 30,
            policy: Policy::default(),
            clock: Arc::new(SystemClock),
            disk: Arc::new(SystemDisk),
        }
    }
}
