//! What trying images found: with each image in the form in which it is tried again, with each build in the form in which
//! it is shown.

use crate::{Connection, FindingKind, FindingLevel, TrialOutcome, from_json, json, spelling::kebab_case};
use definition::Digest;
use serde::{Deserialize, Serialize};

/// A trial as it is stored with its image (`images.trial`), and with what else the image was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialRow {
    /// What was found.
    pub found: TrialReport,
    /// When.
    pub tried_at: String,
    /// The interpreter that was started, where the definition decides which one that is.
    pub interpreter: Option<String>,
    /// The digest of the variables.
    pub variables: Digest,
}

/// What a trial found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialReport {
    /// Whether the image works.
    pub outcome: TrialOutcome,
    /// How many modules were imported.
    pub modules: u32,
    /// How many native libraries were read.
    pub libraries: u32,
    /// How many commands were resolved.
    pub commands: u32,
    /// How long it took, in milliseconds.
    pub duration: u64,
    /// What does not work, errors first.
    pub findings: Vec<ReportedFinding>,
}

/// One thing that does not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedFinding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// How bad it is.
    pub level: FindingLevel,
    /// The package that it is about.
    pub package: Option<ReportedPackage>,
    /// What does not work.
    pub subject: String,
    /// What happened, in words.
    pub message: String,
    /// What to do about it, in words.
    pub help: Option<String>,
    /// The Docker step that fixes it.
    pub fix: Option<Fix>,
}

/// A package that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedPackage {
    /// Its normalised name.
    pub name: String,
    /// Whether conda installed it, else pip.
    pub conda: bool,
}

/// A Docker step that fixes findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// The packages of the distribution that it installs.
    pub system_packages: Vec<String>,
    /// The whole instruction.
    pub instruction: String,
}

/// A trial as it is stored with its build (`builds.trial`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Whether the image works.
    #[serde(with = "kebab_case")]
    pub outcome: TrialOutcome,
    /// How many modules were imported.
    pub modules: u32,
    /// How many native libraries were read.
    pub libraries: u32,
    /// How many commands were resolved.
    pub commands: u32,
    /// How long it took, in milliseconds.
    pub duration: u64,
    /// When the image was tried.
    pub tried_at: String,
    /// What does not work, errors first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// One thing that does not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of thing.
    #[serde(with = "kebab_case")]
    pub kind: FindingKind,
    /// How bad it is.
    #[serde(with = "kebab_case")]
    pub level: FindingLevel,
    /// The name of the package that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// What does not work.
    pub subject: String,
    /// What happened, in words.
    pub message: String,
    /// What to do about it, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The Docker step that fixes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

impl From<TrialRow> for Trial {
    fn from(row: TrialRow) -> Self {
        let TrialReport { outcome, modules, libraries, commands, duration, findings } = row.found;
        let findings = findings.into_iter().map(Finding::from).collect();
        Self { outcome, modules, libraries, commands, duration, tried_at: row.tried_at, findings }
    }
}

impl From<ReportedFinding> for Finding {
    fn from(reported: ReportedFinding) -> Self {
        let ReportedFinding { kind, level, package, subject, message, help, fix } = reported;
        Self { kind, level, package: package.map(|package| package.name), subject, message, help, fix }
    }
}

/// What is known of the images of a hash, by their manifest digest.
pub async fn all(connection: &mut Connection, hash: &str) -> Result<Vec<(String, TrialRow)>, sqlx::Error> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT manifest, trial FROM images WHERE image = $1 AND trial IS NOT NULL")
            .bind(hash)
            .fetch_all(connection)
            .await?;
    rows.into_iter().map(|(manifest, trial)| Ok((manifest, from_json(&trial)?))).collect()
}

/// Writes down what trying an image found.
pub async fn set_for_image(
    connection: &mut Connection,
    hash: &str,
    manifest: &str,
    stored: &TrialRow,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE images SET trial = $3 WHERE image = $1 AND manifest = $2")
        .bind(hash)
        .bind(manifest)
        .bind(json(stored)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes down what trying the image of a build found.
pub async fn set_for_build(connection: &mut Connection, build: i64, trial: &Trial) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE builds SET trial = $2 WHERE id = $1")
        .bind(build)
        .bind(json(trial)?)
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A trial as `images.trial` has it.
    const OF_IMAGE: &str = r#"{"found":{"outcome":"WorksBut","modules":3,"libraries":140,"commands":2,"duration":4100,
        "findings":[
            {"kind":"MissingLibrary","level":"Error","package":{"name":"opencv-python","conda":false},
             "subject":"libGL.so.1","message":"`libGL.so.1` for `cv2` is not in the image","help":null,
             "fix":{"system_packages":["libgl1"],"instruction":"RUN apt-get install libgl1"}},
            {"kind":"Gpu","level":"Note","package":null,"subject":"torch","message":"needs a GPU",
             "help":"Try it elsewhere","fix":null}]},
        "tried_at":"2026-11-22T09:00:00.000Z","interpreter":null,
        "variables":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}"#;

    /// The same trial as `builds.trial` has it.
    const OF_BUILD: &str = r#"{"outcome":"works-but","modules":3,"libraries":140,"commands":2,"duration":4100,
        "tried_at":"2026-11-22T09:00:00.000Z","findings":[
            {"kind":"missing-library","level":"error","package":"opencv-python","subject":"libGL.so.1",
             "message":"`libGL.so.1` for `cv2` is not in the image",
             "fix":{"system_packages":["libgl1"],"instruction":"RUN apt-get install libgl1"}},
            {"kind":"gpu","level":"note","subject":"torch","message":"needs a GPU","help":"Try it elsewhere"}]}"#;

    fn value(text: &str) -> serde_json::Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn trials_are_spelled_as_they_always_were() {
        let row: TrialRow = from_json(OF_IMAGE).unwrap();
        assert_eq!(serde_json::to_value(&row).unwrap(), value(OF_IMAGE));
        let trial = Trial::from(row);
        assert_eq!(serde_json::to_value(&trial).unwrap(), value(OF_BUILD));
        assert_eq!(from_json::<Trial>(OF_BUILD).unwrap(), trial);
    }

    #[test]
    fn a_trial_without_findings_is_read() {
        let text = r#"{"outcome":"works","modules":1,"libraries":0,"commands":0,"duration":9,"tried_at":"now"}"#;
        let trial: Trial = from_json(text).unwrap();
        assert_eq!((trial.outcome, trial.findings.len()), (TrialOutcome::Works, 0));
        assert_eq!(serde_json::to_value(&trial).unwrap(), value(text));
    }
}
