//! A Python index on this machine: what it offers grows when a test says so.

use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// A wheel without code: a script that Python's own library packs.
const WHEEL: &str = "import sys, zipfile
path, name, version, needs = sys.argv[1:5]
info = f'{name}-{version}.dist-info/'
with zipfile.ZipFile(path, 'w') as wheel:
    wheel.writestr(f'{name}.py', f'VERSION = {version!r}\\n')
    requires = ''.join(f'Requires-Dist: {need}\\n' for need in needs.split())
    wheel.writestr(info + 'METADATA', f'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n{requires}')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
";

/// The index. It goes with the test.
pub struct Index {
    /// Where it is.
    pub address: String,
    shelf: Arc<Shelf>,
}

struct Shelf {
    files: TempDir,
    /// How many pages were asked for.
    asked: AtomicUsize,
}

impl Index {
    pub async fn new() -> Self {
        let shelf = Arc::new(Shelf { files: tempfile::tempdir().unwrap(), asked: AtomicUsize::new(0) });
        let router = Router::new()
            .route("/simple/", get(names))
            .route("/simple/{name}/", get(files))
            .route("/files/{file}", get(file))
            .with_state(Arc::clone(&shelf));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/simple/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shelf }
    }

    /// Offers a package that needs others (`a b`).
    pub fn offer(&self, name: &str, version: &str, needs: &str) {
        let path = self.shelf.files.path().join(format!("{name}-{version}-py3-none-any.whl"));
        let mut python = std::process::Command::new("python3");
        let made = python.args(["-c", WHEEL]).arg(path).args([name, version, needs]).status().unwrap();
        assert!(made.success());
    }

    /// Offers a package no longer.
    pub fn withdraw(&self, name: &str, version: &str) {
        fs::remove_file(self.shelf.files.path().join(format!("{name}-{version}-py3-none-any.whl"))).unwrap();
    }

    /// How many pages were asked for.
    pub fn asked(&self) -> usize {
        self.shelf.asked.load(Ordering::SeqCst)
    }
}

impl Shelf {
    fn wheels(&self) -> Vec<String> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let entries = fs::read_dir(self.files.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

async fn names(State(shelf): State<Arc<Shelf>>) -> Response {
    let wheels = shelf.wheels();
    let mut names: Vec<&str> = wheels.iter().filter_map(|wheel| wheel.split('-').next()).collect();
    names.sort_unstable();
    names.dedup();
    let projects: Vec<_> = names.iter().map(|name| json!({ "name": name })).collect();
    page(&json!({ "meta": { "api-version": "1.0" }, "projects": projects }))
}

async fn files(State(shelf): State<Arc<Shelf>>, Path(name): Path<String>) -> Response {
    let wheels = shelf.wheels();
    let files: Vec<_> = wheels
        .iter()
        .filter(|wheel| wheel.split('-').next() == Some(&name))
        .map(|wheel| {
            json!({ "filename": wheel, "url": format!("/files/{wheel}"), "hashes": {}, "requires-python": ">=3.8" })
        })
        .collect();
    if files.is_empty() {
        return StatusCode::NOT_FOUND.into_response();
    }
    page(&json!({ "meta": { "api-version": "1.0" }, "name": name, "files": files }))
}

fn page(body: &serde_json::Value) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/vnd.pypi.simple.v1+json"), (header::CACHE_CONTROL, "no-cache")];
    (headers, body.to_string()).into_response()
}

async fn file(State(shelf): State<Arc<Shelf>>, Path(file): Path<String>) -> Response {
    match fs::read(shelf.files.path().join(file)) {
        Ok(bytes) => bytes.into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
