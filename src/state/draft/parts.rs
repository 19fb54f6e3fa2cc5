//! What each source view shows of a definition, and what an edit there replaces: a conda file holds the packages, a
//! Dockerfile base image and steps. All else stays as it was.

use definition::{Definition, Dependency, ExportError, Kind, export};

/// The text of one source view.
///
/// # Errors
/// When the form cannot hold its part of the definition.
pub fn text(definition: &Definition, kind: Kind) -> Result<String, ExportError> {
    export(&part(definition, kind), kind)
}

/// The part of a definition that a source view speaks about.
fn part(definition: &Definition, kind: Kind) -> Definition {
    let whole = definition.clone();
    match kind {
        Kind::Conda => Definition {
            conda_name: whole.conda_name,
            channels: whole.channels,
            dependencies: whole.dependencies,
            kept: whole.kept.into_iter().filter(|(key, _)| is_conda(key)).collect(),
            ..Definition::default()
        },
        Kind::Requirements => Definition {
            dependencies: whole.dependencies.into_iter().filter(|item| matches!(item, Dependency::Pip(_))).collect(),
            ..Definition::default()
        },
        Kind::Dockerfile => Definition {
            base_image: whole.base_image,
            dockerfile: whole.dockerfile,
            context: whole.context,
            platform: whole.platform,
            user_managed: true,
            ..Definition::default()
        },
        Kind::V1 => whole,
        Kind::V2 => Definition {
            spark_packages: Vec::new(),
            spark_repositories: Vec::new(),
            interpreter_path: None,
            variables: std::collections::BTreeMap::default(),
            inferencing_stack: None,
            r: None,
            kept: std::collections::BTreeMap::default(),
            ..whole
        },
    }
}

/// Whether a field that was kept stands in the conda section.
fn is_conda(key: &str) -> bool {
    key.starts_with("python.condaDependencies.")
}

/// Puts what a source view says into the definition.
pub fn merge(definition: &mut Definition, source: Definition, kind: Kind) {
    match kind {
        Kind::Conda => {
            definition.conda_name = source.conda_name;
            definition.channels = source.channels;
            definition.dependencies = source.dependencies;
            definition.conda_file = None;
            definition.variables.extend(source.variables);
            definition.kept.retain(|key, _| !is_conda(key));
            definition.kept.extend(source.kept.into_iter().filter(|(key, _)| is_conda(key)));
        }
        Kind::Requirements => {
            definition.dependencies.retain(|item| matches!(item, Dependency::Conda(_)));
            definition.dependencies.extend(source.dependencies);
        }
        Kind::Dockerfile => {
            definition.base_image = source.base_image;
            definition.dockerfile = source.dockerfile;
            definition.context = source.context;
        }
        Kind::V1 => *definition = source,
        Kind::V2 => {
            let whole = std::mem::take(definition);
            *definition = Definition {
                spark_packages: whole.spark_packages,
                spark_repositories: whole.spark_repositories,
                precache_spark_packages: whole.precache_spark_packages,
                interpreter_path: whole.interpreter_path,
                variables: whole.variables,
                inferencing_stack: whole.inferencing_stack,
                r: whole.r,
                kept: whole.kept,
                ..source
            };
        }
    }
}

/// Puts a whole file into the definition: as [`merge`], and the file decides who manages the packages.
pub fn take_over(definition: &mut Definition, file: Definition, kind: Kind) {
    let user_managed = match kind {
        Kind::Conda | Kind::Requirements => false,
        Kind::Dockerfile => definition.dependencies.is_empty(),
        Kind::V1 | Kind::V2 => file.user_managed,
    };
    merge(definition, file, kind);
    definition.user_managed = user_managed;
}
