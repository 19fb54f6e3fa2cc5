//! A workspace that can build: a registry of its own, and an engine that a test holds in its hand.

use super::{Opened, engine::Scripted, interceptor::Interceptor, open, open_limited};
use api::{Build, BuildState, Limits, path};
use builder::{Builder, Registry, RegistryProcess, packages::Indexes};
use definition::Digest;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A workspace that can build.
pub struct Site {
    pub workspace: Opened,
    pub engine: Arc<Scripted>,
    /// Ends with this value.
    pub registry: Option<RegistryProcess>,
}

impl Site {
    pub async fn new() -> Self {
        Self::limited(Limits::default()).await
    }

    /// A workspace whose builds may take so much.
    pub async fn limited(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let registry = RegistryProcess::start(&folder.path().join("registry")).await.unwrap();
        let engine = Scripted::new();
        let builder = builder(&folder, &registry, &engine);
        Self { workspace: open_limited(folder, builder, limits).await, engine, registry: Some(registry) }
    }

    /// A workspace that asks these Python indexes.
    pub async fn asking(indexes: Indexes) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let registry = RegistryProcess::start(&folder.path().join("registry")).await.unwrap();
        let engine = Scripted::new();
        let builder = builder(&folder, &registry, &engine).with_indexes(indexes);
        Self { workspace: open(folder, builder).await, engine, registry: Some(registry) }
    }

    /// A workspace with a registry that hangs or fails when it is told to. After a restart it does neither any more.
    pub async fn intercepted() -> (Self, Interceptor) {
        let folder = tempfile::tempdir().unwrap();
        let registry = RegistryProcess::start(&folder.path().join("registry")).await.unwrap();
        let interceptor = Interceptor::before(&registry).await;
        let engine = Scripted::new();
        let builder = builder_with(&folder, interceptor.registry(), &engine);
        (Self { workspace: open(folder, builder).await, engine, registry: Some(registry) }, interceptor)
    }

    /// The server stops and starts again on the same folder, with another engine.
    pub async fn restart(self) -> Self {
        let Self { workspace: Opened { folder, router }, registry, engine: _ } = self;
        drop(router);
        let engine = Scripted::new();
        let builder = builder(&folder, registry.as_ref().unwrap(), &engine);
        Self { workspace: open(folder, builder).await, engine, registry }
    }

    /// Asks for a build of a definition.
    pub async fn build(&self, definition: &Value) -> Build {
        let answer = self.workspace.post(path::BUILDS, &json!({ "target": { "definition": definition } })).await;
        assert!(answer.status.is_success(), "{}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }

    /// The build as it is now.
    pub async fn look(&self, id: i64) -> Build {
        self.workspace.get(&path::build(id)).await.expect(200)
    }

    /// The build when it has ended: its stream of events ends with it.
    pub async fn ended(&self, id: i64) -> Build {
        self.workspace.get(&path::build_events(id)).await;
        let build = self.look(id).await;
        assert!(!matches!(build.state, BuildState::Queued | BuildState::Running), "{build:?}");
        build
    }

    /// Builds a definition to its end.
    pub async fn built(&self, definition: &Value) -> Build {
        let id = self.build(definition).await.id;
        self.engine.let_end(1);
        self.ended(id).await
    }

    /// Builds a system-managed definition to its end, with its packages.
    pub async fn built_with_packages(&self, definition: &Value) -> Build {
        let id = self.build(definition).await.id;
        self.engine.let_end(2);
        self.ended(id).await
    }

    /// Builds the image of a definition once more, to its end.
    pub async fn rebuilt(&self, definition: &Value) -> Build {
        let body = json!({ "target": { "definition": definition }, "rebuild": true });
        let id = self.workspace.post(path::BUILDS, &body).await.expect::<Build>(201).id;
        self.engine.let_end(1);
        self.ended(id).await
    }

    /// Every image that a hash had.
    pub async fn history(&self, hash: Digest) -> Vec<api::PastImage> {
        self.workspace.get(&path::image_history(hash)).await.expect::<api::ImageHistory>(200).items
    }

    /// Removes a manifest from the registry behind the workspace's back.
    pub async fn lose(&self, reference: &str) {
        let answer = self.ask_registry("DELETE", reference).await;
        assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    }

    /// Whether the registry has a manifest.
    pub async fn has(&self, reference: &str) -> bool {
        self.ask_registry("HEAD", reference).await.starts_with("HTTP/1.1 200")
    }

    async fn ask_registry(&self, method: &str, reference: &str) -> String {
        let reference: oci_client::Reference = reference.parse().unwrap();
        let (host, repository) = (reference.registry(), reference.repository());
        let digest = reference.digest().unwrap();
        let mut socket = TcpStream::connect(host).await.unwrap();
        let request = format!(
            "{method} /v2/{repository}/manifests/{digest} HTTP/1.1\r\nHost: {host}\r\nAccept: application/vnd.oci.image.manifest.v1+json\r\nConnection: close\r\n\r\n"
        );
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        answer
    }

    /// The log as text.
    pub async fn log(&self, id: i64) -> String {
        self.workspace.get(&path::build_log(id)).await.text
    }

    /// The preview of a definition.
    pub async fn preview(&self, definition: &Value) -> api::Preview {
        let answer = self.workspace.post(path::PREVIEWS, &json!({ "definitions": [definition] })).await;
        answer.expect::<api::PreviewResponse>(200).previews.remove(0)
    }
}

pub fn builder(folder: &tempfile::TempDir, registry: &RegistryProcess, engine: &Arc<Scripted>) -> Builder {
    builder_with(folder, registry.registry(), engine)
}

fn builder_with(folder: &tempfile::TempDir, registry: Registry, engine: &Arc<Scripted>) -> Builder {
    let settings = builder::Settings { folder: folder.path().join("builder"), prefix: "terrarium".into() };
    Builder::new(Ok(Arc::clone(engine) as _), registry, settings)
}
