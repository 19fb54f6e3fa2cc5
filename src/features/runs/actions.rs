//! What can be done with a run.

use super::text;
use crate::{
    api,
    features::shared::{Act, act, doing},
    routes::Route,
    state::{session::use_session, toasts::use_toasts},
    ui::Icon,
};
use ::api::{Run, RunTarget, StartRun};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The buttons.
pub fn show(run: &Run) -> AnyView {
    let button = if run.state.is_over() { again(run) } else { cancel(run.id) };
    view! { <div class="acts">{button}</div> }.into_any()
}

fn cancel(id: i64) -> AnyView {
    let toasts = use_toasts();
    act(&Act {
        class: "btn danger",
        icon: Icon::Stop,
        word: text::CANCEL,
        key: Some(("x", "cancel")),
        refused: Signal::stored(None),
        run: doing(move || async move {
            api::cancel_run(id).await?;
            toasts.done(format!("Cancelled run {id}"));
            Ok(())
        }),
    })
}

fn again(run: &Run) -> AnyView {
    let session = use_session();
    let navigate = use_navigate();
    let body = StoredValue::new(same(run));
    let lost = (!run.secrets.is_empty()).then(|| text::NO_SECRETS.to_owned());
    act(&Act {
        class: "btn main-act",
        icon: Icon::Rebuild,
        word: text::AGAIN,
        key: Some(("r", "run again")),
        refused: Signal::derive(move || lost.clone().or_else(|| session.can_build().err())),
        run: doing(move || {
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
