//! Files made here and saved by the browser.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url};

/// Saves a text as a file of this name.
///
/// # Errors
/// When the browser refuses, with what to do instead.
pub fn save(name: &str, text: &str) -> Result<(), &'static str> {
    offer(name, text).map_err(|_| "The browser did not allow the download: copy the text instead")
}

fn offer(name: &str, text: &str) -> Result<(), JsValue> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = leptos::prelude::document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}
