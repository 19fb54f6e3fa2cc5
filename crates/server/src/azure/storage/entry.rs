//! Who gets in: whoever has a shared access signature of this workspace, or signs with the key of its storage account.

use super::account;
use crate::{
    Error, Workspace,
    azure::{access::Purpose, address::Origin},
};
use api::code;
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// How long a shared access signature lets a client in.
const LIFETIME: Duration = Duration::HOUR;
/// What is signed.
const ACCESS: &str = "container azureml";

/// A shared access signature: the query that lets a client in.
pub fn shared_access(workspace: &Workspace) -> String {
    let expiry = workspace.settings.clock.now() + LIFETIME;
    // A whole second, as the text has it.
    let expiry = expiry.replace_nanosecond(0).unwrap_or(expiry);
    let signature = workspace.key.sign(Purpose::Blob, ACCESS, expiry);
    let until = expiry.format(&Rfc3339).unwrap_or_default();
    format!("sv=2024-01-01&se={until}&sr=c&sp=racwl&sig={signature}")
}

/// The key of the storage account, in the form that clients take it.
pub fn account_key(workspace: &Workspace) -> String {
    STANDARD.encode(account_secret(workspace))
}

fn account_secret(workspace: &Workspace) -> String {
    workspace.key.sign(Purpose::Blob, "account", OffsetDateTime::UNIX_EPOCH)
}

/// Lets only requests through that carry a signature.
pub async fn signed(State(workspace): State<Workspace>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let origin = match Origin::from_request_parts(&mut parts, &()).await {
        Ok(origin) => origin,
        Err(error) => return error.into_response(),
    };
    let allowed = match parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) {
        Some(text) => with_key(&workspace, text, &parts.method, &parts.uri, &parts.headers, origin.host()),
        None => with_signature(&workspace, &parts.uri),
    };
    if !allowed {
        return Error::refuse(code::FORBIDDEN, "the signature of this request is missing, wrong or too old")
            .help("Ask for the credentials of the datastore again")
            .into_response();
    }
    next.run(Request::from_parts(parts, body)).await
}

/// The parameters of a query, their names in lower case.
fn query(uri: &Uri) -> BTreeMap<String, String> {
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    pairs.map(|(name, value)| (name.to_lowercase(), value.into_owned())).collect()
}

fn with_signature(workspace: &Workspace, uri: &Uri) -> bool {
    let query = query(uri);
    let expiry = query.get("se").and_then(|until| OffsetDateTime::parse(until, &Rfc3339).ok());
    let (Some(expiry), Some(signature)) = (expiry, query.get("sig")) else { return false };
    let now = workspace.settings.clock.now();
    workspace.key.verify(Purpose::Blob, ACCESS, expiry, signature, now).is_ok()
}

/// Whether the header is `SharedKey ACCOUNT:SIGNATURE` over this request.
fn with_key(
    workspace: &Workspace,
    authorization: &str,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    host: &str,
) -> bool {
    let account = account(host);
    let signature = authorization.strip_prefix("SharedKey ").and_then(|rest| rest.strip_prefix(&account));
    let Some(signature) = signature.and_then(|rest| rest.strip_prefix(':')) else { return false };
    let Ok(signature) = STANDARD.decode(signature) else { return false };
    let text = text_to_sign(&account, method, uri, headers);
    Hmac::<Sha256>::new_from_slice(account_secret(workspace).as_bytes())
        .is_ok_and(|mac| mac.chain_update(text).verify_slice(&signature).is_ok())
}

/// What a client signs of a request, by Azure's rules for storage accounts.
fn text_to_sign(account: &str, method: &Method, uri: &Uri, headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let plain = [
        "content-encoding",
        "content-language",
        "content-length",
        "content-md5",
        "content-type",
        "date",
        "if-modified-since",
        "if-match",
        "if-none-match",
        "if-unmodified-since",
        "range",
    ];
    let plain = plain.map(|name| match (name, text(name)) {
        ("content-length", "0") => "",
        (_, value) => value,
    });
    let own: BTreeMap<&str, &str> = headers
        .keys()
        .map(axum::http::HeaderName::as_str)
        .filter(|name| name.starts_with("x-ms-"))
        .map(|name| (name, text(name)))
        .collect();
    let own: Vec<String> = own.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let query: Vec<String> = query(uri).iter().map(|(name, value)| format!("\n{name}:{value}")).collect();
    format!("{method}\n{}\n{}/{account}{}{}", plain.join("\n"), own.concat(), uri.path(), query.concat())
}
