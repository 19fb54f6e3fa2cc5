//! How long a build takes, from the builds that this workspace made.

use api::{Build, BuildState, StepKind, StepState};

/// The median time in milliseconds of each step that was done in these builds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Base image and Docker steps.
    pub stage: Option<u64>,
    /// Python and Spark packages.
    pub python: Option<u64>,
    /// Pushing the image.
    pub push: Option<u64>,
}

impl Expected {
    /// Learns from builds; `time` reads their times as milliseconds.
    #[must_use]
    pub fn of(builds: &[Build], time: impl Fn(&str) -> Option<f64>) -> Self {
        let median = |kind| {
            let steps =
                builds.iter().filter(|build| build.state == BuildState::Succeeded).flat_map(|build| &build.steps);
            let done = steps.filter(|step| step.kind == kind && step.state == StepState::Done);
            let mut times: Vec<f64> = done
                .filter_map(|step| Some(time(step.finished_at.as_deref()?)? - time(step.started_at.as_deref()?)?))
                .filter(|taken| *taken >= 0.0)
                .collect();
            times.sort_by(f64::total_cmp);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a time of a build, not negative"
            )]
            times.get(times.len() / 2).map(|taken| *taken as u64)
        };
        Self { stage: median(StepKind::Stage), python: median(StepKind::Python), push: median(StepKind::Push) }
    }

    /// The time of a whole build that does these steps; none while one of them is not known.
    #[must_use]
    pub fn total(self, steps: &[StepKind]) -> Option<u64> {
        let of = |kind: &StepKind| match kind {
            StepKind::Stage => self.stage,
            StepKind::Python => self.python,
            StepKind::Push => self.push,
        };
        steps.iter().map(of).sum::<Option<u64>>().filter(|_| !steps.is_empty())
    }
}
