//! The workspace as its clients see it.

use crate::Outcome;
use api::{Build, BuildTarget, Error, Register, Registered, StartBuild};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A workspace over HTTP.
#[derive(Clone, Debug)]
pub struct Workspace {
    url: String,
    http: reqwest::Client,
}

impl Workspace {
    /// The workspace at this URL.
    #[must_use]
    pub fn new(url: &str) -> Self {
        Self { url: url.to_owned(), http: reqwest::Client::new() }
    }

    /// `GET` of JSON.
    ///
    /// # Errors
    /// When the server does not answer, or with an error or another type.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Outcome<T> {
        let response = self.http.get(format!("{}{path}", self.url)).send().await?;
        Self::read(response).await
    }

    /// `GET` of text.
    ///
    /// # Errors
    /// When the server does not answer, or with an error or another type.
    pub async fn text(&self, path: &str) -> Outcome<String> {
        let response = self.http.get(format!("{}{path}", self.url)).send().await?;
        Ok(response.error_for_status()?.text().await?)
    }

    /// `POST` of JSON for JSON.
    ///
    /// # Errors
    /// When the server does not answer, or with an error.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Outcome<T> {
        let response = self.http.post(format!("{}{path}", self.url)).json(body).send().await?;
        Self::read(response).await
    }

    /// Registers a conda file as the next version.
    ///
    /// # Errors
    /// When the server does not answer, or with an error.
    pub async fn register(&self, name: &str, conda: &str, build: bool) -> Outcome<Registered> {
        self.post(&api::path::versions(name), &registration(conda, build)?).await
    }

    /// Starts a build of a definition in Azure's v1 JSON form.
    ///
    /// # Errors
    /// When the server does not answer, or with an error.
    pub async fn build(&self, definition: Value) -> Outcome<Build> {
        let body = StartBuild { target: BuildTarget::Definition(definition), rebuild: false, lock: None };
        self.post(api::path::BUILDS, &body).await
    }

    async fn read<T: DeserializeOwned>(response: reqwest::Response) -> Outcome<T> {
        if response.status().is_success() {
            return Ok(response.json().await?);
        }
        let Error { code, message, .. } = response.json().await?;
        Err(format!("{code}: {message}").into())
    }
}

/// The request that registers a conda file.
///
/// # Errors
/// When the file cannot be read.
pub fn registration(conda: &str, build: bool) -> Outcome<Register> {
    let imported = definition::import(conda.as_bytes(), Some(definition::Kind::Conda))?;
    Ok(Register {
        definition: imported.definition.to_json(),
        version: None,
        digests: None,
        description: String::new(),
        tags: std::collections::BTreeMap::new(),
        build,
        anonymous: false,
    })
}
