//! How long a build takes, from the builds that this workspace made.

use api::{ExpectedStep, StepKind};

/// The time in milliseconds that each step should take; none while no such step was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Base image and Docker steps.
    pub stage: Option<u64>,
    /// Python and Spark packages.
    pub python: Option<u64>,
    /// Pushing the image.
    pub push: Option<u64>,
    /// Trying the image.
    pub trial: Option<u64>,
}

impl Expected {
    /// What the workspace says.
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

    /// The time of a whole build that does these steps; none while one of them is not known.
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
