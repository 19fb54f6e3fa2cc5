//! Sending much, with word of how far it is.

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, ProgressEvent, XmlHttpRequest};

/// A piece of what is sent.
pub enum Piece {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The content of a file, which the browser reads while it sends.
    File(File),
}

/// Pieces as one.
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

/// Posts this to an address of this site; `told` how many bytes were sent. The status of the answer and its text.
///
/// # Errors
/// When there is no answer: the connection broke, or something sent could not be read.
pub async fn post(
    address: &str,
    kind: &str,
    body: &Blob,
    told: impl Fn(f64) + 'static,
) -> Result<(u16, String), JsValue> {
    // `fetch` tells nothing of what was sent.
    let request = XmlHttpRequest::new()?;
    request.open("POST", address)?;
    request.set_request_header("content-type", kind)?;
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| told(event.loaded()));
    request.upload()?.add_event_listener_with_callback("progress", progress.as_ref().unchecked_ref())?;
    let done = Promise::new(&mut |done: Function, failed: Function| {
        let listen = |event, function: &Function| request.add_event_listener_with_callback(event, function);
        let sent = listen("load", &done)
            .and_then(|()| listen("error", &failed))
            .and_then(|()| listen("abort", &failed))
            .and_then(|()| request.send_with_opt_blob(Some(body)));
        if let Err(error) = sent {
            // A promise that was told takes no second word.
            let _ = failed.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(done).await?;
    Ok((request.status()?, request.response_text()?.unwrap_or_default()))
}
