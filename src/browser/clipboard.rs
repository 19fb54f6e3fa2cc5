//! Copying.

use wasm_bindgen_futures::JsFuture;

/// Puts a text on the clipboard.
///
/// # Errors
/// When the browser does not allow it, with what to do instead.
pub async fn copy(text: &str) -> Result<(), &'static str> {
    const REFUSED: &str = "The browser did not allow copying: select the text and copy it by hand";
    let clipboard = leptos::prelude::window().navigator().clipboard();
    // Outside a secure context there is no clipboard, although its type says that there is.
    if clipboard.is_undefined() {
        return Err(REFUSED);
    }
    JsFuture::from(clipboard.write_text(text)).await.map(|_| ()).map_err(|_| REFUSED)
}
