//! What each source view shows of a definition, and what an edit there replaces: a conda file holds the packages, a
//! Dockerfile base image and steps. All else stays as it was.

use definition::{Definition, Dependency, ExportError, Kind, export};
use std::collections::BTreeMap;

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
            variables: whole.variables,
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
            variables: BTreeMap::default(),
            inferencing_stack: None,
            r: None,
            kept: whole.kept.into_iter().filter(|(key, _)| is_v2(key)).collect(),
            ..whole
        },
    }
}

/// Whether a field that is preserved belongs to the conda section.
fn is_conda(key: &str) -> bool {
    key.starts_with("python.condaDependencies.")
}

/// Whether a field that is preserved belongs to the v2 YAML of Azure.
fn is_v2(key: &str) -> bool {
    key == "v2" || is_conda(key)
}

/// Puts what a source view says into the definition.
pub fn merge(definition: &mut Definition, source: Definition, kind: Kind) {
    match kind {
        Kind::Conda => {
            definition.conda_name = source.conda_name;
            definition.channels = source.channels;
            definition.dependencies = source.dependencies;
            definition.conda_file = None;
            definition.variables = source.variables;
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
                variables: whole.variables.into_iter().chain(source.variables).collect(),
                inferencing_stack: whole.inferencing_stack,
                r: whole.r,
                kept: whole.kept.into_iter().filter(|(key, _)| !is_v2(key)).chain(source.kept).collect(),
                ..source
            };
        }
    }
}

/// Puts a whole file into the definition: as [`merge`], and the file decides who manages the packages.
pub fn take_over(definition: &mut Definition, file: Definition, kind: Kind) {
    let user_managed = match kind {
        Kind::Conda | Kind::Requirements => false,
        // A Dockerfile alone contains the packages; beside existing packages it only is their base.
        Kind::Dockerfile => definition.dependencies.is_empty() && definition.conda_file.is_none(),
        Kind::V1 | Kind::V2 => file.user_managed,
    };
    merge(definition, file, kind);
    definition.user_managed = user_managed;
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::{SparkPackage, canonical, import};

    fn draft() -> Definition {
        let spark = SparkPackage { group: "a".into(), artifact: "b".into(), version: "1".into() };
        Definition {
            dockerfile: Some("FROM python:3.11\nRUN a\n".into()),
            channels: vec!["conda-forge".into()],
            dependencies: vec![Dependency::Conda("numpy".into()), Dependency::Pip(vec!["torch".into()])],
            spark_packages: vec![spark],
            variables: BTreeMap::from([("A".into(), "1".into())]),
            conda_name: Some("training".into()),
            ..Definition::default()
        }
    }

    fn edited(kind: Kind, edit: impl Fn(String) -> String) -> Definition {
        let mut draft = draft();
        let text = edit(text(&draft, kind).unwrap());
        merge(&mut draft, import(text.as_bytes(), Some(kind)).unwrap().definition, kind);
        draft
    }

    #[test]
    fn a_view_that_is_opened_and_not_changed_changes_nothing() {
        for kind in [Kind::Conda, Kind::Dockerfile, Kind::V1] {
            assert_eq!(edited(kind, |text| text), draft(), "{kind:?}");
        }
        let mut plain = Definition { dockerfile: None, base_image: Some("python:3.11".into()), ..draft() };
        let before = plain.clone();
        let written = text(&plain, Kind::V2).unwrap();
        merge(&mut plain, import(written.as_bytes(), Some(Kind::V2)).unwrap().definition, Kind::V2);
        assert_eq!(canonical(&plain), canonical(&before));
        assert_eq!(plain.variables, before.variables);
    }

    #[test]
    fn an_edit_of_the_conda_file_leaves_steps_and_spark() {
        let after = edited(Kind::Conda, |text| text.replace("numpy", "numpy=1.26"));
        assert_eq!(after.dependencies[0], Dependency::Conda("numpy=1.26".into()));
        assert_eq!(Definition { dependencies: draft().dependencies, ..after }, draft());
    }

    #[test]
    fn an_edit_of_the_dockerfile_leaves_the_packages() {
        let after = edited(Kind::Dockerfile, |text| text.replace("RUN a", "RUN b"));
        assert_eq!(after.dockerfile.as_deref(), Some("FROM python:3.11\nRUN b\n"));
        assert_eq!(Definition { dockerfile: draft().dockerfile, ..after }, draft());
    }

    #[test]
    fn a_requirements_file_replaces_the_pip_packages() {
        let after = edited(Kind::Requirements, |text| text + "shap\n");
        assert_eq!(
            after.dependencies,
            [Dependency::Conda("numpy".into()), Dependency::Pip(vec!["torch".into(), "shap".into()])]
        );
    }

    #[test]
    fn a_dockerfile_that_comes_alone_is_user_managed() {
        let file = || Definition { dockerfile: Some("FROM a".into()), user_managed: true, ..Definition::default() };
        let mut nothing = Definition::default();
        take_over(&mut nothing, file(), Kind::Dockerfile);
        assert!(nothing.user_managed);
        let mut packages = draft();
        take_over(&mut packages, file(), Kind::Dockerfile);
        assert!(!packages.user_managed);
    }
}
