//! An environment as azureml-core sends and reads it, and the definition that it is.
//!
//! That client writes every field, with what it means when nobody says anything. A definition keeps what somebody said;
//! what is left out here is put back when it is shown, so that a client gets back what it registered, and what the console
//! registered is the same for it.

use crate::{
    address::{Origin, workspace_id},
    context,
};
use api::{Version, code};
use definition::{Definition, ImportError};
use http::Error;
use serde_json::{Map, Value, json};
use workspace::{Workspace, access::Actor, definitions::Checked};

/// What every field is when nobody says anything.
fn usual() -> Value {
    json!({
        "environmentVariables": {},
        "python": {
            "userManagedDependencies": false,
            "interpreterPath": "python",
            "condaDependenciesFile": null,
            "baseCondaEnvironment": null,
        },
        "docker": {
            "enabled": false,
            "baseImage": null,
            "baseDockerfile": null,
            "buildContext": null,
            "sharedVolumes": true,
            "shmSize": null,
            "arguments": [],
            "baseImageRegistry": { "address": null, "username": null, "password": null, "registryIdentity": null },
            "platform": { "os": "Linux", "architecture": "amd64" },
        },
        "spark": { "repositories": [], "packages": [], "precachePackages": true },
        "inferencingStackVersion": null,
        "r": null,
    })
}

/// The definition that a client sent.
pub async fn read(workspace: &Workspace, actor: &Actor, mut sent: Value) -> Result<Definition, Error> {
    let password = sent
        .as_object()
        .and_then(|fields| field(fields, "docker")?.as_object())
        .and_then(|docker| field(docker, "baseImageRegistry")?.as_object())
        .and_then(|registry| field(registry, "password")?.as_str());
    if password.is_some_and(|password| !password.is_empty()) {
        return Err(Error::refuse(code::SECRET, "the definition holds the password of a registry; nothing was stored")
            .field("docker.baseImageRegistry.password")
            .help("Log the server in to that registry instead: terrarium serve --registry-credentials FILE"));
    }
    leave_out(&mut sent, &usual());
    if let Some(fields) = sent.as_object_mut() {
        // What the server added, and what only runs have.
        fields.retain(|key, _| !["assetId", "databricks"].iter().any(|added| key.eq_ignore_ascii_case(added)));
    }
    let refused = |error: ImportError| Error::refuse(code::INVALID_DEFINITION, error.message).help(error.help);
    let mut definition = Definition::from_json(&sent).map_err(refused)?;
    (definition.name, definition.version) = (None, None);
    context::resolve(workspace, actor, &mut definition).await?;
    Ok(definition)
}

/// A version as a client reads it.
pub fn show(workspace: &Workspace, origin: &Origin, version: &Version) -> Result<Value, Error> {
    let definition = Checked::stored_definition(&version.definition)?;
    let mut shown = usual();
    overlay(&mut shown, definition.to_json());
    if let Some((address, dockerfile)) = definition.context.as_ref().and(context::address(origin, version, &definition))
    {
        let kept = definition.kept.get("docker.buildContext.locationType").cloned();
        let kind = kept.unwrap_or_else(|| kind_of(&address).into());
        shown["docker"]["buildContext"] =
            json!({ "locationType": kind, "location": address, "dockerfilePath": dockerfile });
    }
    let (name, number) = (&version.environment, &version.version);
    let id = workspace_id(workspace);
    shown["name"] = json!(name);
    shown["version"] = json!(number);
    shown["assetId"] =
        format!("azureml://locations/local/workspaces/{id}/environments/{name}/versions/{number}").into();
    shown["autoRebuildSetting"] = Value::Null;
    Ok(shown)
}

/// Which of the two kinds of places a build context is in.
fn kind_of(address: &str) -> &'static str {
    let path = address.split('#').next().unwrap_or_default().to_ascii_lowercase();
    if path.rsplit('.').next() == Some("git") || path.starts_with("git@") || address.contains('#') {
        "git"
    } else {
        "storageAccount"
    }
}

/// A field, whatever the case of its name.
fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Takes out what says only the usual.
fn leave_out(sent: &mut Value, usual: &Value) {
    let (Value::Object(fields), Value::Object(usual)) = (sent, usual) else { return };
    fields.retain(|key, value| {
        let Some(usual) = field(usual, key) else { return true };
        leave_out(value, usual);
        let nothing = usual.is_object() && value.as_object().is_some_and(Map::is_empty);
        value != usual && !nothing
    });
}

/// Puts what somebody said over the usual.
fn overlay(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                overlay(under.entry(key).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_is_left_out_and_put_back() {
        let sent = json!({
            "Name": "a",
            "Docker": { "Enabled": false, "baseImage": "python:3.12", "shmSize": "2g", "arguments": [],
                "platform": { "os": "Linux", "architecture": "amd64" } },
            "python": { "userManagedDependencies": true, "interpreterPath": "/usr/bin/python3" },
        });
        let mut said = sent.clone();
        leave_out(&mut said, &usual());
        assert_eq!(
            said,
            json!({
                "Name": "a",
                "Docker": { "baseImage": "python:3.12", "shmSize": "2g" },
                "python": { "userManagedDependencies": true, "interpreterPath": "/usr/bin/python3" },
            })
        );
        let mut shown = usual();
        overlay(&mut shown, Definition::from_json(&said).unwrap().to_json());
        assert_eq!(shown["docker"]["shmSize"], "2g");
        assert_eq!(shown["docker"]["platform"]["os"], "Linux");
        assert_eq!(shown["python"]["interpreterPath"], "/usr/bin/python3");
    }

    #[test]
    fn a_place_tells_its_kind() {
        assert_eq!(kind_of("https://example.org/o/r#main:dir"), "git");
        assert_eq!(kind_of("https://example.org/o/r.git"), "git");
        assert_eq!(kind_of("https://127.0.0.1:8443/azureml/DockerBuildContext/ab/"), "storageAccount");
    }
}
