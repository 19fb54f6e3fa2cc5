//! Names of the storage that clients are told.

/// The domain that clients put after the name of the storage account.
pub const SUFFIX: &str = "core.localhost";
/// The one container.
pub const CONTAINER: &str = "azureml";

/// The name of the storage account. Clients make `https://NAME.blob.SUFFIX` of it, and what follows `#` is no part of an
/// address: so they come here, whatever names this machine can look up.
pub fn account(host: &str) -> String {
    format!("{host}#")
}
