//! One page of an index, within limits of time and size.

use super::CatalogueError;
use crate::address::{masked, public, reasons};
use crate::pip::Netrc;
use reqwest::{StatusCode, header, redirect};
use std::time::Duration;
use url::Url;

/// JSON where the index has it, else the page that every index has.
const FORMS: &str = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

/// How large a page may be in bytes, and how long it may take.
#[derive(Clone, Copy)]
pub struct Limits {
    pub bytes: usize,
    pub time: Duration,
}

/// A page of an index.
pub struct Page {
    /// Whether it is JSON.
    pub is_json: bool,
    pub text: String,
    /// Where it was in the end.
    pub address: Url,
}

/// Reads a page. Credentials in the address go to its host only.
pub async fn page(address: &Url, trusted: bool, limits: Limits) -> Result<Page, CatalogueError> {
    let unreachable = |reason: String| {
        let address = public(address);
        CatalogueError::Unreachable(format!(
            "the index at {address} cannot be read: {}. Make sure that the server reaches it",
            masked(&reason)
        ))
    };
    let client = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(limits.time)
        .redirect(redirect::Policy::limited(5))
        .referer(false)
        .tls_danger_accept_invalid_certs(trusted)
        .build()
        .map_err(|error| unreachable(reasons(&error)))?;
    let known = Netrc::of_this_machine().with_credentials(address);
    let request = client.get(known.clone()).header(header::ACCEPT, FORMS);
    let mut response = request.send().await.map_err(|error| unreachable(reasons(&error.without_url())))?;
    match response.status() {
        status if status.is_success() => {}
        StatusCode::NOT_FOUND | StatusCode::GONE => return Err(CatalogueError::Missing(public(address).to_string())),
        status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
            return Err(CatalogueError::Unreachable(unauthorized(address, &known, status)));
        }
        status => return Err(unreachable(format!("it answered {status}"))),
    }
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_json = kind.contains("json");
    let address = response.url().clone();
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(reasons(&error.without_url())))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > limits.bytes {
            return Err(unreachable(format!("the page is larger than {} MB", limits.bytes / 1_000_000)));
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| unreachable("it is not UTF-8".into()))?;
    Ok(Page { is_json, text, address })
}

/// Says that an index requires other credentials than those of the address that was used, `known`.
fn unauthorized(address: &Url, known: &Url, status: StatusCode) -> String {
    let host = address.host_str().unwrap_or_default();
    let port = address.port().map(|port| format!(":{port}")).unwrap_or_default();
    let given = !known.username().is_empty() || known.password().is_some();
    let why = if given {
        "does not take the user name and password that it was given"
    } else {
        "requires a user name and password, and none is known for it"
    };
    format!(
        "the index at {host}{port} {why} ({status}, {}). Put the right ones into the address of the index, or into the \
         netrc file of this machine",
        public(address)
    )
}
