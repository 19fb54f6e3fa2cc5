//! One request and its answer. Generic only where an answer becomes a value, to keep the page small.

use super::Failure;
use crate::browser::abort;
use gloo_net::http::{Method, RequestBuilder};
use serde::{Serialize, de::DeserializeOwned};

/// Reads a value; given up when the view that asked is gone.
pub async fn read<T: DeserializeOwned>(path: String) -> Result<T, Failure> {
    parse(&read_text(path).await?)
}

/// Reads a text; given up when the view that asked is gone.
pub async fn read_text(path: String) -> Result<String, Failure> {
    send(Method::GET, &path, None, abort::with_owner()).await
}

/// Asks with a body; given up when the view that asked is gone.
pub async fn ask<T: DeserializeOwned>(path: String, body: &impl Serialize) -> Result<T, Failure> {
    parse(&send(Method::POST, &path, Some(write_json(body)?), abort::with_owner()).await?)
}

/// Changes something; never given up.
pub async fn write<T: DeserializeOwned>(path: String, body: &impl Serialize) -> Result<T, Failure> {
    parse(&send(Method::POST, &path, Some(write_json(body)?), None).await?)
}

/// Changes a part of something; never given up.
pub async fn change<T: DeserializeOwned>(path: String, body: &impl Serialize) -> Result<T, Failure> {
    parse(&send(Method::PATCH, &path, Some(write_json(body)?), None).await?)
}

/// Puts something in its place; never given up.
pub async fn put<T: DeserializeOwned>(path: String, body: &impl Serialize) -> Result<T, Failure> {
    parse(&send(Method::PUT, &path, Some(write_json(body)?), None).await?)
}

/// Takes something away; never given up.
pub async fn delete<T: DeserializeOwned>(path: String) -> Result<T, Failure> {
    parse(&send(Method::DELETE, &path, None, None).await?)
}

fn write_json(body: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(body).map_err(|_| Failure::not_understood())
}

/// An answer as a value.
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
