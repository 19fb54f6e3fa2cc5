//! From rows to what travels.

use crate::{
    checked::Checked,
    python,
    store::{builds, trials, versions},
    workspace::Rooms,
};
use api::{
    Build, Explanation, FindingLevel, ImageLayer, LockedPackage, Trial, TrialFinding, TrialFix, Version, VersionSummary,
};
use builder::{Built, Finding, FindingKind, Fix, Layer, Level, Locked, PackageManager};
use definition::{Comparison, Definition};

/// What locks call the package managers.
const CONDA: &str = "conda";
const PIP: &str = "pip";
const MAVEN: &str = "maven";
const UV: &str = "uv";

/// A version, given the newest one of its environment and whether that is archived and whether anonymous.
pub fn version(stored: versions::Stored, latest: String, (archived, anonymous): (bool, bool)) -> Version {
    let definition = Definition::from_json(&stored.definition).ok();
    let is_outdated = stored.hash_version != definition::HASH_VERSION;
    let no_hash = Checked::stored(&stored.definition).err().filter(|_| is_outdated).map(|error| error.to_string());
    Version {
        environment: stored.reference.environment,
        version: stored.reference.version,
        r#type: stored.r#type,
        definition: stored.definition,
        digests: stored.strip.digests,
        hash_version: stored.hash_version,
        no_hash,
        former: Vec::new(),
        description: stored.description,
        tags: stored.tags,
        registered_at: stored.registered_at,
        registered_by: stored.registered_by,
        image: stored.standing.state,
        python: definition.as_ref().map(python::of),
        tied: stored.tied,
        lost: None,
        latest,
        archived,
        anonymous,
        version_archived: stored.archived,
        since: None,
        trial: None,
    }
}

/// A version in a list.
pub fn summary(stored: versions::Stored, changes: Option<Comparison>) -> VersionSummary {
    VersionSummary {
        version: stored.reference.version,
        digests: stored.strip.digests,
        filled: stored.strip.filled,
        registered_at: stored.registered_at,
        registered_by: stored.registered_by,
        image: stored.standing.state,
        trial: stored.standing.trial,
        description: stored.description,
        tags: stored.tags,
        archived: stored.archived,
        changes,
    }
}

/// A build, with the reference of its image as this machine pulls it.
pub fn build(rooms: &Rooms, stored: builds::Stored) -> Build {
    let repository = rooms.builder.image_repository();
    let reference = stored.manifest.map(|manifest| rooms.reference(&repository, &manifest));
    let rule = stored.rule.as_deref().and_then(builder::rule);
    let explanation = rule.map(|rule| Explanation {
        rule: rule.id.to_owned(),
        title: rule.title.to_owned(),
        help: rule.help.to_owned(),
        line: stored.rule_line,
        package: stored.rule_package,
    });
    Build { reference, explanation, ..stored.build }
}

/// The layers of an image that was built.
pub fn layers(built: &Built) -> Vec<ImageLayer> {
    let layer = |Layer { digest, size, part, holds }: Layer| ImageLayer { digest, size, part, holds };
    built.layers.iter().cloned().map(layer).collect()
}

/// The packages of an image that was built.
pub fn lock(built: &Built) -> Vec<LockedPackage> {
    let package = |Locked { name, version, source, build, sha256, url }: Locked| {
        let source = match source {
            PackageManager::Conda => CONDA,
            PackageManager::Pip => PIP,
            PackageManager::Maven => MAVEN,
            PackageManager::Uv => UV,
        };
        LockedPackage { name, version, source: source.into(), build, sha256, url }
    };
    built.lock.iter().cloned().map(package).collect()
}

/// A package of a stored lock, for the builder.
pub fn unlock(LockedPackage { name, version, source, build, sha256, url }: LockedPackage) -> Locked {
    let source = match source.as_str() {
        CONDA => PackageManager::Conda,
        MAVEN => PackageManager::Maven,
        UV => PackageManager::Uv,
        _ => PackageManager::Pip,
    };
    Locked { name, version, source, build, sha256, url }
}

/// What a trial found.
pub fn trial(trials::Stored { found, tried_at, .. }: trials::Stored) -> Trial {
    let builder::Trial { outcome, modules, libraries, commands, duration, findings } = found;
    let outcome = trials::outcome(outcome);
    let findings = findings.into_iter().map(finding).collect();
    Trial { outcome, modules, libraries, commands, duration, tried_at, findings }
}

fn finding(found: Finding) -> TrialFinding {
    let Finding { kind, level, package, subject, message, help, fix } = found;
    TrialFinding {
        kind: match kind {
            FindingKind::MissingLibrary => api::FindingKind::MissingLibrary,
            FindingKind::Glibc => api::FindingKind::Glibc,
            FindingKind::Import => api::FindingKind::Import,
            FindingKind::Timeout => api::FindingKind::Timeout,
            FindingKind::Gpu => api::FindingKind::Gpu,
            FindingKind::Conflict => api::FindingKind::Conflict,
            FindingKind::Command => api::FindingKind::Command,
            FindingKind::Interpreter => api::FindingKind::Interpreter,
        },
        level: match level {
            Level::Error => FindingLevel::Error,
            Level::Warning => FindingLevel::Warning,
            Level::Note => FindingLevel::Note,
        },
        package: package.map(|package| package.name),
        subject,
        message,
        help,
        fix: fix.map(|Fix { system_packages, instruction }| TrialFix { system_packages, instruction }),
    }
}

/// A base image of the builder.
pub fn base_image(builder::PythonBaseImage { python, image }: builder::PythonBaseImage) -> api::PythonBaseImage {
    api::PythonBaseImage { python, image }
}
