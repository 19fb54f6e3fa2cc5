//! A definition written in the other forms that people use, and read back.

mod yaml;

use crate::text::lines;
use crate::{Canonical, Definition, Dependency, Invalid, Kind, Platform, Python, canonical, import};
use yaml::variables_as_comments;

/// A definition that the wanted form cannot express.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} cannot be written as {form}: {help}")]
pub struct ExportError {
    /// What cannot be expressed.
    pub what: String,
    /// The form.
    pub form: &'static str,
    /// What to do instead.
    pub help: String,
}

/// Writes a definition as a file of this kind. What is exported imports to the same hash, given the same base image.
/// Azure v2 YAML holds the conda section inline.
///
/// # Errors
/// When the form cannot hold what the image needs, or a credential stands in the definition; nothing is dropped
/// silently.
pub fn export(definition: &Definition, kind: Kind) -> Result<String, ExportError> {
    let refuse = |what: &str, help: &str| ExportError { what: what.into(), form: name(kind), help: help.into() };
    if let Some(place) = crate::secrets(definition).first() {
        return Err(refuse(&format!("the credential in {place}"), "take it out of the definition first"));
    }
    let canonical = with_some_base(definition).map_err(|invalid| refuse("this definition", &invalid.to_string()))?;
    if let Some((what, help)) = obstacle(definition, &canonical, kind) {
        return Err(refuse(what, help));
    }
    let text = match kind {
        Kind::Conda => yaml::write_conda(definition),
        Kind::Requirements => write_requirements(definition),
        Kind::Dockerfile => write_dockerfile(definition, &canonical),
        Kind::V1 => format!("{:#}\n", definition.to_json()),
        Kind::V2 => yaml::write_v2(definition, &canonical),
    };
    let help = "export it as v1 JSON, or write the unusual characters in it differently";
    reads_back(&text, kind, &canonical).then_some(text).ok_or_else(|| refuse("this definition", help))
}

/// The conda section with the variables, as the text of a conda file, whatever else the definition holds.
#[must_use]
pub fn conda_file(definition: &Definition) -> String {
    yaml::write_conda(definition)
}

/// What people call the form.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Conda => "a conda file",
        Kind::Requirements => "a requirements file",
        Kind::Dockerfile => "a Dockerfile",
        Kind::V1 => "v1 JSON",
        Kind::V2 => "v2 YAML",
    }
}

/// The canonical form; a draft without a base image gets one, so that its packages can be exported.
fn with_some_base(definition: &Definition) -> Result<Canonical, Invalid> {
    canonical(definition).or_else(|invalid| match invalid {
        Invalid::NoBase => canonical(&Definition { base_image: Some("scratch".into()), ..definition.clone() }),
        _ => Err(invalid),
    })
}

/// The last word on every export: what was written is read, and has the same digests.
fn reads_back(text: &str, kind: Kind, expected: &Canonical) -> bool {
    let read = import(text.as_bytes(), Some(kind)).ok().map(|imported| imported.definition);
    let completed = read.map(|definition| match (definition.base_image.is_none(), kind) {
        (true, Kind::Conda | Kind::Requirements) => {
            Definition { base_image: expected.base.image.clone(), ..definition }
        }
        _ => definition,
    });
    completed.and_then(|definition| with_some_base(&definition).ok()).is_some_and(|read| read == *expected)
}

/// What stands in the way, and what to do instead.
fn obstacle(definition: &Definition, canonical: &Canonical, kind: Kind) -> Option<(&'static str, &'static str)> {
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

/// Writes the Dockerfile as it is, or one that begins with the base image.
fn write_dockerfile(definition: &Definition, canonical: &Canonical) -> String {
    let own = definition.dockerfile.as_deref().filter(|text| !text.is_empty());
    let as_it_is = own.filter(|_| definition.platform == Platform::default());
    if let Some(text) = as_it_is {
        return text.to_owned();
    }
    let dockerfile = crate::plan(canonical).dockerfile;
    let flag = format!("FROM --platform={} ", canonical.base.platform);
    let needs_flag = canonical.base.platform != "linux/amd64" && canonical.base.image.is_some();
    let dockerfile = if needs_flag { dockerfile.replacen("FROM ", &flag, 1) } else { dockerfile };
    if dockerfile.starts_with('#') { dockerfile } else { variables_as_comments(definition) + &dockerfile }
}

/// Writes the pip lines in the order they were written.
fn write_requirements(definition: &Definition) -> String {
    let lists = definition.dependencies.iter().filter_map(|dependency| match dependency {
        Dependency::Pip(entries) => Some(entries),
        Dependency::Conda(_) => None,
    });
    let lines = lists.flatten().flat_map(|entry| lines(entry)).flat_map(|line| [line, "\n"]);
    variables_as_comments(definition) + &lines.collect::<String>()
}
