//! The buttons of a run.

use super::text;
use crate::{
    api,
    components::action::{Action, action_button, handler},
    routes::Route,
    state::{session::use_session, toasts::use_toasts},
    ui::Icon,
};
use ::api::{Run, RunTarget, StartRun};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

pub fn show(run: &Run) -> AnyView {
    let button = if run.state.is_over() { again(run) } else { cancel(run.id) };
    view! { <div class="acts">{button}</div> }.into_any()
}

fn cancel(id: i64) -> AnyView {
    let toasts = use_toasts();
    action_button(&Action {
        class: "btn danger",
        icon: Icon::Stop,
        label: text::CANCEL.into(),
        shortcut: Some(("x", text::CANCEL_KEY)),
        disabled: Signal::stored(None),
        run: handler(move || async move {
            api::cancel_run(id).await?;
            toasts.done(text::cancelled(id));
            Ok(())
        }),
    })
}

fn again(run: &Run) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    let body = StoredValue::new(same(run));
    let no_secrets = (!run.secrets.is_empty()).then(|| text::NO_SECRETS.to_owned());
    action_button(&Action {
        class: "btn main-act",
        icon: Icon::Rebuild,
        label: text::AGAIN.into(),
        shortcut: Some(("r", text::AGAIN_KEY)),
        disabled: Signal::derive(move || no_secrets.clone().or_else(|| session.can_build().err())),
        run: handler(move || {
            let navigate = navigate.clone();
            async move {
                let run = api::start_run(&body.get_value()).await?;
                navigate(&Route::Run { id: run.id }.to_string(), NavigateOptions::default());
                Ok(())
            }
        }),
    })
}

/// The same command in the same version, with the same variables and files.
fn same(run: &Run) -> StartRun {
    StartRun {
        target: RunTarget::Version(run.version.clone()),
        command: run.command.clone(),
        variables: run.variables.clone(),
        code: run.code,
        name: None,
        display_name: run.display_name.clone(),
        experiment: run.experiment.clone(),
        tags: run.tags.clone(),
    }
}
