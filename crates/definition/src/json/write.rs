//! Writing the v1 JSON form.

use super::write_conda;
use crate::{Definition, Platform};
use serde_json::{Map, Value, json};

impl Definition {
    /// Writes the v1 JSON form, camelCase, empty sections left out.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut root = Map::new();
        put(&mut root, "name", json!(self.name));
        put(&mut root, "version", json!(self.version));
        put(&mut root, "description", json!(self.description));
        put(&mut root, "tags", json!(self.tags));
        put(&mut root, "environmentVariables", json!(self.variables));
        put(&mut root, "python", self.python());
        put(&mut root, "docker", self.docker());
        put(&mut root, "spark", self.spark());
        put(&mut root, "inferencingStackVersion", json!(self.inferencing_stack));
        if let Some(r) = &self.r {
            root.insert("r".into(), r.clone());
        }
        for (path, value) in &self.kept {
            keep(&mut root, path, value);
        }
        root.into()
    }

    fn python(&self) -> Value {
        let mut section = Map::new();
        put(&mut section, "interpreterPath", json!(self.interpreter_path));
        put(&mut section, "condaDependenciesFile", json!(self.conda_file));
        put(&mut section, "condaDependencies", write_conda(self).into());
        if self.user_managed || !section.is_empty() {
            section.insert("userManagedDependencies".into(), self.user_managed.into());
        }
        section.into()
    }

    fn docker(&self) -> Value {
        let mut section = Map::new();
        put(&mut section, "baseImage", json!(self.base_image));
        put(
            &mut section,
            "baseImageRegistry",
            self.base_image_registry.as_ref().map_or(Value::Null, |address| json!({"address": address})),
        );
        put(&mut section, "baseDockerfile", json!(self.dockerfile));
        if let Some(context) = &self.context {
            let mut fields = Map::new();
            fields.insert("location".into(), json!(context.location));
            fields.insert("dockerfilePath".into(), json!(context.dockerfile_path));
            put(&mut fields, "digest", json!(context.digest));
            put(&mut fields, "dockerfile", json!(context.dockerfile));
            section.insert("buildContext".into(), fields.into());
        }
        if self.platform != Platform::default() {
            let Platform { os, architecture } = &self.platform;
            section.insert("platform".into(), json!({"os": os, "architecture": architecture}));
        }
        section.into()
    }

    fn spark(&self) -> Value {
        let mut section = Map::new();
        let packages = self
            .spark_packages
            .iter()
            .map(|each| json!({"group": each.group, "artifact": each.artifact, "version": each.version}));
        put(&mut section, "packages", packages.collect());
        put(&mut section, "repositories", json!(self.spark_repositories));
        if !section.is_empty() || !self.precache_spark_packages {
            section.insert("precachePackages".into(), self.precache_spark_packages.into());
        }
        section.into()
    }
}

/// Puts a field that says something.
fn put(section: &mut Map<String, Value>, key: &str, value: Value) {
    let empty = match &value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::String(_) | Value::Bool(_) | Value::Number(_) => false,
    };
    if !empty {
        section.insert(key.to_owned(), value);
    }
}

/// Puts a kept field back at its path; what has a field of its own is never overwritten.
fn keep(section: &mut Map<String, Value>, path: &str, value: &Value) {
    let Some((first, rest)) = path.split_once('.') else {
        section.entry(path).or_insert_with(|| value.clone());
        return;
    };
    let inner = section.entry(first).or_insert_with(|| Map::new().into());
    if let Value::Object(inner) = inner {
        keep(inner, rest, value);
    }
}
