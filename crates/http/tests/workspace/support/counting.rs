//! A registry that has every manifest whose digest it is asked for, and counts the requests.

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// How clients log in.
#[derive(Clone, Debug)]
pub enum Access {
    Open,
    Basic,
    /// With this token, which it gives to everybody.
    Bearer(&'static str),
}

/// The registry. It ends with the test.
pub struct CountingRegistry {
    /// `HOST:PORT`.
    pub address: String,
    shared: Arc<Shared>,
}

struct Shared {
    address: String,
    access: Mutex<Access>,
    requests: Mutex<Vec<String>>,
}

impl CountingRegistry {
    pub async fn new(access: Access) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (access, requests) = (Mutex::new(access), Mutex::default());
        let shared = Arc::new(Shared { address: address.clone(), access, requests });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    /// Changes how clients log in.
    pub fn set_access(&self, access: Access) {
        *self.shared.access.lock().unwrap() = access;
    }

    /// How many times it was asked whether it has something, since the requests were last taken.
    pub fn heads(&self) -> usize {
        self.shared.requests.lock().unwrap().iter().filter(|request| request.starts_with("HEAD ")).count()
    }

    /// The requests since they were last taken, as `METHOD PATH`.
    pub fn take_requests(&self) -> Vec<String> {
        std::mem::take(&mut *self.shared.requests.lock().unwrap())
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let path = request.uri().path();
    shared.requests.lock().unwrap().push(format!("{} {path}", request.method()));
    let access = shared.access.lock().unwrap().clone();
    let sent = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (challenge, accepted) = match access {
        Access::Open => (None, String::new()),
        // ada:secret
        Access::Basic => (Some("Basic realm=\"counting\"".to_owned()), "Basic YWRhOnNlY3JldA==".to_owned()),
        Access::Bearer(token) if path == "/token" => return Json(json!({ "token": token })).into_response(),
        Access::Bearer(token) => {
            let challenge = format!("Bearer realm=\"http://{}/token\",service=\"counting\"", shared.address);
            (Some(challenge), format!("Bearer {token}"))
        }
    };
    if let Some(challenge) = challenge.filter(|_| sent != accepted) {
        return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, challenge)]).into_response();
    }
    match path.rsplit_once('/') {
        Some((_, "")) => StatusCode::OK.into_response(),
        Some((_, digest)) if digest.starts_with("sha256:") => {
            [("docker-content-digest", digest.to_owned())].into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
