//! The content of the inspector: the full digest of a component and the canonical form that is hashed.

use super::strips::component_name;
use crate::{
    api::{self, Failure, use_query},
    reactive::pressed,
    routes::{EnvironmentQuery, Route},
    state::inspector::{CanonicalForm, Inspection, use_inspector},
    ui::{CopyButton, Tone, load, note},
};
use definition::{Component, Definition, canonical, mask};
use leptos::prelude::*;
use serde_json::Value;

const DIGEST: &str = "Digest";
const FORM: &str = "Canonical form, the text that is hashed";

fn others_with(component: Component) -> String {
    format!("Environments with the same {} now", component_name(component))
}

pub fn show(inspection: Inspection) -> AnyView {
    let digest = inspection.digest.to_string();
    let component = inspection.component;
    let form = match inspection.form {
        CanonicalForm::Text(text) => form(&text),
        CanonicalForm::Version(reference) => {
            let definition = use_query(move || api::version(&reference)).map(|version| Ok(version.definition));
            load(definition, placeholder, move |definition| form_of(component, definition))
        }
        CanonicalForm::Image(hash) => {
            let definition =
                use_query(move || api::image(hash)).map(|image| image.definition.ok_or_else(Failure::not_understood));
            load(definition, placeholder, move |definition| form_of(component, definition))
        }
    };
    view! {
        <dl class="dl">
            <dt>{DIGEST}</dt>
            <dd><code>{digest.clone()}</code> " " <CopyButton text=digest.clone() what="digest" bare=true /></dd>
        </dl>
        {others(&digest, component)}
        <h3>{FORM}</h3>
        {form}
    }
    .into_any()
}

/// A link to the environments with the same component.
fn others(digest: &str, component: Component) -> AnyView {
    let inspector = use_inspector().0;
    let others = Route::Environments(EnvironmentQuery { search: digest.into(), ..EnvironmentQuery::default() });
    let close = pressed(move || inspector.set(None));
    view! { <p><a class="link" href=others.to_string() on:click=close>{others_with(component)}</a></p> }.into_any()
}

/// Shown while the canonical form is loading.
pub fn placeholder() -> AnyView {
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
