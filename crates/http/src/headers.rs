//! The headers that protect the console's pages.

use axum::http::{HeaderName, HeaderValue, header};
use tower::layer::util::{Identity, Stack};
use tower_http::set_header::SetResponseHeaderLayer;

type Header = SetResponseHeaderLayer<HeaderValue>;

/// What a page may load and who may frame it. No inline script or style, but for the scripts of these hashes.
pub fn security_headers(script_hashes: &[String]) -> Stack<Header, Stack<Header, Stack<Header, Identity>>> {
    let set = |name: HeaderName, value: HeaderValue| SetResponseHeaderLayer::if_not_present(name, value);
    let nosniff = set(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let referrer = set(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let policy = set(header::CONTENT_SECURITY_POLICY, policy(script_hashes));
    Stack::new(policy, Stack::new(referrer, Stack::new(nosniff, Identity::new())))
}

fn policy(script_hashes: &[String]) -> HeaderValue {
    let sources: Vec<String> = script_hashes.iter().map(|hash| format!("'{hash}'")).collect();
    let scripts = sources.join(" ");
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {scripts}; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    // A hash with a letter that no header may hold allows nothing more than no hash.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'self'; frame-ancestors 'none'"))
}
