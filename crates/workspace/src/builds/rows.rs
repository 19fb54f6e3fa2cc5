//! Build rows as the API has them.

use crate::{
    counterparts::IntoApi as _,
    images::{reference, trials},
};
use api::{Build, BuildStep, ExplainedPackage, Explanation};
use builder::Builder;
use store::builds::{self, BuildRow, steps::StepRow};

/// A build, with the reference of its image as this machine pulls it.
pub fn to_api(builder: &Builder, row: BuildRow) -> Build {
    let repository = builder.image_repository();
    let rule = row.rule.as_deref().and_then(builder::rule);
    let package = |builds::ExplainedPackage { source, name }| ExplainedPackage { source, name };
    let explanation = rule.map(|rule| Explanation {
        rule: rule.id.to_owned(),
        title: rule.title.to_owned(),
        help: rule.help.to_owned(),
        line: row.rule_line,
        package: row.rule_package.map(package),
    });
    Build {
        id: row.id,
        digests: row.strip.digests,
        hash_version: row.hash_version,
        filled: row.strip.filled,
        state: row.state.into_api(),
        asked_by: row.asked_by.into_api(),
        steps: row.steps.into_iter().map(step).collect(),
        queued_at: row.queued_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
        cause: row.cause,
        explanation,
        rebuild: row.mode.rebuild,
        lock: row.mode.lock,
        log_lines: row.log_lines,
        reference: row.manifest.map(|manifest| reference(builder, &repository, &manifest)),
        expected: row.expected,
        trial: row.trial.map(trials::to_api),
    }
}

fn step(StepRow { kind, state, started_at, finished_at, detail, expected }: StepRow) -> BuildStep {
    BuildStep { kind: kind.into_api(), state: state.into_api(), started_at, finished_at, detail, expected }
}
