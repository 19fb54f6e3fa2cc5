//! What a build of a definition would install now: resolved as the build does it, and nothing installed.

use crate::{
    conda,
    error::{PackageError, refused},
    failure::find_unauthorized_index,
    lock::{PackageManager, Resolved},
    pip::{self, Indexes, Requirement, normalised},
};
use definition::PythonPlan;
use std::{collections::BTreeMap, path::Path};

/// Resolves a plan for a platform. `version` is the Python of the image, where conda does not bring it.
///
/// # Errors
/// See [`PackageError`].
pub async fn resolve(
    python: &PythonPlan,
    platform: &str,
    version: Option<&str>,
    indexes: &Indexes,
    cache: &Path,
) -> Result<Vec<Resolved>, PackageError> {
    let conda = match &python.virtual_environment {
        Some(_) => Vec::new(),
        None => conda::resolve(python, platform, cache).await?,
    };
    if python.requirements.trim().is_empty() {
        return Ok(conda);
    }
    let by_conda = conda.iter().find(|package| package.name == "python").and_then(|package| package.version.clone());
    let wanted = python.virtual_environment.as_deref().map(|wanted| wanted.trim_start_matches('='));
    let wanted = wanted.filter(|wanted| wanted.starts_with(|first: char| first.is_ascii_digit()));
    let version = by_conda.as_deref().or(version).or(wanted.filter(|wanted| is_plain(wanted))).ok_or_else(|| {
        refused("the record of the image does not say which Python it has. Rebuild it, then this can be told")
    })?;
    let requirements = indexes.complete_here(&python.requirements);
    match pip::resolve(&requirements, platform, version, &conda, cache).await {
        Ok(pip) => Ok(merge(conda, pip)),
        Err(PackageError::Uv(failure)) => {
            // The requirements name the indexes of this machine already.
            let indexes = Indexes::default();
            let reason = find_unauthorized_index(&failure.output, &failure.requirements, &indexes).await;
            Err(reason.map_or(PackageError::Uv(failure), PackageError::Unreachable))
        }
        Err(error) => Err(error),
    }
}

fn is_plain(version: &str) -> bool {
    version.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
}

/// As in a build: what conda has in the same version stays conda's, what pip has in another version takes its place.
fn merge(conda: Vec<Resolved>, pip: Vec<Requirement>) -> Vec<Resolved> {
    let mut pip: BTreeMap<String, Requirement> = pip.into_iter().map(|found| (found.name.clone(), found)).collect();
    let stays = |package: &Resolved, pip: &mut BTreeMap<String, Requirement>| {
        let name = normalised(&package.name);
        match pip.get(&name) {
            Some(found) if found.version != package.version => false,
            Some(_) => pip.remove(&name).is_some(),
            None => true,
        }
    };
    let mut all: Vec<Resolved> = conda.into_iter().filter(|package| stays(package, &mut pip)).collect();
    all.extend(pip.into_values().map(|Requirement { name, version, through }| Resolved {
        name,
        version,
        source: PackageManager::Pip,
        through,
    }));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conda(name: &str, version: &str) -> Resolved {
        Resolved { name: name.into(), version: Some(version.into()), source: PackageManager::Conda, through: vec![] }
    }

    #[test]
    fn pip_takes_the_place_of_conda_only_with_another_version() {
        let pip =
            pip::read_resolved("ruamel-yaml==0.18\n    # via mlflow\nnumpy==2.0\n    # via -r requirements.txt\n");
        let merged = merge(vec![conda("numpy", "2.0"), conda("ruamel.yaml", "0.17"), conda("zlib", "1.3")], pip);
        let named: Vec<_> = merged.iter().map(|package| (package.name.as_str(), package.source)).collect();
        assert_eq!(
            named,
            [("numpy", PackageManager::Conda), ("zlib", PackageManager::Conda), ("ruamel-yaml", PackageManager::Pip)]
        );
    }
}
