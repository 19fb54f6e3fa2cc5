//! Requests to a workspace.

use crate::{failure::Failure, options::Server};
use reqwest::{Method, RequestBuilder, Response};
use serde::{Serialize, de::DeserializeOwned};
use std::{fs::File, time::Duration};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection to a workspace.
pub struct Client {
    base: String,
    http: reqwest::Client,
}

impl Client {
    /// A client of this workspace.
    ///
    /// # Errors
    /// When the machine cannot make connections at all.
    pub fn new(server: &Server) -> Result<Self, Failure> {
        let http = reqwest::Client::builder().connect_timeout(CONNECT_TIMEOUT).build().map_err(|error| {
            Failure::new(api::code::INTERNAL, error.to_string(), "Check the TLS configuration of this machine")
        })?;
        Ok(Self { base: server.server.trim_end_matches('/').to_owned(), http })
    }

    /// The address of a path, for people.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// `GET` of text.
    ///
    /// # Errors
    /// What the workspace says, or that it does not answer.
    pub async fn text(&self, path: &str) -> Result<String, Failure> {
        let response = self.send(self.request(Method::GET, path)).await?;
        response.text().await.map_err(|error| self.unreachable(&error))
    }

    /// `GET` of JSON.
    ///
    /// # Errors
    /// What the workspace says, or that it does not answer.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let response = self.send(self.request(Method::GET, path)).await?;
        response.json().await.map_err(|error| self.unreachable(&error))
    }

    /// `POST` of JSON for JSON.
    ///
    /// # Errors
    /// What the workspace says, or that it does not answer.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Failure> {
        let response = self.send(self.request(Method::POST, path).json(body)).await?;
        response.json().await.map_err(|error| self.unreachable(&error))
    }

    /// `POST` of a file; the answer is not read.
    ///
    /// # Errors
    /// What the workspace says, or that it does not answer.
    pub async fn upload(&self, path: &str, file: File) -> Result<(), Failure> {
        let size = file.metadata()?.len();
        let request = self.request(Method::POST, path).header("content-type", "application/x-tar");
        let body = reqwest::Body::from(tokio::fs::File::from_std(file));
        self.send(request.header("content-length", size).body(body)).await.map(drop)
    }

    /// Opens a stream of events, starting after the last one that was read.
    ///
    /// # Errors
    /// What the workspace says, or that it does not answer.
    pub async fn events(&self, path: &str, last: Option<&str>) -> Result<Response, Failure> {
        let mut request = self.request(Method::GET, path).header("accept", "text/event-stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        self.send(request).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.address(path))
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, Failure> {
        let response = request.send().await.map_err(|error| self.unreachable(&error))?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status();
        let not_a_workspace = || {
            Failure::new(
                api::code::UNAVAILABLE,
                format!("{} answered {status}, but not as a Terrarium workspace does", self.base),
                "Check the address given with --server",
            )
        };
        Err(response.json().await.map_or_else(|_| not_a_workspace(), Failure::Error))
    }

    fn unreachable(&self, error: &reqwest::Error) -> Failure {
        let mut innermost: &dyn std::error::Error = error;
        while let Some(source) = innermost.source() {
            innermost = source;
        }
        Failure::new(
            api::code::UNAVAILABLE,
            format!("no answer from the workspace at {}: {innermost}", self.base),
            "Start one with `terrarium serve`, or use another with --server or TERRARIUM_SERVER",
        )
    }
}
