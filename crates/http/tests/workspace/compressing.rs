//! Compressed answers.

use crate::support::{Opened, definitions::steps, request, seed, workspace};
use api::path;
use axum::{
    body::Body,
    http::{HeaderMap, Method, header},
};
use flate2::read::GzDecoder;
use std::io::Read as _;
use tower::ServiceExt as _;

/// Headers and body of the answer to a client that accepts this encoding.
async fn fetch(workspace: &Opened, path: &str, encoding: &str) -> (HeaderMap, Vec<u8>) {
    let request = request(Method::GET, path).header(header::ACCEPT_ENCODING, encoding).body(Body::empty()).unwrap();
    let (parts, body) = workspace.router.clone().oneshot(request).await.unwrap().into_parts();
    let body = if parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream") {
        Vec::new()
    } else {
        axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec()
    };
    (parts.headers, body)
}

async fn with_images() -> Opened {
    let workspace = workspace().await;
    let built: Vec<_> = (0..200).map(|number| steps([format!("say {number}").as_str()])).collect();
    seed::images(workspace.folder.path(), &built).await;
    for name in ["one", "two", "three", "four", "five"] {
        workspace.register(name, steps(["say hello"])).await;
    }
    workspace
}

#[tokio::test]
async fn the_index_of_images_and_lists_arrive_compressed() {
    let workspace = with_images().await;
    for path in [path::IMAGE_INDEX, path::IMAGES, path::ENVIRONMENTS] {
        let (plain_headers, plain) = fetch(&workspace, path, "identity").await;
        assert!(!plain_headers.contains_key(header::CONTENT_ENCODING));
        let (headers, gzip) = fetch(&workspace, path, "gzip").await;
        assert_eq!(headers[header::CONTENT_ENCODING], "gzip", "{path}");
        assert_eq!(headers[header::VARY], "accept-encoding", "{path}");
        let mut text = Vec::new();
        GzDecoder::new(gzip.as_slice()).read_to_end(&mut text).unwrap();
        assert_eq!(text, plain, "{path}");
        let (headers, brotli) = fetch(&workspace, path, "gzip, deflate, br").await;
        assert_eq!(headers[header::CONTENT_ENCODING], "br");
        // Half of the index are digits of hashes.
        for (encoding, compressed) in [("gzip", gzip), ("br", brotli)] {
            let (size, whole) = (compressed.len(), plain.len());
            assert!(size * 10 < whole * 6, "{path} takes {size} bytes as {encoding}, {whole} as it is");
        }
    }
}

#[tokio::test]
async fn streams_and_small_answers_are_sent_as_they_are() {
    let workspace = with_images().await;
    for path in [path::EVENTS, "/healthz", "/no/such/page"] {
        let (headers, _) = fetch(&workspace, path, "gzip, br").await;
        assert!(!headers.contains_key(header::CONTENT_ENCODING), "{path}");
    }
}

#[tokio::test]
async fn one_tag_stands_for_every_encoding() {
    let workspace = with_images().await;
    let path = path::OPENAPI;
    let (plain, _) = fetch(&workspace, path, "identity").await;
    let (compressed, _) = fetch(&workspace, path, "br").await;
    assert_eq!(compressed[header::CONTENT_ENCODING], "br");
    let tag = &compressed[header::ETAG];
    assert_eq!(tag, plain[header::ETAG]);
    assert!(tag.to_str().unwrap().starts_with("W/"), "a strong tag would stand for these very bytes: {tag:?}");
    let again = request(Method::GET, path).header(header::IF_NONE_MATCH, tag).header(header::ACCEPT_ENCODING, "gzip");
    assert_eq!(workspace.send(again.body(Body::empty()).unwrap()).await.status, 304);
}
