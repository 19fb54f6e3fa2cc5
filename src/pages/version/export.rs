//! Exports of a version: each is shown first, then copied or saved.

use super::text;
use crate::api::Query;
use crate::{
    api::{self, Failure},
    browser::output,
    components::versions::reference_of,
    reactive::live,
    state::{shortcuts::use_action, toasts::use_toasts},
    ui::{CopyButton, Dialog, Icon, Tone, code, icon, note},
};
use ::api::Image;
use ::api::{Version, VersionReference};
use leptos::prelude::*;

#[derive(Clone, Copy, PartialEq)]
struct Format {
    /// As in addresses.
    word: &'static str,
    name: &'static str,
    /// The name of the file.
    file: &'static str,
}

const FORMATS: [Format; 9] = [
    Format { word: "conda", name: "conda YAML", file: "environment.yml" },
    Format { word: "requirements", name: "requirements", file: "requirements.txt" },
    Format { word: "dockerfile", name: "Dockerfile", file: "Dockerfile" },
    Format { word: "v1", name: "Azure v1 JSON", file: "environment.json" },
    Format { word: "v2", name: "Azure v2 YAML", file: "environment-v2.yml" },
    Format { word: "lock", name: "lock", file: "requirements.lock.txt" },
    Format { word: "devcontainer", name: "devcontainer", file: "devcontainer.json" },
    Format { word: "spdx", name: "SPDX", file: "bill.spdx.json" },
    Format { word: "cyclonedx", name: "CycloneDX", file: "bill.cdx.json" },
];

/// The formats; a chosen one is shown in a dialog.
pub fn show(version: &Version, image: Query<Image>) -> AnyView {
    let reference = reference_of(version);
    let open = RwSignal::new(None::<Format>);
    let chips: Vec<AnyView> = FORMATS
        .into_iter()
        .map(|format| {
            view! {
                <button class="chip" type="button" aria-haspopup="dialog" on:click=move |_| open.set(Some(format))>
                    {format.name}
                </button>
            }
            .into_any()
        })
        .collect();
    use_action(text::EXPORT_KEY, move || open.set(Some(FORMATS[0])));
    let title = Signal::derive(move || open.get().map(|format| text::export_as(format.name)).unwrap_or_default());
    view! {
        <section class="panel">
            <header><h2>{text::EXPORT}</h2></header>
            <div class="body chips">{chips}</div>
            <Dialog
                open=Signal::derive(move || open.with(Option::is_some))
                title=title
                close=Callback::new(move |()| open.set(None))
            >
                {preview(reference.clone(), open, image)}
            </Dialog>
        </section>
    }
    .into_any()
}

fn preview(reference: VersionReference, open: RwSignal<Option<Format>>, image: Query<Image>) -> AnyView {
    let asked = LocalResource::new(move || {
        let (reference, format) = (reference.clone(), open.get());
        async move {
            let format = format?;
            Some((format, api::export(&reference, format.word).await))
        }
    });
    let choices: Vec<AnyView> = FORMATS
        .into_iter()
        .map(|format| {
            let pressed = move || if open.get() == Some(format) { "true" } else { "false" };
            view! {
                <button class="chip" type="button" aria-pressed=pressed on:click=move |_| open.set(Some(format))>
                    {format.name}
                </button>
            }
            .into_any()
        })
        .collect();
    let shown = live(move || match asked.get().flatten() {
        None => {
            view! { <div class="shape" aria-busy="true"><span class="line"></span> <span class="line"></span></div> }
                .into_any()
        }
        Some((_, Err(failure))) => refused(&failure),
        Some((format, Ok(text))) => written(file_name(format, image), text),
    });
    view! {
        <div class="chips" role="group" aria-label=text::EXPORT>{choices}</div>
        {shown}
    }
    .into_any()
}

/// The name of the file; a lock with conda packages is a conda file.
fn file_name(format: Format, image: Query<Image>) -> &'static str {
    let with_conda = || image.data().is_some_and(|image| image.lock.iter().any(|package| package.source == "conda"));
    if format.word == "lock" && with_conda() { "environment.lock.yml" } else { format.file }
}

/// Why the format cannot hold the version.
fn refused(failure: &Failure) -> AnyView {
    note(Tone::Warn, failure.message.clone(), view! { <p>{failure.help.clone()}</p> })
}

fn written(file: &'static str, text: String) -> AnyView {
    let toasts = use_toasts();
    let content = StoredValue::new(text.clone());
    let save = move |_| match content.with_value(|text| output::save(file, text)) {
        Ok(()) => toasts.done(text::saved(file)),
        Err(reason) => toasts.failed(reason),
    };
    view! {
        <div class="export-text">{code(file, &text)}</div>
        <div class="acts">
            <CopyButton text=text what="file" />
            <button class="btn main-act" type="button" on:click=save>{icon(Icon::Download)} {text::save(file)}</button>
        </div>
    }
    .into_any()
}
