//! From specifications to packages, without installing them.

use super::{solve_cache::Problem, specifications::SolveRequest, virtual_packages::virtual_packages};
use crate::{
    address::{masked, public, reasons},
    error::{PackageError, refused},
    http::{DEFAULT_READ_TIMEOUT, download_client},
    lock::{PackageManager, Resolved},
    platform::subdir,
};
use definition::PythonPlan;
use rattler_conda_types::{Channel, GenericVirtualPackage, PackageNameMatcher, RepoDataRecord, Subdir};
use rattler_repodata_gateway::{ChannelRelationsMode, Gateway, GatewayError, RepoData};
use rattler_solve::{CancellationToken, ChannelPriority, SolveError, SolverImpl, SolverTask, resolvo};
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
};
use tokio::task::spawn_blocking;

/// The packages that the request needs on a platform, sorted by name, and whether the solution was cached. A package is
/// taken from the first channel that has it.
pub async fn solve(
    request: &SolveRequest,
    platform: Subdir,
    cache: &Path,
    client: reqwest::Client,
) -> Result<(Vec<RepoDataRecord>, bool), PackageError> {
    let virtual_packages = virtual_packages(platform, &request.specifications);
    let gateway = Gateway::builder().with_client(client).with_cache_dir(cache.join("channels")).finish();
    let query = gateway.query(request.channels.clone(), [platform, Subdir::NoArch], request.specifications.clone());
    let query = query.recursive(true).channel_relations(ChannelRelationsMode::Disabled);
    let found = query.await.map_err(|error| unreachable(&error, &request.channels))?;
    let (available, asked, machine, solves) =
        (found.repodata, request.clone(), virtual_packages.clone(), cache.join("solves"));
    // Channels have hundreds of thousands of records.
    let asking = spawn_blocking(move || {
        let problem = Problem::new(&asked, &available, &machine)?;
        let known = problem.cached(&solves);
        Ok::<_, io::Error>((problem, known, solves, available))
    });
    let (problem, known, solves, available) = asking.await.map_err(io::Error::other)??;
    if let Some(records) = known {
        return Ok((records, true));
    }
    let records = choose(available, request.clone(), virtual_packages).await?;
    if let Err(error) = problem.store(&solves, &records) {
        tracing::warn!(%error, "could not cache a solution");
    }
    Ok((records, false))
}

/// Stops with the future: whoever cancels the build drops it, and the thread that solves sees that.
async fn choose(
    available: Vec<RepoData>,
    request: SolveRequest,
    virtual_packages: Vec<GenericVirtualPackage>,
) -> Result<Vec<RepoDataRecord>, PackageError> {
    let stop = StopOnDrop(CancellationToken::new());
    let token = stop.0.clone();
    let solving = spawn_blocking(move || {
        let task = SolverTask {
            virtual_packages,
            specs: request.specifications,
            channel_priority: ChannelPriority::Strict,
            cancellation_token: Some(token),
            ..SolverTask::from_iter(&available)
        };
        resolvo::Solver.solve(task)
    });
    let mut records = solving.await.map_err(io::Error::other)?.map_err(unsolvable)?.records;
    records.sort_by(|one, other| one.package_record.name.cmp(&other.package_record.name));
    Ok(records)
}

struct StopOnDrop(CancellationToken);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

fn unsolvable(error: SolveError) -> PackageError {
    match error {
        SolveError::Cancelled => PackageError::Cancelled,
        SolveError::Unsolvable(problems) => refused(explained(masked(problems.join("\n").trim()).as_str())),
        other => refused(format!("the conda packages cannot be solved: {}", reasons(&other))),
    }
}

fn explained(problem: &str) -> String {
    match problem.strip_prefix("No candidates were found for ") {
        Some(missing) => {
            let missing = missing.trim_end_matches('.').trim_end_matches(" *");
            format!("no channel of the definition has {missing}. Change the name or the version, or add a channel")
        }
        None => format!("the conda packages do not fit together. {problem}\nChange or remove one of the versions"),
    }
}

/// The error of channels that cannot be read.
pub(super) fn unreachable(error: &GatewayError, channels: &[Channel]) -> PackageError {
    let words = reasons(error);
    let named = channels.iter().find(|channel| words.contains(public(channel.base_url.url()).as_str()));
    let what = match named.or(channels.first().filter(|_| channels.len() == 1)) {
        Some(channel) => format!("the channel {}", public(channel.base_url.url())),
        None => "a channel".to_owned(),
    };
    PackageError::Unreachable(format!(
        "{what} cannot be read: {words}. Make sure that it exists and that the server reaches it"
    ))
}

/// What a build for this platform would install, and which packages depend on each.
pub async fn resolve(python: &PythonPlan, platform: &str, cache: &Path) -> Result<Vec<Resolved>, PackageError> {
    let request = SolveRequest::new(python)?;
    let client = download_client(DEFAULT_READ_TIMEOUT)?;
    let (records, _) = solve(&request, subdir(platform)?, &cache.join("conda"), client).await?;
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
