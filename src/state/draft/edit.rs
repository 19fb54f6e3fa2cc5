//! Every change of a draft as a value, and what a change of the form does to the definition.

use definition::{
    BuildContext, Definition, Digest, Imported, Kind, PackageSource, SparkPackage,
    edit::{self, Place, Row},
};

/// A change of the draft, made by [`super::Draft::apply`].
pub enum Edit {
    Name(String),
    Description(String),
    Form(FormEdit),
    /// A keystroke in a source view. While the text cannot be read, the definition stays as it is.
    SourceText {
        kind: Kind,
        text: String,
    },
    /// Drops a source text that cannot be read.
    DiscardSourceText(Kind),
    /// Edits that were suggested, all of them or none; the summary says what they did. Can be undone.
    Suggestion {
        edits: Vec<edit::Edit>,
        summary: String,
    },
    UndoSuggestion,
    /// A file replaces its part of the draft. Can be undone.
    Import(Box<Imported>),
    /// A folder becomes the build context, which has the base image and the steps. Can be undone like an import.
    Folder(BuildContext),
    UndoImport,
}

/// A change in the form.
#[derive(Clone, Debug)]
pub enum FormEdit {
    BaseImage(String),
    /// The steps after `FROM`, or the whole Dockerfile where it is shown whole.
    Steps(String),
    UserManaged(bool),
    /// Empty for the default.
    Interpreter(String),
    AddChannel(String),
    RemoveChannel(usize),
    MoveChannelForward(usize),
    /// One package a line, as in a requirements file or a conda list.
    AddPackages(String),
    ReplacePackage {
        place: Place,
        line: String,
    },
    RemovePackage(Place),
    MovePackage {
        row: Row,
        to: PackageSource,
    },
    SetVariable {
        name: String,
        value: String,
    },
    RemoveVariable(String),
    AddSparkPackage(SparkPackage),
    RemoveSparkPackage(usize),
    AddSparkRepository(String),
    RemoveSparkRepository(usize),
    /// The text of the Dockerfile in the build context.
    ContextDockerfile(String),
    ContextDigest(Digest),
    /// The steps stay as a Dockerfile, without the files that it copies.
    RemoveContext,
}

impl FormEdit {
    pub(super) fn apply(self, definition: &mut Definition) {
        match self {
            Self::BaseImage(image) => edit::set_image(definition, &image),
            Self::Steps(steps) => edit::set_steps(definition, &steps),
            Self::UserManaged(user_managed) => definition.user_managed = user_managed,
            Self::Interpreter(path) => definition.interpreter_path = Some(path).filter(|path| !path.is_empty()),
            Self::AddChannel(channel) => definition.channels.push(channel),
            Self::RemoveChannel(at) => remove_at(&mut definition.channels, at),
            Self::MoveChannelForward(at) => {
                if at > 0 && at < definition.channels.len() {
                    definition.channels.swap(at - 1, at);
                }
            }
            Self::AddPackages(lines) => _ = edit::add(definition, &lines),
            Self::ReplacePackage { place, line } => edit::replace(definition, place, &line),
            Self::RemovePackage(place) => edit::remove(definition, place),
            Self::MovePackage { row, to } => edit::change_source(definition, &row, to),
            Self::SetVariable { name, value } => _ = definition.variables.insert(name, value),
            Self::RemoveVariable(name) => _ = definition.variables.remove(&name),
            Self::AddSparkPackage(package) => {
                // The packages are resolved into the image, unless the definition said otherwise before.
                definition.precache_spark_packages |= definition.spark_packages.is_empty();
                definition.spark_packages.push(package);
            }
            Self::RemoveSparkPackage(at) => remove_at(&mut definition.spark_packages, at),
            Self::AddSparkRepository(repository) => definition.spark_repositories.push(repository),
            Self::RemoveSparkRepository(at) => remove_at(&mut definition.spark_repositories, at),
            Self::ContextDockerfile(text) => {
                if let Some(context) = &mut definition.context {
                    context.dockerfile = Some(text);
                }
            }
            Self::ContextDigest(digest) => {
                if let Some(context) = &mut definition.context {
                    context.digest = Some(digest);
                }
            }
            Self::RemoveContext => {
                if let Some(context) = definition.context.take() {
                    definition.dockerfile = context.dockerfile;
                }
            }
        }
    }
}

/// The page may be behind the draft by a frame, so an index may be too large.
fn remove_at<T>(items: &mut Vec<T>, at: usize) {
    if at < items.len() {
        items.remove(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::{Dependency, edit::rows};

    fn after(edits: impl IntoIterator<Item = FormEdit>) -> Definition {
        let mut definition = Definition::default();
        for edit in edits {
            edit.apply(&mut definition);
        }
        definition
    }

    #[test]
    fn channels_keep_their_order_and_ignore_places_that_are_gone() {
        let add = ["a", "b", "c"].map(|channel| FormEdit::AddChannel(channel.into()));
        let move_and_remove =
            [FormEdit::MoveChannelForward(2), FormEdit::MoveChannelForward(0), FormEdit::RemoveChannel(0)];
        let out_of_range = [FormEdit::RemoveChannel(7), FormEdit::MoveChannelForward(7)];
        assert_eq!(after(add.into_iter().chain(move_and_remove).chain(out_of_range)).channels, ["c", "b"]);
    }

    #[test]
    fn packages_are_added_changed_moved_and_removed() {
        let mut definition = after([FormEdit::AddPackages("numpy=1.26\ntorch==2.3.1\n".into())]);
        let first = rows(&definition)[0].clone();
        FormEdit::MovePackage { row: first, to: PackageSource::Pip }.apply(&mut definition);
        assert_eq!(definition.dependencies, [Dependency::Pip(vec!["torch==2.3.1".into(), "numpy==1.26".into()])]);
        let place = rows(&definition)[1].place;
        FormEdit::ReplacePackage { place, line: "numpy==2.0".into() }.apply(&mut definition);
        let place = rows(&definition)[0].place;
        FormEdit::RemovePackage(place).apply(&mut definition);
        assert_eq!(definition.dependencies, [Dependency::Pip(vec!["numpy==2.0".into()])]);
    }

    #[test]
    fn the_first_spark_package_is_resolved_into_the_image() {
        let package = || SparkPackage { group: "a".into(), artifact: "b".into(), version: "1".into() };
        let mut definition = after([FormEdit::AddSparkPackage(package())]);
        assert!(definition.precache_spark_packages);
        definition.precache_spark_packages = false;
        FormEdit::AddSparkPackage(package()).apply(&mut definition);
        assert!(!definition.precache_spark_packages, "as the definition said");
        FormEdit::RemoveSparkPackage(0).apply(&mut definition);
        assert_eq!(definition.spark_packages.len(), 1);
    }

    #[test]
    fn a_context_that_is_removed_leaves_its_dockerfile() {
        let context = BuildContext {
            location: "vision".into(),
            dockerfile_path: "Dockerfile".into(),
            digest: None,
            dockerfile: Some("FROM a:1\n".into()),
        };
        let mut definition = Definition { context: Some(context), ..Definition::default() };
        FormEdit::ContextDockerfile("FROM b:1\n".into()).apply(&mut definition);
        FormEdit::ContextDigest(Digest::of("files")).apply(&mut definition);
        assert_eq!(definition.context.as_ref().and_then(|context| context.digest), Some(Digest::of("files")));
        FormEdit::RemoveContext.apply(&mut definition);
        assert_eq!((definition.context, definition.dockerfile.as_deref()), (None, Some("FROM b:1\n")));
    }

    #[test]
    fn an_empty_interpreter_is_the_default() {
        let path = |path: &str| after([FormEdit::Interpreter(path.into())]).interpreter_path;
        assert_eq!(path("/opt/python").as_deref(), Some("/opt/python"));
        assert_eq!(path(""), None);
    }
}
