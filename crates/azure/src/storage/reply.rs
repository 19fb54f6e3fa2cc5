//! Answers in the form of Azure's blob storage.

use api::code;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use quick_xml::escape::escape;
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};
use workspace::uploads::UploadedFile;

/// The version of the protocol that is spoken.
const VERSION: &str = "2024-01-01";

/// The headers that every answer about a file has.
pub fn about(blob: &UploadedFile) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name: &'static str, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    set("x-ms-version", VERSION.into());
    set("x-ms-request-server-encrypted", "false".into());
    set("etag", format!("\"{}\"", blob.content));
    set("last-modified", http_date(&blob.modified_at));
    headers
}

/// The headers that tell a file to whoever reads it.
pub fn described(blob: &UploadedFile) -> HeaderMap {
    let mut headers = about(blob);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(HeaderName::from_static("x-ms-blob-type"), HeaderValue::from_static("BlockBlob"));
    for (name, value) in &blob.metadata {
        let name = HeaderName::try_from(format!("x-ms-meta-{name}"));
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
    headers
}

/// A time as HTTP has it.
fn http_date(at: &str) -> String {
    let form =
        format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
    OffsetDateTime::parse(at, &Rfc3339).ok().and_then(|time| time.format(form).ok()).unwrap_or_default()
}

/// Puts an error into the form of the storage.
pub async fn reword(response: Response) -> Response {
    let Some(error) = response.extensions().get::<api::Error>().cloned() else { return response };
    let (status, word) = match error.code.as_str() {
        code::NOT_FOUND => (StatusCode::NOT_FOUND, "BlobNotFound"),
        code::CONFLICT => (StatusCode::CONFLICT, "BlobAlreadyExists"),
        code::FORBIDDEN => (StatusCode::FORBIDDEN, "AuthenticationFailed"),
        code::TOO_LARGE => (StatusCode::PAYLOAD_TOO_LARGE, "RequestBodyTooLarge"),
        code::UNAVAILABLE => (StatusCode::SERVICE_UNAVAILABLE, "ServerBusy"),
        code::INTERNAL => (StatusCode::INTERNAL_SERVER_ERROR, "InternalError"),
        _ => (StatusCode::BAD_REQUEST, "InvalidInput"),
    };
    refusal(status, word, &error.message)
}

/// An error in the form of the storage.
pub fn refusal(status: StatusCode, word: &'static str, message: &str) -> Response {
    let text = escape(message);
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{word}</Code><Message>{text}</Message></Error>"
    );
    let headers = [("content-type", "application/xml"), ("x-ms-error-code", word), ("x-ms-version", VERSION)];
    (status, headers, Body::from(body)).into_response()
}
