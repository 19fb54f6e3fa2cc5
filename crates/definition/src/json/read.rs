//! Reading the v1 JSON form.

use super::read_conda;
use super::section::{Section, unexpected};
use crate::model::{BuildContext, Definition, ImportError, Platform, SparkPackage};
use crate::node::{Node, Value};

impl Definition {
    /// Reads the v1 JSON form, keys in any case. A registry password is not taken over.
    ///
    /// # Errors
    /// The place (`python.condaDependencies.dependencies[3]`) and what is wrong with it.
    pub fn from_json(value: &serde_json::Value) -> Result<Self, ImportError> {
        read(&Node::from(value))
    }
}

/// Reads the v1 form from JSON or YAML.
pub fn read(node: &Node) -> Result<Definition, ImportError> {
    let mut root = Section::any_case("", node)?;
    let mut definition = Definition {
        name: root.scalar("name")?,
        version: root.scalar("version")?,
        description: root.scalar("description")?,
        variables: root.scalars("environmentVariables")?,
        tags: root.scalars("tags")?,
        inferencing_stack: root.scalar("inferencingStackVersion")?,
        r: r(&mut root)?,
        ..Definition::default()
    };
    if let Some(section) = root.section("python")? {
        python(section, &mut definition)?;
    }
    if let Some(section) = root.section("docker")? {
        docker(section, &mut definition)?;
    }
    if let Some(section) = root.section("spark")? {
        spark(section, &mut definition)?;
    }
    root.keep(&mut definition.kept);
    Ok(definition)
}

fn python(mut section: Section, definition: &mut Definition) -> Result<(), ImportError> {
    definition.user_managed = section.truth("userManagedDependencies")?.unwrap_or_default();
    definition.interpreter_path = section.text("interpreterPath")?;
    definition.conda_file = section.text("condaDependenciesFile")?;
    if let Some(mut conda) = section.section("condaDependencies")? {
        read_conda(&mut conda, definition)?;
        conda.keep(&mut definition.kept);
    }
    section.keep(&mut definition.kept);
    Ok(())
}

fn docker(mut section: Section, definition: &mut Definition) -> Result<(), ImportError> {
    definition.base_image = section.text("baseImage")?;
    definition.dockerfile = section.text("baseDockerfile")?;
    if let Some(mut platform) = section.section("platform")? {
        let default = Platform::default();
        definition.platform = Platform {
            os: platform.text("os")?.unwrap_or(default.os),
            architecture: platform.text("architecture")?.unwrap_or(default.architecture),
        };
        platform.keep(&mut definition.kept);
    }
    if let Some(mut context) = section.section("buildContext")? {
        definition.context = build_context(&mut context)?;
        context.keep(&mut definition.kept);
    }
    if let Some(mut registry) = section.section("baseImageRegistry")? {
        registry.take("password");
        definition.base_image_registry = registry.text("address")?;
        registry.keep(&mut definition.kept);
    }
    section.keep(&mut definition.kept);
    Ok(())
}

fn build_context(section: &mut Section) -> Result<Option<BuildContext>, ImportError> {
    let location = section.text("location")?;
    let dockerfile_path = section.text("dockerfilePath")?;
    let place = section.place("digest");
    let digest = section.take("digest").map(|node| {
        let digest = node.written().and_then(|text| text.parse().ok());
        digest.ok_or_else(|| unexpected(&place, node, "64 lower-case hexadecimal digits"))
    });
    let digest = digest.transpose()?;
    let dockerfile = section.text("dockerfile")?;
    let anything = location.is_some() || dockerfile_path.is_some() || digest.is_some() || dockerfile.is_some();
    Ok(anything.then(|| BuildContext {
        location: location.unwrap_or_default(),
        dockerfile_path: dockerfile_path.unwrap_or_else(|| "Dockerfile".into()),
        digest,
        dockerfile,
    }))
}

fn spark(mut section: Section, definition: &mut Definition) -> Result<(), ImportError> {
    for (place, node) in section.list("packages")? {
        let mut package = Section::any_case(&place, node)?;
        let mut part = |key| {
            let missing = || ImportError {
                line: node.line,
                message: format!("{place} has no {key}"),
                help: "A Spark package has a group, an artifact and a version.".into(),
            };
            package.scalar(key)?.ok_or_else(missing)
        };
        let (group, artifact, version) = (part("group")?, part("artifact")?, part("version")?);
        definition.spark_packages.push(SparkPackage { group, artifact, version });
    }
    definition.spark_repositories = section.texts("repositories")?;
    definition.precache_spark_packages = section.truth("precachePackages")?.unwrap_or(true);
    section.keep(&mut definition.kept);
    Ok(())
}

/// The R section, taken over as it is.
fn r(root: &mut Section) -> Result<Option<serde_json::Value>, ImportError> {
    let Some(node) = root.take("r") else {
        return Ok(None);
    };
    if !matches!(node.value, Value::Map(_)) {
        return Err(unexpected("r", node, "a mapping"));
    }
    no_numbers("r", node)?;
    Ok(Some(node.to_json()))
}

/// Numbers have many spellings, so the hash knows none.
fn no_numbers(place: &str, node: &Node) -> Result<(), ImportError> {
    match &node.value {
        Value::Number(_) => Err(unexpected(place, node, "text")),
        Value::List(items) => {
            items.iter().enumerate().try_for_each(|(index, item)| no_numbers(&format!("{place}[{index}]"), item))
        }
        Value::Map(fields) => fields.iter().try_for_each(|(key, item)| no_numbers(&format!("{place}.{key}"), item)),
        _ => Ok(()),
    }
}
