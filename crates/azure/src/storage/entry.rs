//! Who gets in: whoever has a shared access signature of this workspace, or signs with the key of its storage account.

use super::names::account;
use crate::address::Origin;
use api::{Permission, code};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Error;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use workspace::{
    Workspace,
    access::{Actor, Purpose},
};

/// How long a shared access signature lets a client in.
const LIFETIME: Duration = Duration::HOUR;
/// What is signed.
const ACCESS: &str = "container azureml";
/// What signatures permit.
const PERMISSIONS: &[Permission] = &[Permission::Upload, Permission::Download];
/// The name of whoever signs with the key of the storage account, which all clients share.
const ACCOUNT_KEY: &str = "storage-account-key";

/// The text that a shared access signature signs: the container, and in whose name it is used.
fn access_text(name: &str) -> String {
    format!("{ACCESS}\n{name}")
}

/// A shared access signature: the query that lets a client in, under the name of this actor.
pub fn shared_access(workspace: &Workspace, actor: &Actor) -> String {
    let expiry = workspace.clock.now() + LIFETIME;
    // A whole second, as the text has it.
    let expiry = expiry.replace_nanosecond(0).unwrap_or(expiry);
    let signature = workspace.key.sign(Purpose::Blob, &access_text(actor.name()), expiry);
    let until = expiry.format(&Rfc3339).unwrap_or_default();
    let name = utf8_percent_encode(actor.name(), NON_ALPHANUMERIC);
    format!("sv=2024-01-01&se={until}&sr=c&sp=racwl&si={name}&sig={signature}")
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
    let actor = match parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) {
        Some(text) => {
            let is_signed = has_key(&workspace, text, &parts.method, &parts.uri, &parts.headers, origin.host());
            is_signed.then(|| Actor::of_signed_address(ACCOUNT_KEY, PERMISSIONS))
        }
        None => with_signature(&workspace, &parts.uri),
    };
    let Some(actor) = actor else {
        return Error::refuse(code::FORBIDDEN, "the signature of this request is missing, wrong or too old")
            .help("Ask for the credentials of the datastore again")
            .into_response();
    };
    parts.extensions.insert(actor);
    next.run(Request::from_parts(parts, body)).await
}

/// The parameters of a query, their names in lower case.
fn query(uri: &Uri) -> BTreeMap<String, String> {
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    pairs.map(|(name, value)| (name.to_lowercase(), value.into_owned())).collect()
}

/// Whoever the shared access signature in this address is for.
fn with_signature(workspace: &Workspace, uri: &Uri) -> Option<Actor> {
    let query = query(uri);
    let expiry = query.get("se").and_then(|until| OffsetDateTime::parse(until, &Rfc3339).ok());
    let (expiry, signature, name) = (expiry?, query.get("sig")?, query.get("si")?);
    let now = workspace.clock.now();
    workspace.key.verify(Purpose::Blob, &access_text(name), expiry, signature, now).ok()?;
    Some(Actor::of_signed_address(name, PERMISSIONS))
}

/// Whether the header is `SharedKey ACCOUNT:SIGNATURE` over this request.
fn has_key(
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
