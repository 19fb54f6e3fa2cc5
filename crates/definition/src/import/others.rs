//! What people have next to their environments, and what to do with it.

use crate::model::ImportError;
use crate::node::{Node, Value};
use crate::text::{self, line_at, trim};

/// Something that is no environment, seen from its keys and its lower-case `$schema`.
pub fn mapping(root: &Node, schema: &str) -> Option<ImportError> {
    let other = OTHERS.iter().find(|other| (other.is)(root, schema))?;
    Some(ImportError::new(root.line, format!("this is {}", other.what), other.help))
}

/// Something that is no environment, seen from its lines.
pub fn lines(text: &str) -> Option<ImportError> {
    if let Some(place) = text.find("@EXPLICIT") {
        let message = "this is a frozen list of conda archives, not an environment";
        let help = "Import the environment file that it was made from.";
        return Some(ImportError::new(line_at(text.as_bytes(), place), message, help));
    }
    let mut said = text::lines(text).map(trim).filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    said.peek()?;
    let is_export = |line: &str| {
        let parts: Vec<&str> = line.split('=').collect();
        matches!(parts[..], [name, version, build] if ![name, version, build].contains(&""))
    };
    let message = "this is a list made by `conda list --export`, not an environment";
    let help = "Make a file with `conda env export --from-history` and import that.";
    said.all(is_export).then(|| ImportError::new(None, message, help))
}

/// Something that people have next to their environments.
struct Other {
    what: &'static str,
    help: &'static str,
    is: fn(&Node, &str) -> bool,
}

const USE_THE_ENVIRONMENT: &str =
    "Import the environment that it names, or copy its `environment` section into a file of its own.";

const OTHERS: [Other; 10] = [
    Other {
        what: "an Azure deployment, not an environment",
        help: USE_THE_ENVIRONMENT,
        is: |root, schema| schema.contains("deployment") || root.get("endpoint_name").is_some(),
    },
    Other {
        what: "an Azure endpoint, not an environment",
        help: "Import the environment of one of its deployments.",
        is: |root, schema| schema.contains("endpoint") || root.get("auth_mode").is_some(),
    },
    Other {
        what: "an Azure component, not an environment",
        help: USE_THE_ENVIRONMENT,
        is: |root, schema| {
            let of_type = root.get("type").and_then(Node::written).unwrap_or_default().to_ascii_lowercase();
            schema.contains("component") || of_type.ends_with("component")
        },
    },
    Other {
        what: "an Azure job, not an environment",
        help: USE_THE_ENVIRONMENT,
        is: |root, schema| schema.contains("job") || schema.contains("pipeline") || root.get("jobs").is_some(),
    },
    Other {
        what: "an Azure asset record, which only points to the environment",
        help: "Import the file that its `spec:` (or `definition_file:`) names, or the Dockerfile of the image.",
        is: |root, _| {
            let environment = root.get("type").and_then(Node::written) == Some("environment");
            environment && ["spec", "definition", "definition_file", "config"].iter().any(|key| root.get(key).is_some())
        },
    },
    Other {
        what: "a record of how an image is published, not an environment",
        help: "Import the Dockerfile that it names, or an environment with its image as base image.",
        is: |root, _| root.get("image").is_some_and(|image| matches!(image.value, Value::Map(_))),
    },
    Other {
        what: "a Docker Compose file, not an environment",
        help: "Import the Dockerfile of one of its services.",
        is: |root, _| root.get("services").is_some(),
    },
    Other {
        what: "a Kubernetes manifest, not an environment",
        help: "Import the Dockerfile of its image, or an environment with that image as base image.",
        is: |root, _| root.get("apiVersion").is_some() && root.get("kind").is_some(),
    },
    Other {
        what: "a lock file or a package recipe, not an environment",
        help: "Import the environment file that it was made from.",
        is: |root, _| {
            let recipe = root.get("package").is_some() && root.get("dependencies").is_none();
            recipe || root.get("metadata").is_some() && root.get("package").is_some()
        },
    },
    Other {
        what: "a run configuration of Azure ML Workbench, which holds no environment",
        help: "Import the conda file that its `CondaFile` names.",
        is: |root, _| root.get("ArgumentVector").is_some() || root.get("PrepareEnvironment").is_some(),
    },
];
