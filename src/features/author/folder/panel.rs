//! The build context of the draft: what is in it, where its files are, its Dockerfile.

use super::{Folders, Place, note::FolderButton, read::Contents, text};
use crate::{
    features::{
        author::code_field::CodeField,
        shared::{Act, act, doing},
    },
    reactive::{live, live_if, memo, pressed},
    state::toasts::use_toasts,
    ui::{CopyButton, Icon, State, Tone, meter, note, state, words},
};
use definition::{BuildContext, context::ContextFile};
use leptos::prelude::*;
use std::sync::Arc;

/// The panels.
#[component]
pub fn ContextPanel(
    /// What takes folders.
    folders: Folders,
) -> impl IntoView {
    let draft = folders.draft;
    let context = memo(move || draft.definition.with(|definition| definition.context.clone()));
    let dockerfile = memo(move || context.get().and_then(|context| context.dockerfile).unwrap_or_default());
    let has_text = memo(move || context.with(|context| context.as_ref().is_some_and(|it| it.dockerfile.is_some())));
    let change = Callback::new(move |text: String| {
        draft.definition.update(|definition| {
            if let Some(context) = &mut definition.context {
                context.dockerfile = Some(text);
            }
        });
    });
    let own = memo(move || {
        let digest = folders.digest.get();
        folders.contents.get().filter(|contents| Some(contents.selection.digest) == digest)
    });
    view! {
        <section class="panel">
            <header><h2>{crate::features::author::text::CONTEXT}</h2></header>
            <div class="body stack">
                <dl class="dl">
                    {live_if(move || context.get().map(|context| facts(&context, folders, own)))}
                    <dt>{text::STATE}</dt> <dd>{live(move || place(folders.place.get()))}</dd>
                </dl>
                {live_if(move || lost(folders))}
                {live_if(move || sending(folders))}
                <p class="acts">
                    <FolderButton folders=folders word=text::AGAIN class="btn small file" />
                    {live_if(move || (folders.place.get() == Place::Here).then(|| send(folders)))}
                    <button class="btn small" type="button" on:click=pressed(move || take_out(folders))>{text::TAKE_OUT}</button>
                </p>
                {live_if(move || own.get().map(|contents| files(&contents, folders)))}
            </div>
        </section>
        {live_if(move || has_text.get().then(|| view! {
            <section class="panel">
                <header><h2>{text::DOCKERFILE}</h2></header>
                <div class="body"><CodeField label=text::DOCKERFILE text=dockerfile change=change /></div>
            </section>
        }))}
    }
}

fn facts(context: &BuildContext, folders: Folders, own: Memo<Option<Arc<Contents>>>) -> AnyView {
    let digest = context.digest.map(|digest| {
        let digest = digest.to_string();
        view! {
            <dt>{text::DIGEST}</dt>
            <dd class="with-copy"><code class="cut">{digest.clone()}</code> <CopyButton text=digest what="digest" bare=true /></dd>
        }
    });
    let path = context.dockerfile_path.clone();
    let choices = move || own.get().map(|contents| contents.dockerfiles.clone()).filter(|all| all.len() > 1);
    let dockerfile = live(move || match choices() {
        Some(choices) => choice(choices, &path, folders),
        None => view! { <code>{path.clone()}</code> }.into_any(),
    });
    let sum = move || match (own.get(), folders.there.known()) {
        (Some(own), _) => Some(text::sum(own.selection.files.len(), own.size(), own.ignored)),
        (None, Some(there)) => Some(text::sum(there.files.len(), there.size, 0)),
        (None, None) => None,
    };
    view! {
        <dt>{text::FOLDER}</dt> <dd><code>{context.location.clone()}</code></dd>
        <dt>{text::DOCKERFILE}</dt> <dd>{dockerfile}</dd>
        {digest}
        {live_if(move || sum().map(|sum| view! { <dt>{text::FILES}</dt> <dd>{sum}</dd> }))}
    }
    .into_any()
}

/// Which file is the Dockerfile.
fn choice(choices: Vec<String>, chosen: &str, folders: Folders) -> AnyView {
    let options: Vec<AnyView> = choices
        .into_iter()
        .map(|path| view! { <option value=path.clone() selected={path == chosen}>{path.clone()}</option> }.into_any())
        .collect();
    let choose = move |event| folders.take_dockerfile(event_target_value(&event));
    view! { <select class="select mono" aria-label=text::DOCKERFILE on:change=choose>{options}</select> }.into_any()
}

fn place(of: Place) -> AnyView {
    match of {
        Place::None => ().into_any(),
        Place::There => state(State::Good, text::THERE),
        Place::Here => state(State::Waiting, text::HERE),
        Place::Lost => state(State::Bad, text::NOT_HERE),
        Place::Asking => state(State::Live, text::ASKING),
        Place::Untold => state(State::Warn, text::UNTOLD),
    }
}

/// What was lost with a reload, and the way on.
fn lost(folders: Folders) -> Option<AnyView> {
    let help = if folders.digest.get().is_some() { text::NOT_HERE_HELP } else { text::NO_DIGEST_HELP };
    (folders.place.get() == Place::Lost).then(|| note(Tone::Warn, text::REFUSED, view! { <p>{help}</p> }))
}

fn sending(folders: Folders) -> Option<AnyView> {
    let there = memo(move || folders.sent.get().is_some());
    #[expect(clippy::cast_precision_loss, reason = "a part of a bar")]
    let part = Signal::derive(move || folders.sent.get().map(|(sent, size)| sent as f64 / size.max(1) as f64));
    let words = move || folders.sent.get().map(|(sent, size)| text::sending(sent, size));
    there.get().then(|| view! { <div>{meter(text::SENDING, part)} <p class="hint num">{words}</p></div> }.into_any())
}

fn send(folders: Folders) -> AnyView {
    let toasts = use_toasts();
    act(&Act {
        class: "btn small",
        icon: Icon::Upload,
        word: text::SEND,
        key: Some(("", text::SEND_KEY)),
        refused: Signal::stored(None),
        run: doing(move || async move {
            folders.send().await?;
            toasts.done(text::SENT);
            Ok(())
        }),
    })
}

/// The steps stay as a Dockerfile, without the files that it copies.
fn take_out(folders: Folders) {
    folders.draft.definition.update(|definition| {
        if let Some(context) = definition.context.take() {
            definition.dockerfile = context.dockerfile;
        }
    });
}

/// The files, each with whether it may be executed.
fn files(contents: &Contents, folders: Folders) -> AnyView {
    let all = &contents.selection.files;
    let rows: Vec<AnyView> = all.iter().take(text::SHOWN).map(|file| row(file, folders)).collect();
    let more = all.len().saturating_sub(text::SHOWN);
    let more = (more > 0).then(|| view! { <p class="hint">{text::more(more)}</p> });
    view! {
        <p class="hint">{text::MODES}</p>
        <div class="context-files" tabindex="0" role="region" aria-label=text::FILES>
            <table class="grid packages">
                <thead>
                    <tr>
                        <th scope="col">{text::FILE}</th> <th scope="col">{text::MAY_RUN}</th>
                        <th scope="col" class="num">{text::SIZE}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {more}
        </div>
    }
    .into_any()
}

fn row(file: &ContextFile, folders: Folders) -> AnyView {
    let ContextFile { path, executable, size, .. } = file.clone();
    let name = text::may_run(&path);
    let of = path.clone();
    let change = move |event| folders.set_mode(&of, event_target_checked(&event));
    view! {
        <tr>
            <td><code>{path}</code></td>
            <td><input type="checkbox" aria-label=name prop:checked=executable on:change=change /></td>
            <td class="num">{words::bytes(size)}</td>
        </tr>
    }
    .into_any()
}
