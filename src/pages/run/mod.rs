//! One run.

mod text;

use crate::{
    api::{self, use_query},
    components::{
        action::{Action, action_button, handler},
        log::{self, LogSource, log_panel},
        runs::{command_line, run_duration},
        states::{run_state, run_state_word},
        strips::run_strip,
        versions::version_link,
    },
    reactive::{live_if, memo},
    routes::{ImageTab, Route, RunQuery},
    state::{changes::use_changes, session::use_session, toasts::use_toasts},
    titles,
    ui::{Heading, Icon, Tone, code, note, problem, time_ago, words},
};
use ::api::{Run, RunCommand, RunTarget, RunTrouble, StartRun, WorkspaceEvent};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

pub fn page(id: i64) -> AnyView {
    let changed = use_changes().watch(move |event| *event == WorkspaceEvent::Run(id));
    let asked = use_query(move || {
        changed.track();
        api::run(id)
    });
    let (log, streamed) = log::follow_run(id);
    // The stream has every change while the run is active, the response what was before and after.
    let run = memo(move || {
        let answered = asked.data();
        match (streamed.get(), answered) {
            (Some(streamed), Some(answered)) if answered.state.is_over() && !streamed.state.is_over() => Some(answered),
            (streamed, answered) => streamed.or(answered),
        }
    });
    // Without the number of lines, so that a growing log does not render the page again.
    let settled = memo(move || run.get().map(|run| Run { log_lines: 0, ..run }));
    let failed = Memo::new(move |_| asked.get().and_then(Result::err).filter(|_| run.with(Option::is_none)));
    let exists = Memo::new(move |_| failed.with(Option::is_none));
    let source = Memo::new(move |_| run.with(|run| run.as_ref().map(LogSource::run)));
    let in_tab = Signal::derive(move || run.get().map(|run| run_state_word(run.state).to_owned()).unwrap_or_default());
    let home = Route::Runs(RunQuery::default()).to_string();
    view! {
        <header class="head">
            <div>
                <nav class="crumbs" aria-label=text::WHERE><a href=home>{titles::RUNS}</a></nav>
                <div class="title">
                    <Heading text=titles::run(id) progress=in_tab /> {live_if(move || settled.get().map(|run| head(&run)))}
                </div>
                {live_if(move || settled.get().map(|run| sub(&run)))}
            </div>
            {live_if(move || settled.get().map(|run| actions(&run)))}
        </header>
        {live_if(move || failed.get().map(|failure| problem(&failure, Callback::new(move |()| asked.refetch()))))}
        {live_if(move || settled.get().and_then(|run| failure(&run)))}
        {live_if(move || {
            exists
                .get()
                .then(|| {
                    view! {
                        <div class="run-page">
                            <div class="stack">{live_if(move || settled.get().map(|run| about(&run)))}</div>
                            {log_panel(source, log, text::LOG)}
                        </div>
                    }
                })
        })}
    }
    .into_any()
}

fn head(run: &Run) -> AnyView {
    let code = run.exit_code.map(|code| view! { <span class="hint">{text::exit_code(code)}</span> });
    view! { {run_state(run.state)} {run_strip(run)} {code} }.into_any()
}

fn sub(run: &Run) -> AnyView {
    let took = run.started_at.is_some().then(|| view! { ", took " {run_duration(run)} });
    let name = (!run.display_name.is_empty()).then(|| view! { <b>{run.display_name.clone()}</b> " " });
    view! {
        <p class="sub">
            {name} "in " {version_link(&run.version)} ", submitted " {time_ago(&run.submitted_at)} " by "
            {run.submitted_by.clone()} {took}
        </p>
    }
    .into_any()
}

fn failure(run: &Run) -> Option<AnyView> {
    let failure = run.failure.as_ref()?;
    let build = (failure.kind == RunTrouble::Build).then(|| {
        let href = Route::Build { id: run.build }.to_string();
        view! { <p><a href=href>{titles::build(run.build)}</a></p> }
    });
    let message = words::sentence(&failure.message);
    Some(note(Tone::Bad, text::failure(failure.kind), view! { <p class="wrap">{message}</p> {build} }))
}

/// The command and its environment.
fn about(run: &Run) -> AnyView {
    let by_shell = matches!(run.command, RunCommand::Shell(_));
    let shell = by_shell.then(|| view! { <span class="end hint">{text::SHELL}</span> });
    let build = Route::Build { id: run.build }.to_string();
    let image = run.reference.as_ref().map(|reference| {
        let digest = reference.rsplit('@').next().unwrap_or(reference).to_owned();
        let href = Route::Image { hash: run.digests.image, manifest: Some(digest.clone()), tab: ImageTab::default() }
            .to_string();
        view! { <a class="ink" href=href title=reference.clone()><code>{digest}</code></a> }.into_any()
    });
    let image = image.unwrap_or_else(|| view! { <span class="hint">{text::NO_IMAGE}</span> }.into_any());
    let files = run.code.map_or_else(|| text::NO_FILES.to_owned(), |digest| digest.to_string());
    let experiment =
        (!run.experiment.is_empty()).then(|| view! { <dt>{text::EXPERIMENT}</dt><dd>{run.experiment.clone()}</dd> });
    let tags: Vec<AnyView> = run
        .tags
        .iter()
        .map(|(name, value)| view! { <dt>{name.clone()}</dt><dd>{value.clone()}</dd> }.into_any())
        .collect();
    view! {
        <section class="panel">
            <header><h2>{text::COMMAND}</h2> {shell}</header>
            <div class="body">{code(text::COMMAND, &command_line(&run.command))}</div>
        </section>
        <section class="panel">
            <header><h2>{text::USED}</h2></header>
            <div class="body"><dl class="dl">
                <dt>{text::VERSION}</dt><dd>{version_link(&run.version)}</dd>
                <dt>{text::IMAGE}</dt><dd class="wrap">{image}</dd>
                <dt>{text::BUILD}</dt><dd><a class="ink" href=build>{titles::build(run.build)}</a></dd>
                <dt>{text::FILES}</dt><dd class="wrap">{files}</dd>
                {experiment} {tags}
            </dl></div>
        </section>
        {variables(run)}
    }
    .into_any()
}

fn variables(run: &Run) -> Option<AnyView> {
    if run.variables.is_empty() && run.secrets.is_empty() {
        return None;
    }
    let shown = run.variables.iter().map(|(name, value)| {
        view! { <tr><td><code>{name.clone()}</code></td> <td><code>{value.clone()}</code></td></tr> }.into_any()
    });
    let hidden = run.secrets.iter().map(|name| {
        view! { <tr><td><code>{name.clone()}</code></td> <td class="hint">{text::SECRET}</td></tr> }.into_any()
    });
    let rows: Vec<AnyView> = shown.chain(hidden).collect();
    let view = view! {
        <section class="panel">
            <header><h2>{text::VARIABLES}</h2></header>
            <p class="hint pad">{text::VARIABLES_HINT}</p>
            <table class="grid packages">
                <thead><tr><th scope="col">{text::VARIABLE}</th> <th scope="col">{text::VALUE}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    };
    Some(view.into_any())
}

fn actions(run: &Run) -> AnyView {
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
