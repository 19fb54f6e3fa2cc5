//! A block of a hash strip looked into: its full digest and the canonical form that was hashed.

use crate::{
    api::{self, Failure, ask},
    chunks,
    features::shared::component_name,
    reactive::pressed,
    routes::{EnvironmentQuery, Route},
    state::inspector::{CanonicalForm, Inspection, use_inspector},
    ui::{CopyButton, Dialog, Tone, load, note},
};
use definition::{Component, Definition, canonical, mask};
use leptos::prelude::*;
use serde_json::Value;

/// The dialog.
#[component]
pub fn Inspect() -> impl IntoView {
    let inspected = use_inspector().0;
    let title = move || {
        inspected.get().map_or_else(String::new, |it| format!("{} {}", component_name(it.component), it.digest.short()))
    };
    view! {
        <Dialog
            open=Signal::derive(move || inspected.with(Option::is_some))
            title=Signal::derive(title)
            close=Callback::new(move |()| inspected.set(None))
        >
            {move || inspected.get().map(chunks::inspected)}
        </Dialog>
    }
}

/// What stands behind a block.
pub fn show(inspection: Inspection) -> AnyView {
    let digest = inspection.digest.to_string();
    let component = inspection.component;
    let form = match inspection.form {
        CanonicalForm::Text(text) => form(&text),
        CanonicalForm::Version(reference) => {
            let definition = ask(move || api::version(&reference)).map(|version| Ok(version.definition));
            load(definition, shape, move |definition| form_of(component, definition))
        }
        CanonicalForm::Image(hash) => {
            let definition =
                ask(move || api::image(hash)).map(|image| image.definition.ok_or_else(Failure::not_understood));
            load(definition, shape, move |definition| form_of(component, definition))
        }
    };
    view! {
        <dl class="dl">
            <dt>"Digest"</dt>
            <dd><code>{digest.clone()}</code> " " <CopyButton text=digest.clone() what="digest" bare=true /></dd>
        </dl>
        {shared(&digest, component)}
        <h3>"Canonical form, the text that is hashed"</h3>
        {form}
    }
    .into_any()
}

/// The way to whoever else has it.
fn shared(digest: &str, component: Component) -> AnyView {
    let inspector = use_inspector().0;
    let others = Route::Environments(EnvironmentQuery { search: digest.into(), ..EnvironmentQuery::default() });
    let word = format!("Environments with the same {} now", component_name(component));
    view! {
        <p><a class="link" href=others.to_string() on:click=pressed(move || inspector.set(None))>{word}</a></p>
    }
    .into_any()
}

/// The shape of a canonical form while it is asked for.
pub fn shape() -> AnyView {
    view! { <pre class="code wrap">" "</pre> }.into_any()
}

fn form(text: &str) -> AnyView {
    let text = mask(text).into_owned();
    view! {
        <pre class="code wrap" tabindex="0">{text.clone()}</pre>
        <CopyButton text=text what="canonical form" />
    }
    .into_any()
}

fn form_of(component: Component, definition: &Value) -> AnyView {
    let text = Definition::from_json(definition)
        .map_err(|error| error.message)
        .and_then(|definition| canonical(&definition).map_err(|invalid| invalid.to_string()))
        .map(|canonical| canonical.component(component));
    match text {
        Ok(text) => form(&text),
        Err(message) => note(Tone::Bad, message, ()),
    }
}
