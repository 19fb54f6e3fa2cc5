//! What an older version of the hash left: it is shown, and never reused.

use crate::ui::{Tone, badge, note};
use leptos::prelude::*;

/// What becomes of images of an older version of the hash.
pub const FORMER_HELP: &str = "It is kept, and never offered for reuse.";

/// Whether this is another version of the hash than the one that is computed.
pub fn is_former(hash_version: u32) -> bool {
    hash_version != definition::HASH_VERSION
}

/// Says which version of the hash an image was built under.
pub fn former_title(hash_version: u32) -> String {
    format!("Built under hash version {hash_version}")
}

/// A badge for an image of an older version of the hash.
pub fn former_badge(hash_version: u32) -> Option<AnyView> {
    is_former(hash_version).then(|| {
        let help = format!("{}. {FORMER_HELP}", former_title(hash_version));
        view! { <span class="former" title=help>{badge("", format!("hash v{hash_version}"))}</span> }.into_any()
    })
}

/// A note for an image of an older version of the hash.
pub fn former_note(hash_version: u32) -> Option<AnyView> {
    is_former(hash_version).then(|| note(Tone::Info, former_title(hash_version), view! { <p>{FORMER_HELP}</p> }))
}
