//! What is recorded compared with what the registry has, a part at a time.

use crate::support::{definitions::steps, open, seed, until, workspace};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderName, StatusCode},
    routing::get,
};
use builder::{Builder, Registry};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

/// The digests of manifests that a registry was asked for.
type Requested = Arc<Mutex<BTreeSet<String>>>;

/// A registry that has every image.
async fn registry(requested: &Requested) -> String {
    let router = Router::new()
        .route("/v2/", get(async || StatusCode::OK))
        .route(
            "/v2/{*path}",
            get(async |State(requested): State<Requested>, Path(path): Path<String>| {
                let digest = path.rsplit('/').next().unwrap().to_owned();
                requested.lock().unwrap().insert(digest.clone());
                [(HeaderName::from_static("docker-content-digest"), digest)]
            }),
        )
        .with_state(Arc::clone(requested));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn a_round_asks_for_so_many_images_only_and_the_next_one_for_others() {
    let workspace = workspace().await;
    let definitions: Vec<_> = (0..700).map(|number| steps([&*format!("say {number}")])).collect();
    seed::images(workspace.folder.path(), &definitions).await;
    let mut folder = workspace.close();

    for compared in [500, 700] {
        let requested = Requested::default();
        let settings = builder::Settings { folder: folder.path().join("builder"), prefix: "terrarium".into() };
        let registry = Registry::new(registry(&requested).await);
        let workspace = open(folder, Builder::new(Err("no engine in this test".into()), registry, settings)).await;
        until("the end of a round", async || (seed::compared(workspace.folder.path()).await == compared).then_some(()))
            .await;
        let images = requested.lock().unwrap().iter().filter(|digest| digest.starts_with("sha256:")).count();
        assert!(images <= 500, "{images}");
        folder = workspace.close();
    }
}
