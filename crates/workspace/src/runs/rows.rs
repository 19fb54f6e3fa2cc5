//! Runs as the store and the API have them.

use crate::{
    counterparts::{IntoApi as _, IntoStored as _},
    images::reference,
};
use api::{Run, RunCommand, RunFailure, RunState};
use builder::Builder;
use store::runs::{self as stored, RunRow};

/// Which runs.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    /// With this name; none for any.
    pub name: Option<String>,
    /// In this environment; none for any.
    pub environment: Option<String>,
    /// In this version; none for any.
    pub version: Option<String>,
    /// In this state; none for any.
    pub state: Option<RunState>,
}

/// A run, with the reference of its image as this machine pulls it.
pub fn to_api(builder: &Builder, row: RunRow) -> Run {
    let repository = builder.image_repository();
    Run {
        id: row.id,
        name: row.name,
        display_name: row.display_name,
        experiment: row.experiment,
        tags: row.tags,
        version: row.version.into_api(),
        digests: row.strip.digests,
        filled: row.strip.filled,
        state: row.state.into_api(),
        command: match row.command {
            stored::RunCommand::Words(words) => RunCommand::Words(words),
            stored::RunCommand::Shell(line) => RunCommand::Shell(line),
        },
        variables: row.variables,
        secrets: row.secrets,
        code: row.code,
        build: row.build,
        reference: row.manifest.map(|manifest| reference(builder, &repository, &manifest)),
        submitted_by: row.submitted_by,
        submitted_at: row.submitted_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
        exit_code: row.exit_code,
        failure: row.failure.map(|failure| RunFailure { kind: failure.kind.into_api(), message: failure.message }),
        log_lines: row.log_lines,
    }
}

/// The command of a run to store.
pub fn stored_command(command: RunCommand) -> stored::RunCommand {
    match command {
        RunCommand::Words(words) => stored::RunCommand::Words(words),
        RunCommand::Shell(line) => stored::RunCommand::Shell(line),
    }
}

/// The filter of a query.
pub fn stored_filter(filter: RunFilter) -> stored::RunFilter {
    let RunFilter { name, environment, version, state } = filter;
    stored::RunFilter { name, environment, version, state: state.map(RunState::into_stored) }
}
