//! How requests log in to a registry, remembered for each repository.

use std::{collections::HashMap, sync::Arc};
use tokio::sync::Mutex;

/// How a request logs in.
#[derive(Clone, PartialEq, Eq)]
pub enum LoginMethod {
    /// The registry asks for nothing.
    None,
    /// With the name and the password.
    Basic,
    /// With a token for one repository.
    Bearer(String),
}

/// How requests about each repository log in, as the registry last asked for it. Clones share it. Locked while the registry
/// is asked.
#[derive(Clone, Default)]
pub struct LoginMethods(pub Arc<Mutex<HashMap<String, LoginMethod>>>);
