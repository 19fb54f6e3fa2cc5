//! Indexes that require other credentials. uv takes their refusal for a missing package, so they are asked once more.

use crate::{
    catalogue::{CatalogueError, package_page},
    pip::{IndexSettings, Indexes, normalised},
};

/// Finds out whether a package that uv did not find may be in an index that requires other credentials, from the output of
/// uv. Returns the reason, with the first index that cannot be read.
pub async fn find_unauthorized_index(output: &str, requirements: &str, indexes: &Indexes) -> Option<String> {
    let (before, _) = output.split_once(" was not found in the package registry")?;
    let name = normalised(before.rsplit(char::is_whitespace).next()?);
    let settings = IndexSettings::new(indexes, requirements).await.ok()?;
    for index in &settings.indexes {
        if let Err(CatalogueError::Unreachable(reason)) = package_page(index, &name, settings.trusts(index)).await {
            return Some(format!("{name} was not found, but {reason}"));
        }
    }
    None
}
