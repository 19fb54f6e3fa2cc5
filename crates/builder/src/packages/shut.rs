//! Indexes that let nobody in: uv takes their refusal for a package that is not there, so they are asked once more.

use super::catalogue::{CatalogueError, package_page};
use super::index::Indexes;
use super::locked::Here;
use super::requirements::normalised;

/// Why a package was not found that an index may well have, from a cause in the words of uv. It is the first index that
/// cannot be read.
pub async fn shut(cause: &str, requirements: &str, indexes: &Indexes) -> Option<String> {
    let (before, _) = cause.split_once(" was not found in the package registry")?;
    let name = normalised(before.rsplit(' ').next()?);
    let here = Here::new(indexes, requirements).await.ok()?;
    for index in &here.indexes {
        if let Err(CatalogueError::Unreachable(reason)) = package_page(index, &name, here.trusts(index)).await {
            return Some(format!("{name} was not found, but {reason}"));
        }
    }
    None
}
