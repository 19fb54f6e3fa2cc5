//! A version in the forms that people take elsewhere: each is shown first, then copied or saved.

use super::{
    text,
    version::{AskedImage, reference},
};
use crate::{
    api::{self, Failure},
    browser::download,
    reactive::live,
    state::{shortcuts::use_action, toasts::use_toasts},
    ui::{CopyButton, Dialog, Icon, Tone, code, icon, note},
};
use ::api::{Version, VersionReference};
use leptos::prelude::*;

/// A form.
#[derive(Clone, Copy, PartialEq)]
struct Form {
    /// Its word in addresses.
    word: &'static str,
    /// What people call it.
    name: &'static str,
    /// The name of the file.
    file: &'static str,
}

const FORMS: [Form; 9] = [
    Form { word: "conda", name: "conda YAML", file: "environment.yml" },
    Form { word: "requirements", name: "requirements", file: "requirements.txt" },
    Form { word: "dockerfile", name: "Dockerfile", file: "Dockerfile" },
    Form { word: "v1", name: "Azure v1 JSON", file: "environment.json" },
    Form { word: "v2", name: "Azure v2 YAML", file: "environment-v2.yml" },
    Form { word: "lock", name: "lock", file: "requirements.lock.txt" },
    Form { word: "devcontainer", name: "devcontainer", file: "devcontainer.json" },
    Form { word: "spdx", name: "SPDX", file: "bill.spdx.json" },
    Form { word: "cyclonedx", name: "CycloneDX", file: "bill.cdx.json" },
];

/// The forms; one that is chosen is shown in a dialog.
pub fn show(version: &Version, image: AskedImage) -> AnyView {
    let reference = reference(version);
    let open = RwSignal::new(None::<Form>);
    let chips: Vec<AnyView> = FORMS
        .into_iter()
        .map(|form| {
            view! {
                <button class="chip" type="button" aria-haspopup="dialog" on:click=move |_| open.set(Some(form))>
                    {form.name}
                </button>
            }
            .into_any()
        })
        .collect();
    use_action(text::EXPORT_KEY, move || open.set(Some(FORMS[0])));
    let title = Signal::derive(move || open.get().map(|form| text::export_as(form.name)).unwrap_or_default());
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

fn preview(reference: VersionReference, open: RwSignal<Option<Form>>, image: AskedImage) -> AnyView {
    let asked = LocalResource::new(move || {
        let (reference, form) = (reference.clone(), open.get());
        async move {
            let form = form?;
            Some((form, api::export(&reference, form.word).await))
        }
    });
    let choices: Vec<AnyView> = FORMS
        .into_iter()
        .map(|form| {
            let pressed = move || if open.get() == Some(form) { "true" } else { "false" };
            view! {
                <button class="chip" type="button" aria-pressed=pressed on:click=move |_| open.set(Some(form))>
                    {form.name}
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
        Some((form, Ok(text))) => written(file(form, image), text),
    });
    view! {
        <div class="chips" role="group" aria-label=text::EXPORT>{choices}</div>
        {shown}
    }
    .into_any()
}

/// The name of the file: a lock with conda packages is a conda file.
fn file(form: Form, image: AskedImage) -> &'static str {
    let with_conda = || image.known().is_some_and(|image| image.lock.iter().any(|package| package.source == "conda"));
    if form.word == "lock" && with_conda() { "environment.lock.yml" } else { form.file }
}

/// Why the form cannot hold the version.
fn refused(failure: &Failure) -> AnyView {
    note(Tone::Warn, failure.message.clone(), view! { <p>{failure.help.clone()}</p> })
}

fn written(file: &'static str, text: String) -> AnyView {
    let toasts = use_toasts();
    let kept = StoredValue::new(text.clone());
    let save = move |_| match kept.with_value(|text| download::save(file, text)) {
        Ok(()) => toasts.done(format!("Saved {file}")),
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
