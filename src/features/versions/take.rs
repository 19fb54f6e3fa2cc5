//! A version in the forms that people take elsewhere.

use super::{text, version::reference};
use crate::{
    api,
    browser::download,
    state::toasts::use_toasts,
    ui::{Icon, small_icon},
};
use ::api::{ImageState, Version, VersionReference};
use leptos::{prelude::*, task::spawn_local};

/// The forms: the word of the form in the address, its name, the name of the file.
const FORMS: [(&str, &str, &str); 6] = [
    ("conda", "conda YAML", "environment.yml"),
    ("requirements", "requirements", "requirements.txt"),
    ("v1", "Azure v1 JSON", "environment.json"),
    ("v2", "Azure v2 YAML", "environment-v2.yml"),
    ("dockerfile", "Dockerfile", "Dockerfile"),
    ("lock", "lock", "lock.json"),
];

/// A download for each form.
pub fn show(version: &Version) -> AnyView {
    let built = version.image == ImageState::Cached;
    let forms = FORMS.into_iter().filter(|(form, ..)| built || *form != "lock");
    let chips: Vec<AnyView> = forms.map(|(form, name, file)| chip(reference(version), form, name, file)).collect();
    view! {
        <section class="panel">
            <header><h2>{text::EXPORT}</h2></header>
            <div class="body chips">{chips}</div>
        </section>
    }
    .into_any()
}

fn chip(reference: VersionReference, form: &'static str, name: &'static str, file: &'static str) -> AnyView {
    let toasts = use_toasts();
    let save = move |_| {
        let reference = reference.clone();
        spawn_local(async move {
            match api::export(&reference, form).await {
                Ok(text) => match download::save(file, &text) {
                    Ok(()) => toasts.done(format!("Saved {file}")),
                    Err(reason) => toasts.failed(reason),
                },
                Err(failure) => toasts.failure(&failure),
            }
        });
    };
    view! {
        <button class="chip" type="button" title=format!("Download {file}") on:click=save>
            {small_icon(Icon::Download)} {name}
        </button>
    }
    .into_any()
}
