//! A request and its response. Only the conversion of a response is generic, which keeps the page small.

use super::Failure;
use crate::browser::http;
use gloo_net::http::{Method, RequestBuilder};
use serde::{Serialize, de::DeserializeOwned};

/// Reads a value; cancelled with the current owner.
pub async fn read<T: DeserializeOwned>(path: String) -> Result<T, Failure> {
    parse(&read_text(path).await?)
}

/// Reads a text; cancelled with the current owner.
pub async fn read_text(path: String) -> Result<String, Failure> {
    send(Method::GET, &path, None, http::abort_with_owner()).await
}

/// Reads a value for a body; cancelled with the current owner.
pub async fn query<T: DeserializeOwned>(path: String, body: &impl Serialize) -> Result<T, Failure> {
    parse(&send(Method::POST, &path, Some(write_json(body)?), http::abort_with_owner()).await?)
}

/// `POST`, never cancelled.
pub async fn write<T: DeserializeOwned>(path: String, body: &impl Serialize) -> Result<T, Failure> {
    parse(&send(Method::POST, &path, Some(write_json(body)?), None).await?)
}

/// `PATCH`, never cancelled.
pub async fn change<T: DeserializeOwned>(path: String, body: &impl Serialize) -> Result<T, Failure> {
    parse(&send(Method::PATCH, &path, Some(write_json(body)?), None).await?)
}

/// `PUT`, never cancelled.
pub async fn put<T: DeserializeOwned>(path: String, body: &impl Serialize) -> Result<T, Failure> {
    parse(&send(Method::PUT, &path, Some(write_json(body)?), None).await?)
}

/// `DELETE`, never cancelled.
pub async fn delete<T: DeserializeOwned>(path: String) -> Result<T, Failure> {
    parse(&send(Method::DELETE, &path, None, None).await?)
}

fn write_json(body: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(body).map_err(|_| Failure::not_understood())
}

pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|_| Failure::not_understood())
}

async fn send(
    method: Method,
    path: &str,
    body: Option<String>,
    abort: Option<web_sys::AbortSignal>,
) -> Result<String, Failure> {
    let unreachable = |_| Failure::unreachable();
    let request = RequestBuilder::new(path).method(method).abort_signal(abort.as_ref());
    let request = match body {
        Some(body) => request.header("content-type", "application/json").body(body),
        None => request.build(),
    };
    let response = request.map_err(unreachable)?.send().await.map_err(unreachable)?;
    let text = response.text().await.map_err(unreachable)?;
    if response.ok() { Ok(text) } else { Err(Failure::refused(response.status(), &text)) }
}
