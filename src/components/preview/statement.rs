//! The verdict in words: what would happen if the draft were registered now.

use super::{estimate::Estimates, text};
use crate::{api::Failure, state::images::IndexedImage, ui::words};
use ::api::{LostImage, Preview, StagePresence, StepKind, Trial, TrialOutcome, Verdict, VersionReference};
use definition::Outside;

/// The verdict in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub kind: VerdictKind,
    pub title: String,
    pub body: String,
    /// The steps of a build.
    pub steps: Vec<Step>,
    /// The build that is making the image.
    pub building: Option<i64>,
    /// The manifest digest of a lost image, which can be rebuilt from its lock.
    pub lost: Option<String>,
    /// The estimate of a build in milliseconds; `None` without an estimate or a build.
    pub estimate: Option<u64>,
    /// The trial of the reused image, unless everything works.
    pub trial: Option<Trial>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictKind {
    /// An image is reused.
    Hit,
    /// An image will be built.
    Miss,
    /// The workspace or the registry does not answer.
    Unknown,
    /// The workspace has not answered yet.
    Pending,
    /// The definition has no hash, or cannot be built.
    Invalid,
}

/// One step of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub title: String,
    pub is_reused: bool,
    /// What will happen, in short.
    pub outcome: String,
}

/// What this browser knows about the hash of a draft before the workspace answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalAnswer {
    /// The image in the index.
    pub image: Option<IndexedImage>,
    /// The image of step 1.
    pub stage: StagePresence,
    /// Why the registry did not answer the last request, if it did not.
    pub no_registry: Option<String>,
}

/// The properties of a draft that the verdict mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftFacts {
    /// The number of Python packages; `None` for a user-managed environment.
    pub packages: Option<usize>,
    pub has_steps: bool,
    /// References to files that are not in the draft.
    pub outside: Vec<Outside>,
}

impl Statement {
    fn new(kind: VerdictKind, title: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.into(),
            body: body.into(),
            steps: Vec::new(),
            building: None,
            lost: None,
            estimate: None,
            trial: None,
        }
    }

    /// Adds the problems of the image that is reused.
    #[must_use]
    pub fn with_trial(self, trial: Option<Trial>) -> Self {
        match trial.filter(|trial| self.kind == VerdictKind::Hit && trial.outcome != TrialOutcome::Works) {
            Some(trial) => Self { title: text::flawed(&self.title, &trial), trial: Some(trial), ..self },
            None => self,
        }
    }

    #[must_use]
    pub fn invalid(problem: &str) -> Self {
        Self::new(VerdictKind::Invalid, text::NO_HASH, problem)
    }

    #[must_use]
    pub fn pending() -> Self {
        Self::new(VerdictKind::Pending, text::PENDING, text::PENDING_BODY)
    }

    /// From the response of the workspace. `ago` formats a time relative to now.
    #[must_use]
    pub fn of(
        outcome: &Result<Preview, Failure>,
        facts: &DraftFacts,
        origin: Option<&VersionReference>,
        estimates: Estimates,
        ago: impl Fn(&str) -> String,
    ) -> Self {
        if let Some(outside) = outside(facts) {
            return outside;
        }
        match outcome {
            Err(failure) => Self::new(VerdictKind::Unknown, text::no_answer(&failure.message), text::RETRYING),
            Ok(preview) => match preview.verdict {
                Verdict::Hit => hit(preview, origin, ago),
                Verdict::Miss => {
                    let statement = miss(preview.stage, preview.building, facts, estimates);
                    match &preview.lost {
                        Some(lost) if preview.building.is_none() => lost_image(statement, lost, origin, ago),
                        _ => statement,
                    }
                }
                Verdict::Unknown => unknown(preview, ago),
            },
        }
    }

    /// From what this browser knows, until the workspace answers. An image in the index is a hit as long as the registry
    /// answers at all.
    #[must_use]
    pub fn local(
        answer: &LocalAnswer,
        facts: &DraftFacts,
        origin: Option<&VersionReference>,
        estimates: Estimates,
    ) -> Self {
        if let Some(outside) = outside(facts) {
            return outside;
        }
        let LocalAnswer { image, stage, no_registry } = answer;
        match (image, no_registry) {
            (Some(_), Some(reason)) => Self::new(VerdictKind::Unknown, text::unknown(Some(reason)), text::INDEXED),
            (Some(image), None) => {
                let title = image
                    .version
                    .as_ref()
                    .map_or_else(|| text::REUSES.into(), |newest| text::reuses(origin.unwrap_or(newest)));
                Self::new(VerdictKind::Hit, title, text::CONFIRMING)
            }
            (None, _) => miss(*stage, None, facts, estimates),
        }
    }
}

fn outside(facts: &DraftFacts) -> Option<Statement> {
    let first = facts.outside.first()?;
    Some(Statement::new(VerdictKind::Invalid, text::outside_title(&first.reference), first.help.clone()))
}

fn hit(preview: &Preview, origin: Option<&VersionReference>, ago: impl Fn(&str) -> String) -> Statement {
    let Some(image) = &preview.image else {
        return Statement::new(VerdictKind::Hit, text::REUSES, text::READY);
    };
    let own = image.used_by.iter().find(|version| Some(*version) == origin);
    let title = own.or(image.used_by.first()).map_or_else(|| text::REUSES.into(), text::reuses);
    Statement::new(
        VerdictKind::Hit,
        title,
        text::built(&ago(&image.built_at), &words::bytes(image.size), &image.savings),
    )
}

fn miss(stage: StagePresence, building: Option<i64>, facts: &DraftFacts, estimates: Estimates) -> Statement {
    if let Some(build) = building {
        let statement = Statement::new(VerdictKind::Miss, text::being_built(build), text::JOINS);
        return Statement { building: Some(build), ..statement };
    }
    let title = text::stage(facts.has_steps).to_owned();
    let first = match stage {
        StagePresence::Cached => Step { title, is_reused: true, outcome: text::REUSED.into() },
        StagePresence::Missing => step(title, estimates.stage),
        StagePresence::Unknown => Step { title, is_reused: false, outcome: text::STAGE_UNKNOWN.into() },
    };
    let mut steps = vec![first];
    if let Some(packages) = facts.packages {
        steps.push(step(text::python(packages), estimates.python));
    }
    if let Some(trial) = estimates.trial {
        steps.push(step(text::TRIAL.into(), Some(trial)));
    }
    let estimate = estimate(stage, facts, estimates);
    Statement { steps, estimate, ..Statement::new(VerdictKind::Miss, text::new_image(estimate), "") }
}

/// A miss of a hash whose image was lost.
fn lost_image(
    statement: Statement,
    lost: &LostImage,
    origin: Option<&VersionReference>,
    ago: impl Fn(&str) -> String,
) -> Statement {
    let own = lost.used_by.iter().find(|version| Some(*version) == origin);
    let owner = own.or(lost.used_by.first());
    let body = text::lost(owner, lost.build, &ago(&lost.built_at));
    Statement { title: text::lost_title(statement.estimate), body, lost: Some(lost.manifest.clone()), ..statement }
}

fn estimate(stage: StagePresence, facts: &DraftFacts, estimates: Estimates) -> Option<u64> {
    let mut kinds = vec![StepKind::Push, StepKind::Trial];
    if stage != StagePresence::Cached {
        kinds.push(StepKind::Stage);
    }
    if facts.packages.is_some() {
        kinds.push(StepKind::Python);
    }
    estimates.total(&kinds)
}

fn step(title: String, estimate: Option<u64>) -> Step {
    Step { title, is_reused: false, outcome: estimate.map_or_else(|| text::WILL_BE_BUILT.into(), words::about) }
}

fn unknown(preview: &Preview, ago: impl Fn(&str) -> String) -> Statement {
    let title = text::unknown(preview.reason.as_deref());
    let body =
        preview.image.as_ref().map_or_else(|| text::NO_BUILD.into(), |image| text::recorded(&ago(&image.built_at)));
    Statement::new(VerdictKind::Unknown, title, body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::{Definition, canonical};
    use serde_json::json;

    #[test]
    fn a_hit_says_what_does_not_work_in_the_image() {
        let trial = |outcome: &str| -> Trial {
            let finding = json!({ "kind": "import", "level": "error", "subject": "cv2", "message": "`cv2` cannot be imported: why" });
            serde_json::from_value(json!({
                "outcome": outcome, "modules": 3, "libraries": 9, "commands": 0, "duration": 6000, "tried_at": "then",
                "findings": [finding],
            }))
            .expect("a trial")
        };
        let hit = |outcome| {
            let statement =
                Statement::new(VerdictKind::Hit, "Reuses the image of x 3", "").with_trial(Some(trial(outcome)));
            (statement.title, statement.trial.is_some())
        };
        assert_eq!(hit("works"), ("Reuses the image of x 3".into(), false));
        assert_eq!(
            hit("works-but"),
            ("Reuses the image of x 3, which works, but `cv2` cannot be imported".into(), true)
        );
        assert_eq!(
            hit("fails"),
            ("Reuses the image of x 3, which does not work: `cv2` cannot be imported".into(), true)
        );
        let miss = Statement::new(VerdictKind::Miss, "New image", "").with_trial(Some(trial("fails")));
        assert_eq!((miss.title.as_str(), miss.trial), ("New image", None));
    }

    #[test]
    fn a_lost_image_is_a_miss_that_can_be_rebuilt_from_its_lock() {
        let draft = Definition { base_image: Some("python:3.12".into()), ..Definition::default() };
        let digests = canonical(&draft).expect("has a base image").digests();
        let lost = json!({
            "manifest": "sha256:71c0", "build": 4, "built_at": "then", "left_at": "now",
            "used_by": [{ "environment": "training", "version": "7" }],
        });
        let preview =
            json!({ "digests": digests, "verdict": "miss", "stage": "cached", "candidates": [], "lost": lost });
        let statement_of = |preview: serde_json::Value| {
            let outcome = Ok(serde_json::from_value(preview).expect("a preview"));
            Statement::of(&outcome, &DraftFacts::default(), None, Estimates::default(), |_| "3 days ago".into())
        };
        let statement = statement_of(preview.clone());
        assert_eq!((statement.kind, statement.lost.as_deref()), (VerdictKind::Miss, Some("sha256:71c0")));
        assert_eq!(
            statement.body,
            "The image of training 7 was built 3 days ago, but is no longer in the registry. It can be rebuilt from its lock."
        );
        let mut building = preview;
        building["building"] = json!(9);
        assert_eq!(statement_of(building).building, Some(9), "a build that is running makes it again");
    }

    fn preview(stage: &str) -> Preview {
        let draft = Definition { base_image: Some("python:3.12".into()), ..Definition::default() };
        let digests = canonical(&draft).expect("has a base image").digests();
        let preview = json!({ "digests": digests, "verdict": "miss", "stage": stage, "candidates": [] });
        serde_json::from_value(preview).expect("a preview")
    }

    #[test]
    fn a_miss_has_the_steps_of_its_build_and_their_estimates() {
        let estimates = Estimates { stage: Some(60_000), python: Some(30_000), push: Some(1_000), trial: Some(2_000) };
        let facts = DraftFacts { packages: Some(3), has_steps: true, outside: Vec::new() };
        let miss = |stage| Statement::of(&Ok(preview(stage)), &facts, None, estimates, str::to_owned);
        let steps = |statement: &Statement| -> Vec<(String, String)> {
            statement.steps.iter().map(|step| (step.title.clone(), step.outcome.clone())).collect()
        };
        let step = |title: &str, outcome: &str| (title.to_owned(), outcome.to_owned());
        let cached = miss("cached");
        assert_eq!(cached.title, "New image, about 33 s");
        assert_eq!(
            steps(&cached),
            [
                step("Base image and Docker steps", "reused"),
                step("Python, 3 packages", "about 30 s"),
                step("Trial", "about 2 s"),
            ]
        );
        assert_eq!(miss("missing").estimate, Some(93_000));
        let unknown = Statement::of(&Ok(preview("missing")), &facts, None, Estimates::default(), str::to_owned);
        assert_eq!((unknown.title.as_str(), unknown.estimate), ("New image", None));
        assert_eq!(steps(&unknown)[1], step("Python, 3 packages", "will be built"));
    }

    #[test]
    fn an_indexed_image_is_a_hit_only_while_the_registry_answers() {
        let version = VersionReference { environment: "training".into(), version: "7".into() };
        let local = |has_image: bool, no_registry: Option<&str>| {
            let image = has_image.then(|| IndexedImage::of_version(version.clone()));
            let no_registry = no_registry.map(str::to_owned);
            let answer = LocalAnswer { image, stage: StagePresence::Missing, no_registry };
            Statement::local(&answer, &DraftFacts::default(), None, Estimates::default())
        };
        let hit = local(true, None);
        assert_eq!((hit.kind, hit.title.as_str()), (VerdictKind::Hit, "Reuses the image of training 7"));
        assert_eq!(local(true, Some("timeout")).kind, VerdictKind::Unknown);
        assert_eq!(local(false, Some("timeout")).kind, VerdictKind::Miss);
    }

    #[test]
    fn files_outside_the_draft_come_before_everything_else() {
        let outside = Outside { reference: "COPY a /".into(), help: "Add the folder".into() };
        let facts = DraftFacts { outside: vec![outside], ..DraftFacts::default() };
        let statement = Statement::of(&Ok(preview("cached")), &facts, None, Estimates::default(), str::to_owned);
        assert_eq!((statement.kind, statement.body.as_str()), (VerdictKind::Invalid, "Add the folder"));
    }
}
