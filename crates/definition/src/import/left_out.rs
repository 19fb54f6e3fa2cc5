//! What Azure's SDK v1 leaves out of a definition that it saves to a folder, and writes to files next to it.

use super::file::Note;
use crate::json;
use crate::model::{BuildContext, Definition, ImportError};
use crate::node::{Node, Value};
use crate::text::capitalise;

/// The file that `Environment.save_to_directory` of Azure's SDK v1 writes a definition to.
pub const SAVED_ENVIRONMENT: &str = "azureml_environment.json";
/// The file beside it that has the packages.
pub const SAVED_PACKAGES: &str = "conda_dependencies.yml";
/// The file beside it that has the Dockerfile.
pub const SAVED_DOCKERFILE: &str = "BaseDockerfile";

impl Definition {
    /// Reads the v1 JSON form as somebody hands it in: where it is the JSON of an environment that Azure's SDK saved to a
    /// folder, what the SDK wrote to other files of the folder is [outside](crate::outside) the definition.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_client_json(value: &serde_json::Value) -> Result<Self, ImportError> {
        let node = Node::from(value);
        let mut definition = json::read(&node)?;
        mark_left_out(&node, &mut definition);
        Ok(definition)
    }
}

/// What a definition in the v1 form leaves to files beside it.
#[derive(Clone, Copy, Default)]
pub struct LeftOut {
    pub packages: bool,
    pub dockerfile: bool,
}

/// The SDK writes every field of a section, null where it has no value, and takes out the one field that it writes to a
/// file of its own. Who writes a definition by hand leaves out all the fields that have no value.
pub fn left_out(environment: &Node) -> LeftOut {
    let section = |key: &str| environment.get_any_case(key).filter(|node| matches!(node.value, Value::Map(_)));
    let has = |section: &Node, key: &str| section.get_any_case(key).is_some();
    let is_null =
        |section: &Node, key: &str| section.get_any_case(key).is_some_and(|node| matches!(node.value, Value::Null));
    let packages = section("python").is_some_and(|python| {
        let user_managed = python.get_any_case("userManagedDependencies");
        let is_user_managed = user_managed.is_some_and(|node| matches!(node.value, Value::Bool(true, _)));
        let is_whole = has(python, "baseCondaEnvironment") && is_null(python, "condaDependenciesFile");
        is_whole && !is_user_managed && !has(python, "condaDependencies")
    });
    let dockerfile = section("docker").is_some_and(|docker| {
        let is_whole = has(docker, "baseImageRegistry") && is_null(docker, "baseImage");
        let has_context = has(docker, "buildContext") && !is_null(docker, "buildContext");
        is_whole && !has_context && !has(docker, "baseDockerfile")
    });
    LeftOut { packages, dockerfile }
}

/// Marks in a definition what its v1 form left to files beside it, so that it is not taken for whole without them. Gives
/// the notes that say so.
pub fn mark_left_out(environment: &Node, definition: &mut Definition) -> Vec<Note> {
    let LeftOut { packages, dockerfile } = left_out(environment);
    let mut notes = Vec::new();
    let mut note = |section: &str, path: &str| {
        let line = environment.get_any_case(section).and_then(|section| section.line);
        notes.push(Note { line, message: implied_note(path) });
    };
    if packages {
        definition.conda_file = Some(SAVED_PACKAGES.into());
        note("python", SAVED_PACKAGES);
    }
    if dockerfile {
        definition.context = Some(saved_dockerfile());
        note("docker", SAVED_DOCKERFILE);
    }
    notes
}

/// What stands for the Dockerfile of a saved environment until it is here: a folder whose files are not known.
fn saved_dockerfile() -> BuildContext {
    BuildContext { location: ".".into(), dockerfile_path: SAVED_DOCKERFILE.into(), digest: None, dockerfile: None }
}

/// Whether a build context stands for the Dockerfile of an environment that Azure's SDK saved, which is not here.
#[must_use]
pub fn is_saved_dockerfile(context: &BuildContext) -> bool {
    *context == saved_dockerfile()
}

/// What the SDK took out of a file that it saved, and where that is.
pub fn implied_content(path: &str) -> &'static str {
    if path == SAVED_DOCKERFILE {
        "the Dockerfile of this saved environment is"
    } else {
        "the packages of this saved environment are"
    }
}

pub fn implied_help(path: &str) -> &'static str {
    if path == SAVED_DOCKERFILE {
        "Give the whole folder that the SDK saved, or name a base image."
    } else {
        "Give the whole folder that the SDK saved. Without packages, write `\"condaDependencies\": {}` into `python`."
    }
}

/// The note on a companion that the file names.
pub fn named_note(path: &str) -> String {
    format!("The packages are in `{path}`, which is not here: import that file too.")
}

pub fn implied_note(path: &str) -> String {
    format!(
        "{} in `{path}`, which is not here: import the folder, or that file too.",
        capitalise(implied_content(path))
    )
}
