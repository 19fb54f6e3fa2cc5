//! Files and texts that people choose, drop or paste.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, DragEvent, Event, File, FileList, HtmlElement, HtmlInputElement};

/// The text that is pasted.
pub fn pasted(event: &ClipboardEvent) -> String {
    event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default()
}

/// The file that comes with a paste, if one does.
pub fn pasted_file(event: &ClipboardEvent) -> Option<File> {
    first(event.clipboard_data()?.files())
}

/// The file that is dropped.
pub fn dropped(event: &DragEvent) -> Option<File> {
    first(event.data_transfer()?.files())
}

/// The file chosen in a file field; the field is emptied, so that the same file can be chosen again.
pub fn chosen(event: &Event) -> Option<File> {
    let field: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = first(field.files());
    field.set_value("");
    file
}

/// The first bytes of a file, one more than `limit` at most.
///
/// # Errors
/// When the browser cannot read it.
pub async fn read(file: &File, limit: usize) -> Result<Vec<u8>, JsValue> {
    #[expect(clippy::cast_precision_loss, reason = "a limit is small")]
    let part = file.slice_with_f64_and_f64(0.0, (limit + 1) as f64)?;
    let bytes = JsFuture::from(part.array_buffer()).await?;
    Ok(js_sys::Uint8Array::new(&bytes).to_vec())
}

/// Whether something happens in a field that takes text.
pub fn is_in_field(event: &Event) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return false };
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA")
}

fn first(files: Option<FileList>) -> Option<File> {
    files?.get(0)
}
