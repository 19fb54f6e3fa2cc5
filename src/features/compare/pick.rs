//! Choosing the versions to compare.

use super::text;
use crate::{
    api::{self, ask},
    routes::Route,
    state::toasts::use_toasts,
    ui::Heading,
};
use ::api::{Error, VersionReference};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Two fields; one may be known. The versions of the same environment are offered for the other one.
pub fn page(left: Option<VersionReference>, right: Option<VersionReference>) -> AnyView {
    let toasts = use_toasts();
    let navigate = use_navigate();
    let known = left.clone().or_else(|| right.clone());
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
        <header class="head"><div><Heading text=text::TITLE /> <p class="sub">{text::PICK}</p></div></header>
        <form class="pair" on:submit=go>
            {field("First version", fields[0])} {field("Second version", fields[1])}
            <button class="btn main-act" type="submit">{text::COMPARE}</button>
        </form>
        {known.map(|known| offers(&known))}
    }
    .into_any()
}

fn read(fields: [RwSignal<String>; 2]) -> Result<super::page::Pair, Error> {
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
fn offers(known: &VersionReference) -> AnyView {
    let name = known.environment.clone();
    let versions = ask(move || api::versions(&name, None));
    let known = known.clone();
    let links = move || {
        let versions = versions.known()?.items;
        let others = versions.into_iter().filter(|version| version.version != known.version);
        let links = others.map(|other| {
            let other = VersionReference { environment: known.environment.clone(), version: other.version };
            let word = format!("with {}", other.version);
            let route = Route::Compare { left: Some(other), right: Some(known.clone()) };
            view! { <a class="chip" href=route.to_string()>{word}</a> }.into_any()
        });
        Some(links.collect::<Vec<_>>())
    };
    view! { <nav class="chips" aria-label="Other versions">{links}</nav> }.into_any()
}
