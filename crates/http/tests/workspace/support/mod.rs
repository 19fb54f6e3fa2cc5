//! A workspace in a folder of its own, and what people do with it.

pub mod archives;
pub mod counting;
pub mod definitions;
pub mod disk;
pub mod engine;
pub mod index;
pub mod interceptor;
pub mod seed;
pub mod site;
mod until;

use ::workspace::{Clock, Settings, Workspace};
use api::Limits;
pub use archives::Tar;
use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use builder::{Builder, Registry};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use tempfile::TempDir;
use time::OffsetDateTime;
use tokio::task::JoinHandle;
use tower::ServiceExt;
pub use until::until;

/// The whole site over a workspace, as the server has it.
pub fn router(workspace: Workspace, pages: Router) -> Router {
    let tokens = azure::Tokens::default();
    let (faces, pages) = (azure::router(&workspace, &tokens), azure::pages(&workspace, pages));
    let settings = http::SiteSettings { local_name: "ada".into(), ..http::SiteSettings::default() };
    http::Site { settings, faces, pages }.router(workspace)
}

/// A clock that goes on by a second whenever somebody looks.
pub struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0.fetch_add(1, Ordering::Relaxed)).unwrap()
    }
}

/// A workspace that is open, with its folder.
pub struct Opened {
    pub folder: TempDir,
    pub router: Router,
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub text: String,
}

pub fn settings(folder: &Path) -> Settings {
    let clock = Arc::new(Ticking(AtomicI64::new(1_760_000_000)));
    Settings { name: "test".into(), clock, ..Settings::new(folder) }
}

/// A builder without an engine; nothing listens on its registry's port.
pub fn no_builder(folder: &Path) -> Builder {
    let settings = builder::Settings { folder: folder.join("builder"), prefix: "terrarium".into() };
    Builder::new(Err("no engine in this test".into()), Registry::new("127.0.0.1:1"), settings)
}

/// A workspace that cannot build.
pub async fn workspace() -> Opened {
    let folder = tempfile::tempdir().unwrap();
    let builder = no_builder(folder.path());
    open(folder, builder).await
}

/// A workspace in this folder.
pub async fn open(folder: TempDir, builder: Builder) -> Opened {
    open_limited(folder, builder, Limits::default()).await
}

/// A workspace in this folder whose builds may take so much.
pub async fn open_limited(folder: TempDir, builder: Builder, limits: Limits) -> Opened {
    let settings = Settings { limits, ..settings(folder.path()) };
    let builder = builder.with_max_image_size(limits.image_size);
    Opened::with(folder, settings, builder).await
}

impl Answer {
    /// The body, of an answer that is expected to have this status.
    pub fn expect<T: DeserializeOwned>(self, status: u16) -> T {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// Status and error body, for snapshots.
    pub fn refusal(self) -> Value {
        let body: Value = serde_json::from_str(&self.text).unwrap_or(Value::String(self.text));
        json!({ "status": self.status.as_u16(), "body": body })
    }
}

impl Opened {
    /// A workspace with these settings, in this folder.
    pub async fn with(folder: TempDir, settings: Settings, builder: Builder) -> Self {
        let workspace = Workspace::open(settings, builder).await.unwrap();
        let pages = Router::new().fallback(async || "the console");
        Self { folder, router: router(workspace, pages) }
    }

    /// Ends the server; the folder stays.
    pub fn close(self) -> TempDir {
        self.folder
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        answer(self.router.clone(), request).await
    }

    /// Sends a request while the test goes on.
    pub fn spawn_post<T: Serialize>(&self, path: &str, body: &T) -> JoinHandle<Answer> {
        tokio::spawn(answer(self.router.clone(), json_request(Method::POST, path, body)))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub async fn post<T: Serialize>(&self, path: &str, body: &T) -> Answer {
        self.write(Method::POST, path, body).await
    }

    pub async fn patch<T: Serialize>(&self, path: &str, body: &T) -> Answer {
        self.write(Method::PATCH, path, body).await
    }

    pub async fn put<T: Serialize>(&self, path: &str, body: &T) -> Answer {
        self.write(Method::PUT, path, body).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(request(Method::DELETE, path).body(Body::empty()).unwrap()).await
    }

    async fn write<T: Serialize>(&self, method: Method, path: &str, body: &T) -> Answer {
        self.send(json_request(method, path, body)).await
    }

    /// Registers a definition under the next number, or finds that it is there.
    pub async fn register(&self, name: &str, definition: Value) -> api::Registered {
        let answer = self.post(&api::path::versions(name), &json!({ "definition": definition })).await;
        assert!(answer.status.is_success(), "{}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }

    /// Registers a definition under a version of its own.
    pub async fn register_as(&self, name: &str, version: &str, definition: Value) -> Answer {
        self.post(&api::path::versions(name), &json!({ "definition": definition, "version": version })).await
    }
}

async fn answer(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
}

fn json_request<T: Serialize>(method: Method, path: &str, body: &T) -> Request<Body> {
    let text = serde_json::to_string(body).unwrap();
    request(method, path).header(header::CONTENT_TYPE, "application/json").body(Body::from(text)).unwrap()
}

/// A clock that stands.
pub struct Standing(pub OffsetDateTime);

impl Clock for Standing {
    fn now(&self) -> OffsetDateTime {
        self.0
    }
}

/// A request from this machine.
pub fn request(method: Method, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:4000")
}
