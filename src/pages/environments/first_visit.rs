//! Shown until the first environment is registered.

use super::text;
use crate::{
    browser::files,
    components::{states::environment_type, strips::version_strip},
    routes::Route,
    state::{
        handover::{Handed, use_open_editor},
        inspector::CanonicalForm,
    },
    ui::{Icon, icon, small_icon},
};
use api::{Environment, VersionReference};
use leptos::prelude::*;

/// How to start, and the environments that come with the workspace.
pub fn panel(curated: Memo<Vec<Environment>>) -> AnyView {
    let open_editor = use_open_editor();
    let choose = move |event: web_sys::Event| {
        let files = files::chosen(&event);
        if !files.is_empty() {
            open_editor(Handed::Files(files));
        }
    };
    let cards = move || curated.with(|curated| curated.iter().map(card).collect::<Vec<_>>());
    view! {
        <section class="drop">
            {icon(Icon::Upload)}
            <p class="strong">{text::FIRST}</p>
            <p class="soft">{text::FIRST_HELP}</p>
            <p class="acts">
                <label class="btn file">
                    {small_icon(Icon::Upload)} {text::CHOOSE} <input class="vh" type="file" multiple on:change=choose />
                </label>
                <a class="btn main-act" href=Route::New { from: None }.to_string()>{icon(Icon::Plus)} {text::START}</a>
            </p>
        </section>
        <div class="cards">{cards}</div>
    }
    .into_any()
}

fn card(item: &Environment) -> AnyView {
    let latest = VersionReference { environment: item.name.clone(), version: item.latest.version.clone() };
    let strip = version_strip(&item.latest.digests, item.latest.filled, CanonicalForm::Version(latest.clone()));
    let environment = Route::Environment { name: item.name.clone() }.to_string();
    let start = Route::New { from: Some(latest) }.to_string();
    view! {
        <article class="panel card">
            <h2 class="title"><a class="ink" href=environment>{item.name.clone()}</a> {environment_type(item.r#type)}</h2>
            <p class="soft">{item.latest.description.clone()}</p>
            {strip}
            <div><a class="btn small" href=start>{text::USE_TEMPLATE}</a></div>
        </article>
    }
    .into_any()
}
