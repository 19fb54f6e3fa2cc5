//! The console, from the binary.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::Engine as _;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::Digest as _;

/// What `cargo xtask build` made. Optimised binaries carry it, others read it from the folder.
#[derive(RustEmbed)]
#[folder = "../../dist"]
struct Dist;

const INDEX: &str = "index.html";
const NO_CONSOLE: &str = "<!doctype html><html lang=en><title>Terrarium</title>\
    <h1>This binary has no console in it</h1>\
    <p>Run <code>cargo xtask build</code>, or <code>cargo xtask serve</code>. The API is at \
    <a href=/api/workspace>/api/workspace</a>.</p>";

/// Serves the console: files by their path, and the page itself for every other address.
pub fn routes() -> Router {
    Router::new().fallback(get(serve))
}

/// `sha256-BASE64` of each inline script of the page, for the content security policy.
pub fn script_hashes() -> Vec<String> {
    let Some(index) = Dist::get(INDEX) else { return Vec::new() };
    let page = String::from_utf8_lossy(&index.data);
    let scripts = page.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=")).then_some(script)
    });
    scripts
        .map(|script| {
            format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(script)))
        })
        .collect()
}

async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Dist::get(path) {
        return respond(path, file, &headers);
    }
    // Files of an older console stand in `code/`, or at the root with a hash in their name; all else is an address of
    // the console.
    if path.starts_with("code/") || (!path.contains('/') && is_hashed(path)) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match Dist::get(INDEX) {
        Some(file) => respond(INDEX, file, &headers),
        None => (StatusCode::SERVICE_UNAVAILABLE, axum::response::Html(NO_CONSOLE)).into_response(),
    }
}

/// The file with a weak tag, which stands for both of its forms; compressed when it is there so and the browser takes it; kept for ever when its name has its hash.
fn respond(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let compressed = Some(format!("{path}.br")).filter(|_| accepts_brotli(headers)).and_then(|path| Dist::get(&path));
    let encoding = compressed.as_ref().map(|_| HeaderValue::from_static("br"));
    let etag = etag(&file);
    let unchanged = headers.get(header::IF_NONE_MATCH).is_some_and(|known| *known == etag);
    let content_type = HeaderValue::from_str(file.metadata.mimetype()).ok();
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(compressed.unwrap_or(file).data.into_owned()).into_response()
    };
    let keep = if is_hashed(path) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(header::ETAG, etag);
    answer.extend(content_type.map(|value| (header::CONTENT_TYPE, value)));
    answer.extend(encoding.map(|value| (header::CONTENT_ENCODING, value)));
    response
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|encoding| encoding.split(';').next().is_some_and(|name| name.trim() == "br"))
}

fn etag(file: &EmbeddedFile) -> HeaderValue {
    let hash = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(file.metadata.sha256_hash());
    HeaderValue::from_str(&format!("W/\"{hash}\"")).unwrap_or_else(|_| HeaderValue::from_static("W/\"\""))
}

/// Whether the path has a hash of the content, up to 16 digits: `base-0123456789abcdef.css`, `code/0123456789abcdef/…`.
fn is_hashed(path: &str) -> bool {
    path.split(['-', '_', '.', '/'])
        .any(|part| (12..=16).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_hashed("code/0123456789abcdef/terrarium-console_bg.wasm"));
        assert!(is_hashed("base-0123456789abcdef.css"));
        assert!(!is_hashed("index.html"));
        assert!(!is_hashed("favicon.svg"));
    }

    #[test]
    fn brotli_is_sent_only_to_who_takes_it() {
        let asks = |accepted: &'static str| {
            accepts_brotli(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]))
        };
        assert!(asks("gzip, deflate, br, zstd"));
        assert!(asks("br;q=0.9"));
        assert!(!asks("gzip, brotli"));
        assert!(!accepts_brotli(&HeaderMap::new()));
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_not_the_page() {
        let answer = serve(Uri::from_static("/console-0123456789abcdef.js"), HeaderMap::new()).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }
}
