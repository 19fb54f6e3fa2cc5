//! Texts that leave the page: to the clipboard and as files.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement, Url};

const NOT_COPIED: &str = "The browser did not allow copying. Select the text and copy it by hand";
const NOT_SAVED: &str = "The browser did not allow the download. Copy the text instead";

/// Copies a text to the clipboard.
///
/// # Errors
/// When the browser does not allow it, with what to do instead.
pub async fn copy(text: &str) -> Result<(), &'static str> {
    let clipboard = leptos::prelude::window().navigator().clipboard();
    // Outside a secure context there is no clipboard, although its type says that there is.
    if clipboard.is_undefined() {
        return Err(NOT_COPIED);
    }
    JsFuture::from(clipboard.write_text(text)).await.map(|_| ()).map_err(|_| NOT_COPIED)
}

/// Saves a text as a file.
///
/// # Errors
/// When the browser refuses, with what to do instead.
pub fn save(name: &str, text: &str) -> Result<(), &'static str> {
    download(name, text).map_err(|_| NOT_SAVED)
}

fn download(name: &str, text: &str) -> Result<(), JsValue> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = leptos::prelude::document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}
