//! Why Ivy resolved nothing, from what it wrote: a repository that was not reached says nothing about its packages.

use crate::address::public;
use crate::error::{PackageError, refused};
use crate::failure::{MAX_OUTPUT_BYTES, step_message};
use crate::folders::Folders;
use definition::Spark;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use url::Url;

/// Why the recipe that ran in this `work` failed, where it left a reason.
#[must_use]
pub fn failure(work: &Path, spark: &Spark) -> Option<PackageError> {
    if let Some(message) = step_message(work) {
        return Some(refused(message));
    }
    let outputs = Folders::new(work).outputs().ok()?;
    let is_complete = outputs.has_entry(Path::new("ended"));
    let output = outputs.read_text(Path::new("resolved"), MAX_OUTPUT_BYTES).ok().filter(|_| !is_complete)?;
    Some(explained(&output, &spark.repositories))
}

/// What the output of Ivy says.
fn explained(output: &str, repositories: &[String]) -> PackageError {
    let missing: BTreeSet<String> = output.lines().filter_map(missing_package).collect();
    let missing = missing.into_iter().collect::<Vec<_>>().join(", ");
    let mut unreached = BTreeMap::new();
    for (address, reason) in output.lines().filter_map(failed_request) {
        unreached.entry(repository_of(address, repositories)).or_insert(reason);
    }
    if unreached.is_empty() {
        let missing = if missing.is_empty() { missing } else { format!(", no repository has {missing}") };
        return refused(format!(
            "the Spark packages cannot be resolved{missing}: see the log, and name the repository in the Spark section"
        ));
    }
    let reasons: Vec<_> = unreached.iter().map(|(repository, reason)| format!("{repository} ({reason})")).collect();
    let missing = if missing.is_empty() { missing } else { format!(", which may have {missing}") };
    PackageError::Unreachable(format!(
        "the Spark packages cannot be resolved: could not read {}{missing}. Make sure that the server reaches the repository and \
         has its credentials, or name another one in the Spark section, then retry",
        reasons.join(" and ")
    ))
}

/// The package of a line `:: GROUP#ARTIFACT;VERSION: not found`.
fn missing_package(line: &str) -> Option<String> {
    let (_, rest) = line.split_once(":: ")?;
    let (package, _) = rest.split_once(": not found")?;
    (package.contains('#') && !package.contains(' ')).then(|| package.replace(['#', ';'], ":"))
}

/// The address of a line about a request that had no answer, or that the repository refused or failed to answer, and why.
fn failed_request(line: &str) -> Option<(&str, String)> {
    if let Some((_, rest)) = line.split_once("Host ")
        && let Some((host, address)) = rest.split_once(" not found. url=")
    {
        return Some((address, format!("the host {host} is unknown")));
    }
    if let Some((_, rest)) = line.split_once("Server access error at url ") {
        let (address, error) = rest.split_once(" (")?;
        let error = error.strip_suffix(')').unwrap_or(error);
        return Some((address, error.split_once(": ").map_or(error, |(_, message)| message).to_owned()));
    }
    let (_, rest) = line.split_once("SERVER ERROR: ").or_else(|| line.split_once("CLIENT ERROR: "))?;
    let (message, address) = rest.split_once(" url=")?;
    Some((address, format!("it answered: {message}")))
}

/// The repository that an address is below: one of the definition, else the host. Without credentials.
fn repository_of(address: &str, repositories: &[String]) -> String {
    let Ok(address) = Url::parse(address.trim()).map(|address| public(&address)) else { return "a repository".into() };
    let own = repositories.iter().filter_map(|repository| Some(public(&Url::parse(repository).ok()?)));
    let own = own.map(String::from).find(|repository| address.as_str().starts_with(repository.as_str()));
    own.unwrap_or_else(|| address.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    const NOT_FOUND: &str = "
\t\t::::::::::::::::::::::::::::::::::::::::::::::
\t\t::          UNRESOLVED DEPENDENCIES         ::
\t\t::::::::::::::::::::::::::::::::::::::::::::::
\t\t:: org.example#three;3.0: not found
\t\t::::::::::::::::::::::::::::::::::::::::::::::
";

    fn cause(requests: &str) -> PackageError {
        explained(&format!("{requests}{NOT_FOUND}"), &["https://anna:secret@maven.example/releases".to_owned()])
    }

    #[test]
    fn a_package_that_no_repository_has_is_named() {
        let absent = cause("");
        assert!(matches!(absent, PackageError::Refused(_)));
        assert_snapshot!(absent, @"the Spark packages cannot be resolved, no repository has org.example:three:3.0: see the log, and name the repository in the Spark section");
    }

    #[test]
    fn a_repository_that_was_not_reached_is_named_with_the_reason() {
        let host =
            cause("\tHost maven.example not found. url=https://anna:secret@maven.example/releases/org/three.pom\n");
        assert!(matches!(host, PackageError::Unreachable(_)));
        assert_snapshot!(host, @"the Spark packages cannot be resolved: could not read https://maven.example/releases (the host maven.example is unknown), which may have org.example:three:3.0. Make sure that the server reaches the repository and has its credentials, or name another one in the Spark section, then retry");
        let refused = "\tServer access error at url https://central.example/maven2/org/example/three/3.0/three-3.0.pom (java.net.ConnectException: Connection refused (Connection refused))\n";
        let broken =
            "\tSERVER ERROR: Bad Gateway url=https://maven.example/releases/org/example/three/3.0/three-3.0.jar\n";
        let unauthorized = "CLIENT ERROR: Unauthorized url=https://other.example/org/example/three/3.0/three-3.0.pom\n";
        assert_snapshot!(cause(&format!("{refused}{broken}{unauthorized}{refused}")), @"the Spark packages cannot be resolved: could not read https://central.example (Connection refused (Connection refused)) and https://maven.example/releases (it answered: Bad Gateway) and https://other.example (it answered: Unauthorized), which may have org.example:three:3.0. Make sure that the server reaches the repository and has its credentials, or name another one in the Spark section, then retry");
    }
}
