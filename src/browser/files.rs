//! Files and texts that are chosen, dropped or pasted.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, DragEvent, Event, File, FileList, HtmlElement, HtmlInputElement};

pub fn pasted(event: &ClipboardEvent) -> String {
    event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default()
}

pub fn pasted_files(event: &ClipboardEvent) -> Vec<File> {
    all(event.clipboard_data().and_then(|data| data.files()).as_ref())
}

pub fn dropped(event: &DragEvent) -> Vec<File> {
    all(event.data_transfer().and_then(|data| data.files()).as_ref())
}

/// The files chosen in a file field, which is cleared so that the same files can be chosen again.
pub fn chosen(event: &Event) -> Vec<File> {
    let Some(field) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
        return Vec::new();
    };
    let files = all(field.files().as_ref());
    field.set_value("");
    files
}

/// The first bytes of a file, at most one more than `limit`.
///
/// # Errors
/// When the browser cannot read it.
pub async fn read(file: &File, limit: usize) -> Result<Vec<u8>, JsValue> {
    #[expect(clippy::cast_precision_loss, reason = "a limit is small")]
    let part = file.slice_with_f64_and_f64(0.0, (limit + 1) as f64)?;
    let bytes = JsFuture::from(part.array_buffer()).await?;
    Ok(js_sys::Uint8Array::new(&bytes).to_vec())
}

/// Whether the target of an event is a text field.
pub fn is_in_field(event: &Event) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return false };
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA")
}

fn all(files: Option<&FileList>) -> Vec<File> {
    files.into_iter().flat_map(|files| (0..files.length()).filter_map(|at| files.get(at))).collect()
}
