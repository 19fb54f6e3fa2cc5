//! How large an image is, layer by layer, as a picture.

use crate::ui::{bar, words};
use api::Image;
use leptos::prelude::*;

const TITLE: &str = "Size by layer";

/// The panel.
pub fn layers(image: &Image) -> AnyView {
    view! {
        <section class="panel">
            <header><h2>{TITLE}</h2> <span class="end hint">{words::bytes(image.size)}</span></header>
            {layer_list(image)}
        </section>
    }
    .into_any()
}

/// How large each layer is.
#[expect(clippy::cast_precision_loss, reason = "an image has less than 2^52 bytes")]
pub fn layer_list(image: &Image) -> AnyView {
    let largest = image.layers.iter().map(|layer| layer.size).max().unwrap_or(1).max(1);
    let rows = image.layers.iter().map(|layer| {
        let class = if layer.part == "Python" { "own" } else { "" };
        view! {
            <li title=layer.digest.clone()>
                <span>{layer.holds.as_ref().unwrap_or(&layer.part).clone()}</span> {bar(class, layer.size as f64 / largest as f64)}
                <span class="num">{words::bytes(layer.size)}</span>
            </li>
        }
        .into_any()
    });
    let rows: Vec<AnyView> = rows.collect();
    view! { <ul class="body layers">{rows}</ul> }.into_any()
}
