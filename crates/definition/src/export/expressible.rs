//! What a form has no place for.

use crate::{Canonical, Definition, Kind, Python};

/// What stands in the way, and what to do instead.
pub fn obstacle(definition: &Definition, canonical: &Canonical, kind: Kind) -> Option<(&'static str, &'static str)> {
    let has_steps = canonical.steps.context.is_some() || !canonical.steps.dockerfile.is_empty();
    let has_context = definition.context.as_ref().is_some_and(|context| !context.location.is_empty());
    let context_is_known =
        definition.context.as_ref().is_some_and(|context| context.digest.is_some() || context.dockerfile.is_some());
    let packages_only = matches!(kind, Kind::Conda | Kind::Requirements);
    let other_platform = match kind {
        Kind::V2 => !canonical.base.platform.ends_with("/amd64"),
        _ => canonical.base.platform != "linux/amd64",
    };
    let user_managed = canonical.python == Python::User;
    let (has_channels, has_conda) = match &canonical.python {
        Python::System { channels, conda, .. } => (!channels.is_empty(), !conda.is_empty()),
        Python::User => (false, false),
    };
    let v1 = "export it as v1 JSON";
    let obstacles = [
        (canonical.spark.is_some(), "the Spark section", v1),
        (canonical.extras.is_some(), "the inferencing stack or the R section", v1),
        (has_context && (kind != Kind::V2 || context_is_known), "the build context", v1),
        (
            has_steps && (packages_only || kind == Kind::V2),
            "the Docker steps",
            "export it as v1 JSON or as a Dockerfile",
        ),
        (other_platform && kind != Kind::Dockerfile, "the platform", v1),
        (canonical.conda_file.is_some() && kind != Kind::V2, "a conda file that is not here", "import that file first"),
        (user_managed && packages_only, "a user-managed environment", "export it as a Dockerfile, v1 JSON or v2 YAML"),
        (!user_managed && kind == Kind::Dockerfile, "the packages", "export it as a conda file, v1 JSON or v2 YAML"),
        (has_conda && kind == Kind::Requirements, "the conda packages", "export it as a conda file"),
        (has_channels && kind == Kind::Requirements, "the channels", "export it as a conda file"),
    ];
    let found = obstacles.into_iter().find(|(stands, ..)| *stands && kind != Kind::V1);
    found.map(|(_, what, help)| (what, help))
}
