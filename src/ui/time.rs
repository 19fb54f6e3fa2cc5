//! A time, relative, with the exact one on hover.

use crate::{browser::dates, state::clock::use_now};
use leptos::prelude::*;

/// How long ago a time in RFC 3339 form was.
pub fn time_ago(text: &str) -> AnyView {
    let Some(time) = dates::parse(text) else { return text.to_owned().into_any() };
    let now = use_now();
    view! {
        <time datetime=text.to_owned() title=dates::exact(time)>
            {move || dates::relative(time, now.get())}
        </time>
    }
    .into_any()
}
