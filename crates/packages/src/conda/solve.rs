//! From specifications to packages.

use super::solve_cache::Problem;
use super::specifications::SolveRequest;
use super::virtual_packages::virtual_packages;
use crate::address::{masked, public, reasons};
use crate::error::{PackageError, refused};
use rattler_conda_types::{Channel, GenericVirtualPackage, RepoDataRecord, Subdir};
use rattler_repodata_gateway::{ChannelRelationsMode, Gateway, GatewayError, RepoData};
use rattler_solve::{CancellationToken, ChannelPriority, SolveError, SolverImpl, SolverTask, resolvo};
use std::io;
use std::path::Path;
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
