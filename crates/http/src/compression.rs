//! Compressing answers of the API for clients that accept it.

use axum::http::{Extensions, HeaderMap, StatusCode, Version, header};
use tower_http::{
    CompressionLevel,
    compression::{
        CompressionLayer,
        predicate::{And, Predicate as _, SizeAbove},
    },
};

/// The smallest body, in bytes, that is compressed: a smaller one fits into one packet as it is.
const MIN_COMPRESSED_SIZE: u64 = 1024;
/// The quality of gzip and brotli. Brotli's own default takes a hundred times as long as this for a few per cent.
const QUALITY: CompressionLevel = CompressionLevel::Precise(4);

type Predicate = And<SizeAbove, fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool>;

/// Compresses JSON and text, but no streams of events, which a compressor would hold back.
pub fn compression() -> CompressionLayer<Predicate> {
    let predicate: fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool =
        |_, _, headers, _| headers.get(header::CONTENT_TYPE).is_some_and(|kind| is_text(kind.as_bytes()));
    CompressionLayer::new().quality(QUALITY).compress_when(SizeAbove::new(MIN_COMPRESSED_SIZE).and(predicate))
}

/// Whether a media type is worth compressing. Archives are compressed already, or are files that were uploaded.
fn is_text(media_type: &[u8]) -> bool {
    let is_stream = media_type.starts_with(b"text/event-stream");
    !is_stream && [&b"text/"[..], b"application/json"].iter().any(|prefix| media_type.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::is_text;

    #[test]
    fn only_finite_text_is_compressed() {
        for text in ["application/json", "application/jsonl", "text/plain; charset=utf-8", "text/csv"] {
            assert!(is_text(text.as_bytes()), "{text}");
        }
        for other in ["text/event-stream", "application/x-tar", "application/octet-stream", "image/png"] {
            assert!(!is_text(other.as_bytes()), "{other}");
        }
    }
}
