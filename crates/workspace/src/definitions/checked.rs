//! A definition as it came from a client: read, filled in, hashed.

use crate::Error;
use api::{Defaults, code};
use definition::{Canonical, Component, Definition, Outside, Python, is_saved_dockerfile};
use serde_json::Value;
use store::{StepKind, Strip};

/// A definition that was read, filled in with the workspace's defaults, and hashed.
#[derive(Clone, Debug)]
pub struct Checked {
    /// As the client sent it, filled in.
    pub definition: Definition,
    /// Its canonical form.
    pub canonical: Canonical,
    /// Its digests.
    pub strip: Strip,
    /// What it points to outside itself.
    pub outside: Vec<Outside>,
}

/// Refuses a definition that holds a credential.
pub fn refuse_credentials(definition: &Definition) -> Result<(), Error> {
    match definition::secrets(definition).into_iter().next() {
        None => Ok(()),
        Some(field) => Err(Error::refuse(code::SECRET, "the definition holds a credential; nothing was stored")
            .field(field)
            .help("Take the password or token out; give it to the build machine instead of the definition")),
    }
}

impl Checked {
    /// Reads a definition in the v1 JSON form and fills in the defaults. One that holds a credential is refused: what is
    /// stored here is shown, exported and built by others.
    pub(super) fn read(value: &Value, defaults: &Defaults) -> Result<Self, Error> {
        let mut definition = Definition::from_client_json(value)
            .map_err(|error| Error::refuse(code::INVALID_DEFINITION, error.message).help(error.help))?;
        refuse_credentials(&definition)?;
        defaults.fill(&mut definition);
        Self::hash(definition)
    }

    /// A definition that this server stored.
    pub fn stored(value: &Value) -> Result<Self, Error> {
        Self::hash(Self::stored_definition(value)?)
    }

    /// A definition that this server stored, also when it has no hash any more: a later version of the hash may refuse what
    /// an earlier one took.
    pub fn stored_definition(value: &Value) -> Result<Definition, Error> {
        Definition::from_json(value).map_err(|error| store::unreadable(error.message).into())
    }

    fn hash(definition: Definition) -> Result<Self, Error> {
        let canonical = definition::canonical(&definition).map_err(|invalid| {
            Error::refuse(code::INVALID_DEFINITION, invalid.to_string()).field("docker").help(invalid.help())
        })?;
        let filled = [Component::Base, Component::Steps, Component::Python, Component::Spark]
            .map(|component| !canonical.is_empty(component));
        let strip = Strip { digests: canonical.digests(), filled };
        let outside = definition::outside(&canonical);
        Ok(Self { definition, canonical, strip, outside })
    }

    /// The v1 JSON form to store. What registration decides (name, version, description, tags) is not in it.
    pub fn to_json(&self) -> Value {
        let definition = Definition {
            name: None,
            version: None,
            description: None,
            tags: std::collections::BTreeMap::new(),
            ..self.definition.clone()
        };
        definition.to_json()
    }

    /// Whether both are the same definition: one image serves both, and a run gets the same variables, interpreter
    /// and settings. How the packages are spelled and ordered makes no difference. A build context whose files are not
    /// here is the place that it names.
    pub fn is_same(&self, other: &Self) -> bool {
        let run = |definition: &Definition| {
            let context = definition.context.clone().filter(|context| context.digest.is_none());
            (definition.interpreter_path.clone(), definition.variables.clone(), definition.kept.clone(), context)
        };
        self.strip.digests == other.strip.digests && run(&self.definition) == run(&other.definition)
    }

    /// Refuses a definition that cannot be built, because something that it needs is not in it.
    pub fn buildable(&self) -> Result<(), Error> {
        match self.outside.first() {
            None => Ok(()),
            Some(outside) => Err(Error::refuse(
                code::OUTSIDE_REFERENCE,
                format!("\u{201c}{}\u{201d} points outside the definition, so it cannot be built", outside.reference),
            )
            .help(outside.help.clone())),
        }
    }

    /// Refuses a definition whose packages or Dockerfile are in a file that did not come with it.
    pub fn complete(&self) -> Result<(), Error> {
        let refuse = |what: &str, file: &str, field: &str| {
            let message = format!("the {what} in `{file}`, which is not here; nothing was stored");
            Err(Error::refuse(code::OUTSIDE_REFERENCE, message).field(field).help(format!(
                "Send both files together to {}, and register the definition that it answers",
                api::path::DEFINITIONS
            )))
        };
        if let Some(file) = &self.canonical.conda_file {
            return refuse("packages are", file, "python.condaDependenciesFile");
        }
        match self.definition.context.as_ref().filter(|context| is_saved_dockerfile(context)) {
            Some(context) => refuse("Dockerfile is", &context.dockerfile_path, "docker.baseDockerfile"),
            None => Ok(()),
        }
    }

    /// The steps that a build of it has.
    pub fn build_steps(&self) -> Vec<StepKind> {
        let plan = definition::plan(&self.canonical);
        if plan.python.is_some() || plan.spark.is_some() {
            vec![StepKind::Stage, StepKind::Python, StepKind::Push, StepKind::Trial]
        } else {
            vec![StepKind::Stage, StepKind::Push, StepKind::Trial]
        }
    }

    /// How many Python packages it asks for.
    pub fn python_packages(&self) -> u32 {
        let count = match &self.canonical.python {
            Python::User => 0,
            Python::System { conda, pip, .. } => conda.len() + pip.len(),
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The names of its packages, for the search.
    pub fn packages(&self) -> Vec<String> {
        let name = |entry: &String| {
            let entry = entry.rsplit("::").next().unwrap_or(entry);
            let end = entry.find(|letter: char| !letter.is_ascii_alphanumeric() && !"._-".contains(letter));
            fold::fold(&entry[..end.unwrap_or(entry.len())])
        };
        let python = match &self.canonical.python {
            Python::User => Vec::new(),
            Python::System { conda, pip, .. } => conda.iter().chain(pip).map(name).collect(),
        };
        let spark = self.canonical.spark.iter().flat_map(|spark| &spark.packages);
        let artifact = |package: &String| fold::fold(package.split(':').nth(1).unwrap_or(package));
        python.into_iter().chain(spark.map(artifact)).filter(|name| !name.is_empty()).collect()
    }
}
