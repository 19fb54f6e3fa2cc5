//! Microsoft's clients, by the requests that they send.

mod arm;
mod attribution;
mod building;
mod jobs;
mod storage;
mod v1;

use crate::support::{Answer, Opened, request};
use ::workspace::access::Key;
use axum::{
    body::Body,
    http::{Method, header},
};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

/// What a client calls the workspace.
const PLACE: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";

/// A client with a token of the workspace.
pub struct Client<'a> {
    workspace: &'a Opened,
    token: String,
}

impl<'a> Client<'a> {
    fn of(workspace: &'a Opened) -> Self {
        Self::named(workspace, "ada")
    }

    /// A client with a token under this name.
    fn named(workspace: &'a Opened, name: &str) -> Self {
        let key = Key::open(workspace.folder.path()).unwrap();
        let now = OffsetDateTime::from_unix_timestamp(1_760_000_000).unwrap();
        Self { workspace, token: key.token(now, Duration::DAY, name) }
    }

    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let request = request(method, path).header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        let request = match body {
            Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.workspace.send(request.unwrap()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }
}

/// The path of something of azure-ai-ml.
fn arm(rest: &str) -> String {
    format!("{PLACE}{rest}?api-version=2023-04-01-preview")
}

/// The path of something of azureml-core.
fn v1(rest: &str) -> String {
    format!("/environment/v1.0{PLACE}{rest}")
}
