//! A block of a hash strip looked into: its full digest and the canonical form that was hashed.

use crate::{
    api::{self, Failure},
    features::shared::component_name,
    state::inspector::{CanonicalForm, Inspection, use_inspector},
    ui::{CopyButton, Dialog, load},
};
use definition::{Component, Definition, canonical};
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
            {move || inspected.get().map(show)}
        </Dialog>
    }
}

fn show(inspection: Inspection) -> AnyView {
    let digest = inspection.digest.to_string();
    let form = LocalResource::new(move || text(inspection.component, inspection.form.clone()));
    view! {
        <dl class="dl">
            <dt>"Digest"</dt>
            <dd><code>{digest.clone()}</code> " " <CopyButton text=digest what="digest" bare=true /></dd>
        </dl>
        <h3>"Canonical form, the text that is hashed"</h3>
        {load(form, shape, |text: &String| {
            view! {
                <pre class="code wrap" tabindex="0">{text.clone()}</pre>
                <CopyButton text=text.clone() what="canonical form" />
            }
            .into_any()
        })}
    }
    .into_any()
}

fn shape() -> AnyView {
    view! { <pre class="code wrap">" "</pre> }.into_any()
}

async fn text(component: Component, form: CanonicalForm) -> Result<String, Failure> {
    match form {
        CanonicalForm::Text(text) => Ok(text),
        CanonicalForm::Version(reference) => component_of(component, &api::version(&reference).await?.definition),
        CanonicalForm::Image(hash) => {
            let definition = api::image(hash).await?.definition.ok_or_else(Failure::not_understood)?;
            component_of(component, &definition)
        }
    }
}

fn component_of(component: Component, definition: &Value) -> Result<String, Failure> {
    let definition = Definition::from_json(definition).map_err(|_| Failure::not_understood())?;
    let canonical = canonical(&definition).map_err(|_| Failure::not_understood())?;
    Ok(canonical.component(component))
}
