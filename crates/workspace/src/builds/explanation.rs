//! Why builds fail: the rule that recognises the log, and the package that it is about.

use builder::Named;
use definition::{Definition, edit};
use store::{
    Connection, StepKind, StepState,
    builds::{
        self, ExplainedPackage,
        queue::{self, Explanation},
        steps,
    },
    logs::{self, Log},
    to_db_int,
};

/// How many lines at the end of a log are looked at.
const MAX_LINES: i64 = 300;

/// Looks for the rule that explains the failure of a build, and records it with the line that it recognised.
pub async fn explain(connection: &mut Connection, build: i64, cause: &str) -> Result<(), store::Error> {
    let mut lines = logs::last(connection, Log::Build(build), MAX_LINES).await?;
    // Output of the steps before the failed one is no cause.
    if let Some(failed) = lines.last().map(|line| line.step) {
        lines.retain(|line| line.step == failed);
    }
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let Some(found) = builder::recognise(&texts, cause) else { return Ok(()) };
    let package = match found.package {
        Some(named) => package(connection, build, named).await?,
        None => None,
    };
    let line = found.line.and_then(|at| lines.get(at)).map(|line| to_db_int(line.number));
    queue::explain(connection, build, &Explanation { rule: found.rule.id, line, package: package.as_ref() }).await
}

/// The package as the definition lists it. What a Docker step asked for, or another package, is not in its lists.
async fn package(
    connection: &mut Connection,
    build: i64,
    named: Named,
) -> Result<Option<ExplainedPackage>, store::Error> {
    let steps = steps::of(connection, build).await?;
    if !steps.iter().any(|step| step.kind == StepKind::Python && step.state == StepState::Failed) {
        return Ok(None);
    }
    let definition = builds::definition(connection, build).await?;
    let definition = Definition::from_json(&store::from_json(&definition)?).map_err(store::corrupt)?;
    let Named { source, name } = named;
    let row = edit::row_of(&definition, source, &name);
    Ok(row.map(|row| ExplainedPackage { source, name: edit::split(&row.text).0.to_owned() }))
}
