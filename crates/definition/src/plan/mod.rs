//! What a builder does for a definition. It is made from the canonical form alone, so that equal hashes build equal images.

mod python;

pub use python::PythonPlan;
pub(crate) use python::virtual_environment;

use crate::{Canonical, Digest, Digests, Spark};

/// The two steps of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The digests of the definition.
    pub digests: Digests,
    /// The base image; none when the Dockerfile names it itself.
    pub base_image: Option<String>,
    /// `os/architecture`.
    pub platform: String,
    /// The Dockerfile of step 1, complete with `FROM`.
    pub dockerfile: String,
    /// The digest of the files that the Dockerfile copies; none when it copies none.
    pub context: Option<Digest>,
    /// What step 2 installs; none for a user-managed environment: step 1 is then the image.
    pub python: Option<PythonPlan>,
    /// Spark packages to resolve into the image; none when there are none or `precache` is off.
    pub spark: Option<Spark>,
}

/// The plan of a canonical definition.
#[must_use]
pub fn plan(canonical: &Canonical) -> Plan {
    Plan {
        digests: canonical.digests(),
        base_image: canonical.base.image.clone(),
        platform: canonical.base.platform.clone(),
        dockerfile: dockerfile(canonical),
        context: canonical.steps.context,
        python: python::plan(&canonical.python),
        spark: canonical.spark.clone().filter(|spark| spark.precache && !spark.packages.is_empty()),
    }
}

/// The items as a Dockerfile. Only heredocs hold line breaks, so no instruction can become two.
fn dockerfile(canonical: &Canonical) -> String {
    let items = &canonical.steps.dockerfile;
    let directives = items.iter().take_while(|item| item.starts_with('#')).count();
    let (directives, instructions) = items.split_at(directives);
    let from = canonical.base.image.as_deref().map(|image| match image {
        "docker.io/library/scratch:latest" => "FROM scratch".to_owned(),
        image => format!("FROM {image}"),
    });
    let lines = directives.iter().map(String::as_str).chain(from.as_deref());
    lines.chain(instructions.iter().map(String::as_str)).flat_map(|line| [line, "\n"]).collect()
}
