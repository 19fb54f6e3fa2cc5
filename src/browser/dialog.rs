//! Modal dialogs of the browser, which keep the focus inside and restore it.

use web_sys::HtmlDialogElement;

/// Opens or closes a dialog, unless it already is.
pub fn set_open(dialog: &HtmlDialogElement, open: bool) {
    if open && !dialog.open() {
        // This fails only for a dialog that is not in the page.
        let _ = dialog.show_modal();
    } else if !open && dialog.open() {
        dialog.close();
    }
}

/// Whether any modal dialog is open.
pub fn any_open() -> bool {
    leptos::prelude::document().query_selector("dialog[open]").is_ok_and(|found| found.is_some())
}
