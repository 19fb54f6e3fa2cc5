//! Causes that are made of a line of the log.

/// A base image that cannot be pulled.
pub(super) fn describe_failed_pull(line: &str) -> Option<String> {
    let (_, after) = line.split_once("creating build container: ")?;
    let (image, reason) = match after.split_once("docker://").and_then(|(_, after)| after.split_once(": ")) {
        Some((image, reason)) => (format!("the base image {image}"), reason),
        None => ("the base image".to_owned(), after),
    };
    let reason = reason.rsplit_once(": ").map_or(reason, |(_, innermost)| innermost);
    Some(format!("{image} cannot be pulled: {reason}. Check the reference, and that this machine reaches its registry"))
}

/// An image that the registry does not take.
pub(super) fn describe_failed_push(line: &str) -> Option<String> {
    let (_, after) = line.split_once("Error: pushing image ")?;
    let reason = after.rsplit_once(": ").map_or(after, |(_, innermost)| innermost);
    Some(format!(
        "the image cannot be pushed to the registry: {reason}. Make sure that it is running and has disk space, \
         then retry: finished steps are kept"
    ))
}

/// A package that pip does not find.
pub(super) fn describe_missing_version(line: &str) -> Option<String> {
    let after = line.strip_prefix("ERROR: Could not find a version that satisfies the requirement ")?;
    let (requirement, versions) = after.split_once(" (from versions: ").unwrap_or((after, "none)"));
    let requirement = requirement.split(" (from ").next().unwrap_or(requirement);
    let versions = versions.trim_end_matches(')');
    if versions == "none" {
        return Some(format!(
            "the package index has no package for {requirement} that fits this Python: check its name, and that the index can be reached"
        ));
    }
    let newest = versions.rsplit(", ").next().unwrap_or(versions);
    Some(format!("no version satisfies {requirement}: the newest that there is for this Python is {newest}"))
}

/// Packages that exclude one another.
pub(super) fn describe_conflict(line: &str) -> Option<String> {
    let after = line.strip_prefix("ERROR: Cannot install ")?;
    let (packages, _) = after.split_once(" because these package versions have conflicting dependencies")?;
    Some(format!("{packages} need versions of other packages that exclude one another: loosen one of them"))
}

/// A file that is copied and is not there.
pub(super) fn describe_missing_file(line: &str) -> Option<String> {
    let (_, after) = line.split_once("copier: stat: \"/")?;
    let (file, _) = after.split_once('"')?;
    Some(format!("there is no file {file} to copy: a definition brings no files but its Dockerfile"))
}
