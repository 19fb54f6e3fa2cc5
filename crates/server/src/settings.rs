//! What a workspace is told when it is opened.

use crate::{Clock, SystemClock, access::Tokens, wire};
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
    /// Under whose name writes are recorded, as long as there are no users.
    pub owner: String,
    /// What is filled into definitions. The domain `localhost` of a base image means the workspace's own registry.
    pub defaults: Defaults,
    /// What builds may take, and how many run at once.
    pub limits: Limits,
    /// How large the files of a build context may be together, in bytes.
    pub largest_context: u64,
    /// What every definition has to keep to.
    pub policy: Policy,
    /// Which tokens let Microsoft's clients in.
    pub azure_tokens: Tokens,
    /// `sha256-BASE64` of each inline script of the console's page, for the content security policy.
    pub script_hashes: Vec<String>,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
}

impl Settings {
    /// The settings that a workspace has when nobody says anything else.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            name: "workspace".into(),
            owner: "local".into(),
            defaults: Defaults {
                base_image: builder::DEFAULT_BASE_IMAGE.into(),
                python_base_images: builder::python_base_images().into_iter().map(wire::base_image).collect(),
                channels: Vec::new(),
            },
            limits: Limits::default(),
            largest_context: 1 << 30,
            policy: Policy::default(),
            azure_tokens: Tokens::default(),
            script_hashes: Vec::new(),
            clock: Arc::new(SystemClock),
        }
    }
}
