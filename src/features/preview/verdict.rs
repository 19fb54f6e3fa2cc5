//! The verdict in words: what would happen if the draft were submitted now.

use super::{expected::Expected, text};
use crate::{api::Failure, state::images::Indexed, ui::words};
use ::api::{LostImage, Preview, StagePresence, StepKind, Trial, TrialOutcome, Verdict, VersionReference};
use definition::Outside;

/// What can be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What kind of verdict it is.
    pub kind: Kind,
    /// The verdict in a few words.
    pub title: String,
    /// One or two sentences about it.
    pub body: String,
    /// The steps of a build, each with what will happen to it.
    pub steps: Vec<Step>,
    /// The build that makes the image now.
    pub building: Option<i64>,
    /// The manifest digest of the image that there was: it can be built again from its lock.
    pub lost: Option<String>,
    /// How long a build would take, in milliseconds; none while that is not known, or where nothing is built.
    pub time: Option<u64>,
    /// What the trial of the reused image found, unless all of it works.
    pub trial: Option<Trial>,
}

/// What kind of verdict it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An image is reused.
    Hit,
    /// An image will be built.
    Miss,
    /// It cannot be told now.
    Unknown,
    /// Not asked yet.
    Asking,
    /// The definition has no hash, or can neither reuse nor be built.
    Invalid,
}

/// One step of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub title: String,
    /// Whether its result is there already.
    pub reused: bool,
    /// What will happen, in a word or two.
    pub fate: String,
}

/// What this browser knows about the hash of a draft before the workspace has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreseen {
    /// The image, as the index of images has it.
    pub image: Option<Indexed>,
    /// What is known of the image of step 1.
    pub stage: StagePresence,
    /// Why the registry could not be asked, when it could not be asked last.
    pub silent: Option<String>,
}

/// What the draft holds, as far as the verdict speaks of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The number of Python packages; none for a user-managed environment.
    pub packages: Option<usize>,
    /// Whether the draft has Docker steps.
    pub steps: bool,
    /// References to content that is not in the draft.
    pub outside: Vec<Outside>,
}

impl Statement {
    fn new(kind: Kind, title: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.into(),
            body: body.into(),
            steps: Vec::new(),
            building: None,
            lost: None,
            time: None,
            trial: None,
        }
    }

    /// Says what does not work in the image that is reused.
    #[must_use]
    pub fn with_trial(self, trial: Option<Trial>) -> Self {
        match trial.filter(|trial| self.kind == Kind::Hit && trial.outcome != TrialOutcome::Works) {
            Some(trial) => Self { title: text::flawed(&self.title, &trial), trial: Some(trial), ..self },
            None => self,
        }
    }

    /// A draft without a hash.
    #[must_use]
    pub fn invalid(problem: &str) -> Self {
        Self::new(Kind::Invalid, text::NO_HASH, problem)
    }

    /// Not asked yet.
    #[must_use]
    pub fn asking() -> Self {
        Self::new(Kind::Asking, text::ASKING, text::ASKING_BODY)
    }

    /// What the workspace answered. `ago` says a time relative to now.
    #[must_use]
    pub fn of(
        outcome: &Result<Preview, Failure>,
        contents: &Contents,
        origin: Option<&VersionReference>,
        expected: Expected,
        ago: impl Fn(&str) -> String,
    ) -> Self {
        if let Some(outside) = outside(contents) {
            return outside;
        }
        match outcome {
            Err(failure) => Self::new(Kind::Unknown, text::no_answer(&failure.message), text::ASKED_AGAIN),
            Ok(preview) => match preview.verdict {
                Verdict::Hit => hit(preview, origin, ago),
                Verdict::Miss => {
                    let statement = miss(preview.stage, preview.building, contents, expected);
                    match &preview.lost {
                        Some(lost) if preview.building.is_none() => again(statement, lost, origin, ago),
                        _ => statement,
                    }
                }
                Verdict::Unknown => unknown(preview, ago),
            },
        }
    }

    /// What this browser foresees, until the workspace answers. A recorded image is called a hit while the registry is
    /// asked whether it has it, and only while the registry answers at all.
    #[must_use]
    pub fn foreseen(
        foreseen: &Foreseen,
        contents: &Contents,
        origin: Option<&VersionReference>,
        expected: Expected,
    ) -> Self {
        if let Some(outside) = outside(contents) {
            return outside;
        }
        let Foreseen { image, stage, silent } = foreseen;
        match (image, silent) {
            (Some(_), Some(reason)) => Self::new(Kind::Unknown, text::unknown(Some(reason)), text::RECORDED),
            (Some(image), None) => {
                let title = image
                    .version
                    .as_ref()
                    .map_or_else(|| text::REUSES.into(), |newest| text::reuses(origin.unwrap_or(newest)));
                Self::new(Kind::Hit, title, text::CONFIRMING)
            }
            (None, _) => miss(*stage, None, contents, expected),
        }
    }
}

fn outside(contents: &Contents) -> Option<Statement> {
    let first = contents.outside.first()?;
    Some(Statement::new(Kind::Invalid, text::outside_title(&first.reference), first.help.clone()))
}

fn hit(preview: &Preview, origin: Option<&VersionReference>, ago: impl Fn(&str) -> String) -> Statement {
    let Some(image) = &preview.image else {
        return Statement::new(Kind::Hit, text::REUSES, text::READY);
    };
    let own = image.used_by.iter().find(|version| Some(*version) == origin);
    let title = own.or(image.used_by.first()).map_or_else(|| text::REUSES.into(), text::reuses);
    Statement::new(Kind::Hit, title, text::built(&ago(&image.built_at), &words::bytes(image.size), &image.savings))
}

fn miss(stage: StagePresence, building: Option<i64>, contents: &Contents, expected: Expected) -> Statement {
    if let Some(build) = building {
        let statement = Statement::new(Kind::Miss, text::being_built(build), text::JOINS);
        return Statement { building: Some(build), ..statement };
    }
    let first = match stage {
        StagePresence::Cached => Step { title: text::stage(contents.steps), reused: true, fate: text::REUSED.into() },
        StagePresence::Missing => step(text::stage(contents.steps), expected.stage),
        StagePresence::Unknown => {
            Step { title: text::stage(contents.steps), reused: false, fate: text::STAGE_UNKNOWN.into() }
        }
    };
    let mut steps = vec![first];
    if let Some(packages) = contents.packages {
        steps.push(step(text::python(packages), expected.python));
    }
    if let Some(trial) = expected.trial {
        steps.push(step(text::TRIAL.into(), Some(trial)));
    }
    let time = predicted(stage, contents, expected);
    Statement { steps, time, ..Statement::new(Kind::Miss, text::new_image(time), "") }
}

/// A miss where there was an image: it is built again.
fn again(
    statement: Statement,
    lost: &LostImage,
    origin: Option<&VersionReference>,
    ago: impl Fn(&str) -> String,
) -> Statement {
    let own = lost.used_by.iter().find(|version| Some(*version) == origin);
    let whose = own.or(lost.used_by.first());
    let body = text::lost(whose, lost.build, &ago(&lost.built_at));
    Statement { title: text::built_again(statement.time), body, lost: Some(lost.manifest.clone()), ..statement }
}

/// How long a build would take; none while that is not known.
fn predicted(stage: StagePresence, contents: &Contents, expected: Expected) -> Option<u64> {
    let mut kinds = vec![StepKind::Push, StepKind::Trial];
    if stage != StagePresence::Cached {
        kinds.push(StepKind::Stage);
    }
    if contents.packages.is_some() {
        kinds.push(StepKind::Python);
    }
    expected.total(&kinds)
}

fn step(title: String, time: Option<u64>) -> Step {
    Step { title, reused: false, fate: time.map_or_else(|| text::WILL_BE_BUILT.into(), words::about) }
}

fn unknown(preview: &Preview, ago: impl Fn(&str) -> String) -> Statement {
    let title = text::unknown(preview.reason.as_deref());
    let body =
        preview.image.as_ref().map_or_else(|| text::UNRECORDED.into(), |image| text::recorded(&ago(&image.built_at)));
    Statement::new(Kind::Unknown, title, body)
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
            let statement = Statement::new(Kind::Hit, "Reuses the image of x 3", "").with_trial(Some(trial(outcome)));
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
        let miss = Statement::new(Kind::Miss, "New image", "").with_trial(Some(trial("fails")));
        assert_eq!((miss.title.as_str(), miss.trial), ("New image", None));
    }

    #[test]
    fn a_lost_image_is_no_hit_and_is_told_with_the_way_back() {
        let draft = Definition { base_image: Some("python:3.12".into()), ..Definition::default() };
        let digests = canonical(&draft).expect("has a base image").digests();
        let lost = json!({
            "manifest": "sha256:71c0", "build": 4, "built_at": "then", "left_at": "now",
            "used_by": [{ "environment": "training", "version": "7" }],
        });
        let preview =
            json!({ "digests": digests, "verdict": "miss", "stage": "cached", "candidates": [], "lost": lost });
        let told = |preview: serde_json::Value| {
            let outcome = Ok(serde_json::from_value(preview).expect("a preview"));
            Statement::of(&outcome, &Contents::default(), None, Expected::default(), |_| "3 days ago".into())
        };
        let statement = told(preview.clone());
        assert_eq!((statement.kind, statement.lost.as_deref()), (Kind::Miss, Some("sha256:71c0")));
        assert_eq!(
            statement.body,
            "The image of training 7 was built 3 days ago but is no longer in the registry: it is built again, from its \
             lock if you wish."
        );
        let mut building = preview;
        building["building"] = json!(9);
        assert_eq!(told(building).building, Some(9), "whoever waits for it need not know that it was lost");
    }
}
