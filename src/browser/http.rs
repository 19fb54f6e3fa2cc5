//! Uploads with progress, and requests that end with the view that sent them.

use js_sys::{Array, Function, Promise, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, Blob, File, ProgressEvent, XmlHttpRequest};

struct AbortWhenDropped(AbortController);

impl Drop for AbortWhenDropped {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A signal that aborts a request when the current owner is cleaned up; `None` without an owner.
pub fn abort_with_owner() -> Option<AbortSignal> {
    let _ = Owner::current()?;
    let controller = AbortController::new().ok()?;
    let signal = controller.signal();
    StoredValue::new_local(AbortWhenDropped(controller));
    Some(signal)
}

/// A part of a request body.
pub enum Piece {
    Bytes(Vec<u8>),
    /// The browser reads the file while it sends.
    File(File),
}

/// Joins parts of a request body.
///
/// # Errors
/// When the browser refuses.
pub fn join(pieces: impl IntoIterator<Item = Piece>) -> Result<Blob, JsValue> {
    let parts = Array::new();
    for piece in pieces {
        match piece {
            Piece::Bytes(bytes) => parts.push(&Uint8Array::from(bytes.as_slice())),
            Piece::File(file) => parts.push(&file),
        };
    }
    Blob::new_with_blob_sequence(&parts)
}

/// Posts a body and reports the number of bytes sent. Returns the status and text of the response.
///
/// # Errors
/// When there is no response: the connection broke, or a file could not be read.
pub async fn post(
    address: &str,
    kind: &str,
    body: &Blob,
    progress: impl Fn(f64) + 'static,
) -> Result<(u16, String), JsValue> {
    // `fetch` does not report upload progress.
    let request = XmlHttpRequest::new()?;
    request.open("POST", address)?;
    request.set_request_header("content-type", kind)?;
    let on_progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| progress(event.loaded()));
    request.upload()?.add_event_listener_with_callback("progress", on_progress.as_ref().unchecked_ref())?;
    let done = Promise::new(&mut |done: Function, failed: Function| {
        let listen = |event, function: &Function| request.add_event_listener_with_callback(event, function);
        let sent = listen("load", &done)
            .and_then(|()| listen("error", &failed))
            .and_then(|()| listen("abort", &failed))
            .and_then(|()| request.send_with_opt_blob(Some(body)));
        if let Err(error) = sent {
            // A settled promise ignores this.
            let _ = failed.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(done).await?;
    Ok((request.status()?, request.response_text()?.unwrap_or_default()))
}
