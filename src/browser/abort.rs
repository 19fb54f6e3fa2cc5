//! Requests that end with the view that asked for them.

use leptos::prelude::*;
use web_sys::{AbortController, AbortSignal};

struct AbortWhenDropped(AbortController);

impl Drop for AbortWhenDropped {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A signal that fires when the current owner is cleaned up; none where nobody owns the request.
pub fn with_owner() -> Option<AbortSignal> {
    let _ = Owner::current()?;
    let controller = AbortController::new().ok()?;
    let signal = controller.signal();
    StoredValue::new_local(AbortWhenDropped(controller));
    Some(signal)
}
