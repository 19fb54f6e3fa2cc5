//! The field that runs a command in a version.

use super::text;
use crate::{
    api,
    features::shared::{Act, act, doing},
    reactive::entered,
    routes::Route,
    state::session::use_session,
    ui::Icon,
};
use ::api::{RunCommand, RunTarget, StartRun, VersionReference};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::collections::BTreeMap;

/// The field and its button; once the run is submitted, its page.
pub fn form(version: &VersionReference, has_image: bool) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    let typed = RwSignal::new(String::new());
    let version = version.clone();
    let button = act(&Act {
        class: "btn",
        icon: Icon::Play,
        word: text::RUN,
        key: None,
        refused: Signal::derive(move || {
            let is_empty = typed.with(|typed| typed.trim().is_empty());
            if is_empty { Some(text::NO_COMMAND.into()) } else { session.can_build().err() }
        }),
        run: doing(move || {
            let (navigate, body) = (navigate.clone(), start(&version, typed.get_untracked().trim()));
            async move {
                let run = api::start_run(&body).await?;
                navigate(&Route::Run { id: run.id }.to_string(), NavigateOptions::default());
                Ok(())
            }
        }),
    });
    let when = if has_image { text::STARTS_AT_ONCE } else { text::BUILDS_FIRST };
    view! {
        <div class="body run-form">
            <label class="field">
                <span>{text::COMMAND}</span>
                <textarea
                    class="input mono"
                    rows="2"
                    placeholder=text::COMMAND_PLACEHOLDER
                    spellcheck="false"
                    autocapitalize="off"
                    prop:value=typed
                    on:input=entered(move |text| typed.set(text))
                ></textarea>
            </label>
            <p class="acts">{button} <span class="hint">{when}</span></p>
        </div>
    }
    .into_any()
}

fn start(version: &VersionReference, line: &str) -> StartRun {
    StartRun {
        target: RunTarget::Version(version.clone()),
        command: RunCommand::Shell(line.to_owned()),
        variables: BTreeMap::new(),
        code: None,
        name: None,
        display_name: String::new(),
        experiment: String::new(),
        tags: BTreeMap::new(),
    }
}
