//! The committed description of the API is the one that the server gives.

use crate::support::workspace;
use api::path;
use serde_json::{Value, json};
use std::{fs, path::Path};

#[tokio::test]
async fn the_committed_document_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let document = http::openapi().unwrap() + "\n";
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        fs::write(&file, &document).unwrap();
    }
    assert_eq!(fs::read_to_string(&file).unwrap_or_default(), document, "run the tests with UPDATE_OPENAPI=1");
}

#[tokio::test]
async fn every_path_that_clients_use_is_described() {
    let workspace = workspace().await;
    let document: Value = workspace.get(path::OPENAPI).await.expect(200);
    let hash = definition::Digest::of("any");
    let used = [
        path::WORKSPACE.into(),
        path::ENVIRONMENTS.into(),
        path::PREVIEWS.into(),
        path::COMPARE.into(),
        path::IMAGES.into(),
        path::BUILDS.into(),
        path::EVENTS.into(),
        path::build(1).replace('1', "{id}"),
        path::cancel(1).replace('1', "{id}"),
        path::retry(1).replace('1', "{id}"),
        path::build_log(1).replace('1', "{id}"),
        path::build_events(1).replace('1', "{id}"),
        path::RUNS.into(),
        path::run(1).replace('1', "{id}"),
        path::cancel_run(1).replace('1', "{id}"),
        path::run_log(1).replace('1', "{id}"),
        path::run_events(1).replace('1', "{id}"),
        path::environment("{name}"),
        path::archive("{name}"),
        path::restore("{name}"),
        path::versions("{name}"),
        path::version("{name}", "{version}"),
        path::export("{name}", "{version}", "{form}"),
        path::image(hash).replace(&hash.to_string(), "{hash}"),
        path::image_export(hash, "{form}").replace(&hash.to_string(), "{hash}"),
        path::image_history(hash).replace(&hash.to_string(), "{hash}"),
        path::restore_image(hash).replace(&hash.to_string(), "{hash}"),
        path::rebuild(hash).replace(&hash.to_string(), "{hash}"),
        path::EVICT.into(),
        path::tie("{name}", "{version}"),
    ];
    for path in used {
        assert!(document["paths"][&path].is_object(), "{path}");
    }
}

/// Every operation of the document, as its method, its path and its description.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
        })
        .collect()
}

#[tokio::test]
async fn every_operation_says_what_it_refuses_and_every_parameter_its_form() {
    let document: Value = serde_json::from_str(&http::openapi().unwrap()).unwrap();
    let mut faults = Vec::new();
    for (name, operation) in operations(&document) {
        let responses = &operation["responses"];
        let parameters: Vec<&Value> = operation["parameters"].as_array().into_iter().flatten().collect();
        let has_input = parameters.iter().any(|parameter| parameter["in"] != "header");
        let has_body = operation["requestBody"].is_object();
        if (has_input || has_body) && !responses["400"].is_object() {
            faults.push(format!("{name} does not say 400"));
        }
        if has_body && !responses["408"].is_object() {
            faults.push(format!("{name} does not say 408"));
        }
        if !name.starts_with("get ") && !responses["503"].is_object() {
            faults.push(format!("{name} does not say 503"));
        }
        for parameter in parameters {
            let schema = &parameter["schema"];
            let is_integer = schema["type"].to_string().contains("integer");
            let has_bounds = schema["minimum"].is_number() && schema["maximum"].is_number();
            if is_integer && parameter["in"] != "header" && !has_bounds {
                faults.push(format!("{name} does not bound {}", parameter["name"]));
            }
            if parameter["in"] == "path" && !is_integer && !schema["pattern"].is_string() {
                faults.push(format!("{name} does not give the form of {}", parameter["name"]));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[tokio::test]
async fn schemas_say_what_their_types_hold() {
    let document: Value = serde_json::from_str(&http::openapi().unwrap()).unwrap();
    let schemas = &document["components"]["schemas"];
    let days = &schemas["EvictRequest"]["properties"]["older_than"];
    assert_eq!((&days["format"], &days["maximum"]), (&json!("uint32"), &json!(u32::MAX)));
    let packages = &schemas["PreviewRequest"]["properties"]["packages"]["items"];
    assert_eq!((&packages["format"], &packages["minimum"]), (&json!("uint32"), &json!(0)));
    let entry = &schemas["ImageIndex"]["properties"]["images"]["items"];
    assert_eq!(
        (&entry["items"]["type"], &entry["minItems"], &entry["maxItems"]),
        (&json!("string"), &json!(3), &json!(3))
    );
    let limit = operations(&document).into_iter().find(|(name, _)| name == "get /api/builds").unwrap().1["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .find(|parameter| parameter["name"] == "limit")
        .unwrap()["schema"]
        .clone();
    assert_eq!((&limit["minimum"], &limit["maximum"]), (&json!(1), &json!(200)));
}
