//! Who may ask, as long as there are no users: programs of this machine, and the console's own pages.
//!
//! A page of another site can make a browser send requests here. It gets past neither check: under a name of its own
//! that it points at this machine, the host is wrong; with a form or script, the origin is.

use crate::Error;
use api::code;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::net::IpAddr;
use workspace::access::Actor;

/// Refuses requests under a foreign host name, and writes that another site's page asks for. The others are those of
/// whoever uses this machine.
pub async fn local_only(State(actor): State<Actor>, mut request: Request, next: Next) -> Response {
    match check(request.method(), request.uri(), request.headers()) {
        Ok(()) => {
            request.extensions_mut().insert(actor);
            next.run(request).await
        }
        Err(error) => error.into_response(),
    }
}

fn check(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Error> {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let host = text(header::HOST).or(uri.authority().map(axum::http::uri::Authority::as_str)).unwrap_or_default();
    if !is_loopback(host) {
        return Err(refuse("this workspace answers under the name of this machine only")
            .help("Open it as http://127.0.0.1 or http://localhost with its port")
            .into());
    }
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    // Asking an index or a channel is work outside this machine: no page of another site may have it done.
    let asks_outside = uri.path().starts_with(api::path::PACKAGES) || uri.path().ends_with("/today");
    if asks_outside
        && text(header::HeaderName::from_static("sec-fetch-site"))
            .is_some_and(|site| matches!(site, "cross-site" | "same-site"))
    {
        return Err(refuse("a page of another site asked for this; nothing was asked").into());
    }
    let foreign = headers.contains_key(header::ORIGIN)
        && text(header::ORIGIN).and_then(|origin| origin.split_once("://")).is_none_or(|(_, site)| site != host);
    if foreign && !reads {
        return Err(refuse("a page of another site asked for this; nothing was changed").into());
    }
    Ok(())
}

fn refuse(message: &str) -> workspace::Error {
    workspace::Error::refuse(code::FORBIDDEN, message)
}

fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<axum::http::uri::Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for own in ["localhost", "LOCALHOST:4000", "127.0.0.1:4000", "127.9.9.9", "[::1]:4000"] {
            assert!(is_loopback(own), "{own}");
        }
        for foreign in ["", "example.org", "localhost.example.org", "127.0.0.1.example.org", "10.0.0.1", "[::2]", "a b"]
        {
            assert!(!is_loopback(foreign), "{foreign}");
        }
    }
}
