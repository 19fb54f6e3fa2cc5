//! Choosing the versions to compare.

use super::text;
use crate::{
    api::{self, use_query},
    reactive::live_if,
    routes::Route,
    state::toasts::use_toasts,
    titles,
    ui::Heading,
};
use ::api::{Error, VersionReference};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Two fields, of which one may be filled in. The other versions of its environment are suggested.
pub fn page(left: Option<VersionReference>, right: Option<VersionReference>) -> AnyView {
    let toasts = use_toasts();
    let navigate = use_navigate();
    let given = left.clone().or_else(|| right.clone());
    let fields = [left, right].map(|side| RwSignal::new(side.map(|side| side.to_string()).unwrap_or_default()));
    let go = move |event: SubmitEvent| {
        event.prevent_default();
        match read(fields) {
            Ok((left, right)) => {
                let route = Route::Compare { left: Some(left), right: Some(right) };
                navigate(&route.to_string(), NavigateOptions::default());
            }
            Err(error) => toasts.failed(format!("{}. {}", error.message, error.help.unwrap_or_default())),
        }
    };
    view! {
        <header class="head"><div><Heading text=titles::COMPARE /> <p class="sub">{text::PICK}</p></div></header>
        <form class="pair" on:submit=go>
            {field(text::FIRST, fields[0])} {field(text::SECOND, fields[1])}
            <button class="btn main-act" type="submit">{text::COMPARE}</button>
        </form>
        {given.map(|given| suggestions(&given))}
    }
    .into_any()
}

fn read(fields: [RwSignal<String>; 2]) -> Result<(VersionReference, VersionReference), Error> {
    let [left, right] = fields.map(|field| field.get_untracked().trim().parse());
    Ok((left?, right?))
}

fn field(label: &'static str, value: RwSignal<String>) -> AnyView {
    view! {
        <label class="field">
            <span>{label}</span>
            <input
                class="input mono"
                type="text"
                autocomplete="off"
                spellcheck="false"
                prop:value=value
                on:input:target=move |event| value.set(event.target().value())
            />
        </label>
    }
    .into_any()
}

/// The other versions of an environment.
fn suggestions(given: &VersionReference) -> AnyView {
    let name = given.environment.clone();
    let versions = use_query(move || api::versions(&name, None));
    let given = given.clone();
    let links = move || {
        let versions = versions.data()?.items;
        let others = versions.into_iter().filter(|version| version.version != given.version);
        let links = others.map(|other| {
            let other = VersionReference { environment: given.environment.clone(), version: other.version };
            let label = text::with(&other.version);
            let route = Route::Compare { left: Some(other), right: Some(given.clone()) };
            view! { <a class="chip" href=route.to_string()>{label}</a> }.into_any()
        });
        Some(links.collect::<Vec<_>>())
    };
    view! { <nav class="chips" aria-label=text::OTHER_VERSIONS>{live_if(links)}</nav> }.into_any()
}
