//! How long a build would take, from earlier builds in this workspace.

use api::{ExpectedStep, StepKind};

/// The estimate of each step in milliseconds; `None` while there was no such step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Estimates {
    pub stage: Option<u64>,
    pub python: Option<u64>,
    pub push: Option<u64>,
    pub trial: Option<u64>,
}

impl Estimates {
    #[must_use]
    pub fn of(steps: &[ExpectedStep]) -> Self {
        let time = |kind| steps.iter().find(|step| step.kind == kind).and_then(|step| step.milliseconds);
        Self {
            stage: time(StepKind::Stage),
            python: time(StepKind::Python),
            push: time(StepKind::Push),
            trial: time(StepKind::Trial),
        }
    }

    /// The estimate of a build with these steps; `None` while one of them is unknown.
    #[must_use]
    pub fn total(self, steps: &[StepKind]) -> Option<u64> {
        let of = |kind: &StepKind| match kind {
            StepKind::Stage => self.stage,
            StepKind::Python => self.python,
            StepKind::Push => self.push,
            StepKind::Trial => self.trial,
            StepKind::Command => None,
        };
        steps.iter().map(of).sum::<Option<u64>>().filter(|_| !steps.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_has_an_estimate_when_all_its_steps_have_one() {
        let step = |kind, milliseconds| ExpectedStep { kind, milliseconds };
        let estimates = Estimates::of(&[
            step(StepKind::Stage, Some(60_000)),
            step(StepKind::Python, Some(30_000)),
            step(StepKind::Push, None),
        ]);
        assert_eq!(estimates.total(&[StepKind::Stage, StepKind::Python]), Some(90_000));
        assert_eq!(estimates.total(&[StepKind::Python, StepKind::Push]), None);
        assert_eq!(estimates.total(&[]), None, "nothing is built");
    }
}
