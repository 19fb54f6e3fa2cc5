//! Changes of a definition as it is written: each touches its own line and leaves the rest as somebody typed it.

mod base;
mod kept;
mod line;
mod pin;
mod rows;
mod step;

pub use crate::package_list::{Place, Row, rows};
pub use base::{Base, base, set_image, set_steps};
pub use line::{join, split, tidy};
pub use pin::{is_open, pin};
pub use rows::{add, change_source, remove, replace, row_of};
pub use step::{add_step, can_add_step, has_step};

use crate::{Component, Definition, PackageSource};
use std::collections::HashMap;

/// One change that a fix or a cheaper variant offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A line of the conda list or of a pip list, wherever it stands: written anew, added (nothing before) or taken out
    /// (nothing after).
    Line {
        /// Which list.
        source: PackageSource,
        /// The line as it is written now.
        before: Option<String>,
        /// The line as it shall be.
        after: Option<String>,
    },
    /// Another base image; the Docker steps stay.
    Image(String),
    /// Other Docker steps; the base image stays.
    Steps(String),
    /// One more Docker step, after the others.
    AddStep(String),
    /// Other channels.
    Channels(Vec<String>),
    /// A whole component as another definition has it.
    Component(Component, Box<Definition>),
    /// A field that nothing reads: read as another field of the v1 JSON form, or taken out (nothing after). One that
    /// does not fit there stays where it is.
    Field {
        /// Its path among the fields that were kept (`python.condaDependencies.channe`, `docker.shmSize`).
        before: String,
        /// The path of the field that it is meant to be.
        after: Option<String>,
    },
}

/// Makes changes in their order. However many lines change one after the other, the lists are gone through once.
pub fn apply(edits: &[Edit], definition: &mut Definition) {
    let is_line = |edit: &Edit| matches!(edit, Edit::Line { before: Some(_), .. });
    for run in edits.chunk_by(|one, other| is_line(one) && is_line(other)) {
        match run {
            [edit] => edit.apply(definition),
            lines_of_lists => lines(definition, lines_of_lists),
        }
    }
}

impl Edit {
    /// Makes the change.
    pub fn apply(&self, definition: &mut Definition) {
        match self {
            Self::Line { before: None, source, after } => {
                if let Some(after) = after {
                    rows::append(definition, *source, after.clone());
                }
            }
            Self::Line { .. } => lines(definition, std::slice::from_ref(self)),
            Self::Image(image) => set_image(definition, image),
            Self::Steps(steps) => set_steps(definition, steps),
            Self::AddStep(step) => step::add_step(definition, step),
            Self::Channels(channels) => definition.channels.clone_from(channels),
            Self::Component(component, other) => take(definition, *component, other),
            Self::Field { before, after } => kept::change(definition, before, after.as_deref()),
        }
    }
}

/// Writes lines anew or takes them out.
fn lines(definition: &mut Definition, edits: &[Edit]) {
    let changes: HashMap<(PackageSource, &str), Option<&str>> = edits
        .iter()
        .filter_map(|edit| match edit {
            Edit::Line { source, before, after } => Some(((*source, before.as_deref()?), after.as_deref())),
            _ => None,
        })
        .collect();
    // From the end, so that the places of the others stay.
    for row in rows(definition).into_iter().rev() {
        match changes.get(&(row.source, row.text.as_str())) {
            Some(Some(after)) => replace(definition, row.place, after),
            Some(None) => remove(definition, row.place),
            None => {}
        }
    }
}

/// Takes one component over; the others stay.
fn take(definition: &mut Definition, component: Component, other: &Definition) {
    match component {
        // A Dockerfile holds both, so they go together.
        Component::Base | Component::Steps => {
            definition.base_image.clone_from(&other.base_image);
            definition.base_image_registry.clone_from(&other.base_image_registry);
            definition.dockerfile.clone_from(&other.dockerfile);
            definition.context.clone_from(&other.context);
            definition.platform = other.platform.clone();
        }
        Component::Python => {
            definition.user_managed = other.user_managed;
            definition.conda_file.clone_from(&other.conda_file);
            definition.channels.clone_from(&other.channels);
            definition.dependencies.clone_from(&other.dependencies);
        }
        Component::Spark => {
            definition.spark_packages.clone_from(&other.spark_packages);
            definition.spark_repositories.clone_from(&other.spark_repositories);
            definition.precache_spark_packages = other.precache_spark_packages;
        }
        Component::Extras => {
            definition.inferencing_stack.clone_from(&other.inferencing_stack);
            definition.r.clone_from(&other.r);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dependency;

    #[test]
    fn a_line_is_written_anew_added_and_taken_out() {
        let dependencies =
            vec![Dependency::Conda("numpy".into()), Dependency::Pip(vec!["numpy\nshap".into(), "shap".into()])];
        let mut draft = Definition { dependencies, ..Definition::default() };
        let line = |before: Option<&str>, after: Option<&str>| Edit::Line {
            source: PackageSource::Pip,
            before: before.map(Into::into),
            after: after.map(Into::into),
        };
        line(Some("numpy"), Some("numpy==2.0")).apply(&mut draft);
        line(Some("shap"), None).apply(&mut draft);
        line(None, Some("scipy")).apply(&mut draft);
        assert_eq!(
            draft.dependencies,
            [Dependency::Conda("numpy".into()), Dependency::Pip(vec!["numpy==2.0".into(), "scipy".into()])]
        );
    }
}
