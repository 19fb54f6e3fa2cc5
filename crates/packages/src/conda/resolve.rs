//! The conda part solved without installing it.

use super::{solve, specifications::SolveRequest};
use crate::error::PackageError;
use crate::http::{DEFAULT_READ_TIMEOUT, download_client};
use crate::lock::{PackageManager, Resolved};
use crate::platform::subdir;
use definition::PythonPlan;
use rattler_conda_types::{PackageNameMatcher, RepoDataRecord};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a build for this platform would install, and which packages depend on each.
pub async fn resolve(python: &PythonPlan, platform: &str, cache: &Path) -> Result<Vec<Resolved>, PackageError> {
    let request = SolveRequest::new(python)?;
    let client = download_client(DEFAULT_READ_TIMEOUT)?;
    let (records, _) = solve::solve(&request, subdir(platform)?, &cache.join("conda"), client).await?;
    let requested: BTreeSet<&str> = request
        .specifications
        .iter()
        .filter_map(|specification| match &specification.name {
            PackageNameMatcher::Exact(name) => Some(name.as_normalized()),
            _ => None,
        })
        .collect();
    let mut through = dependents(&records);
    let resolved = |record: &RepoDataRecord| {
        let name = record.package_record.name.as_normalized().to_owned();
        let through = through.remove(&name).filter(|_| !requested.contains(name.as_str())).unwrap_or_default();
        let version = Some(record.package_record.version.to_string());
        Resolved { name, version, source: PackageManager::Conda, through }
    };
    Ok(records.iter().map(resolved).collect())
}

/// For every package the ones that depend on it, in order.
fn dependents(records: &[RepoDataRecord]) -> BTreeMap<String, Vec<String>> {
    let mut dependents: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in records {
        let name = record.package_record.name.as_normalized();
        for depends in &record.package_record.depends {
            let on = depends.split([' ', '=', '<', '>', '!', '[']).next().unwrap_or_default();
            dependents.entry(on.to_owned()).or_default().push(name.to_owned());
        }
    }
    dependents
}
