//! Fields that nothing reads: taken out, or read as the field that was meant.

use crate::Definition;
use serde_json::{Map, Value};

/// Reads a kept field as another, or takes it out. A field that does not fit stays where it is.
pub fn change(definition: &mut Definition, before: &str, after: Option<&str>) {
    let mut changed = definition.clone();
    let Some(value) = take(&mut changed, before) else { return };
    let Some(after) = after else {
        *definition = changed;
        return;
    };
    let mut json = changed.to_json();
    if put(&mut json, after, value)
        && let Ok(read) = Definition::from_json(&json)
        && !read.kept.contains_key(after)
    {
        *definition = read;
    }
}

/// Takes a field out. Those of Azure's v2 YAML stand together under `v2`.
fn take(definition: &mut Definition, path: &str) -> Option<Value> {
    if let Some(value) = definition.kept.remove(path) {
        return Some(value);
    }
    let (outer, key) = path.split_once('.')?;
    let fields = definition.kept.get_mut(outer)?.as_object_mut()?;
    let value = fields.remove(key);
    if fields.is_empty() {
        definition.kept.remove(outer);
    }
    value
}

/// Puts a value at a path where nothing stands; says whether it did.
fn put(json: &mut Value, path: &str, value: Value) -> bool {
    let Some(fields) = json.as_object_mut() else { return false };
    match path.split_once('.') {
        Some((first, rest)) => put(fields.entry(first).or_insert_with(|| Map::new().into()), rest, value),
        None if fields.contains_key(path) => false,
        None => {
            fields.insert(path.to_owned(), value);
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dependency;
    use serde_json::json;

    fn definition(path: &str, value: Value) -> Definition {
        Definition { kept: [(path.to_owned(), value)].into(), ..Definition::default() }
    }

    #[test]
    fn a_field_is_read_as_the_one_that_was_meant() {
        let mut draft = definition("python.condaDependencies.dependancies", json!(["numpy", {"pip": ["shap"]}]));
        change(&mut draft, "python.condaDependencies.dependancies", Some("python.condaDependencies.dependencies"));
        let dependencies = vec![Dependency::Conda("numpy".into()), Dependency::Pip(vec!["shap".into()])];
        assert_eq!(draft, Definition { dependencies, ..Definition::default() });
    }

    #[test]
    fn what_does_not_fit_or_is_taken_stays() {
        let mut number = definition("python.condaDependencies.channe", json!(3));
        let before = number.clone();
        change(&mut number, "python.condaDependencies.channe", Some("python.condaDependencies.channels"));
        assert_eq!(number, before);
        let mut both = definition("docker.baseImag", json!("b"));
        both.base_image = Some("a".into());
        let before = both.clone();
        change(&mut both, "docker.baseImag", Some("docker.baseImage"));
        assert_eq!(both, before);
    }

    #[test]
    fn a_field_is_taken_out_wherever_it_was_kept() {
        let mut draft = definition("v2", json!({"imag": "a"}));
        change(&mut draft, "v2.imag", Some("docker.baseImage"));
        assert_eq!(draft, Definition { base_image: Some("a".into()), ..Definition::default() });
        let mut draft = definition("docker.enabled", json!(true));
        change(&mut draft, "docker.enabled", None);
        assert_eq!(draft, Definition::default());
    }
}
