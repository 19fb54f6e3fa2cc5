//! The committed description of the API is the one that the server gives.

use crate::support::workspace;
use api::path;
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
    let document: serde_json::Value = workspace.get(path::OPENAPI).await.expect(200);
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
