//! The build context of the draft: its files, where they are, and its Dockerfile.

use super::{Folders, Location, note::FolderButton, read::Contents, text};
use crate::{
    components::action::{Action, action_button, handler},
    pages::editor::{code_field::CodeField, text as editor_text},
    reactive::{live, live_if, memo, pressed},
    state::{
        draft::{Edit, FormEdit},
        toasts::use_toasts,
    },
    ui::{CopyButton, Icon, State, Tone, meter, note, state, words},
};
use definition::{BuildContext, context::ContextFile};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn ContextPanel(folders: Folders) -> impl IntoView {
    let draft = folders.draft;
    let context = memo(move || draft.definition().with(|definition| definition.context.clone()));
    let dockerfile = memo(move || context.get().and_then(|context| context.dockerfile).unwrap_or_default());
    let has_text = memo(move || context.with(|context| context.as_ref().is_some_and(|it| it.dockerfile.is_some())));
    let change = Callback::new(move |text| draft.apply(Edit::Form(FormEdit::ContextDockerfile(text))));
    let own = memo(move || {
        let digest = folders.digest.get();
        folders.contents.get().filter(|contents| Some(contents.selection.digest) == digest)
    });
    view! {
        <section class="panel">
            <header><h2>{editor_text::CONTEXT}</h2></header>
            <div class="body stack">
                <dl class="dl">
                    {live_if(move || context.get().map(|context| facts(&context, folders, own)))}
                    <dt>{text::STATE}</dt> <dd>{live(move || location(folders.location.get()))}</dd>
                </dl>
                {live_if(move || missing(folders))}
                {live_if(move || uploading(folders))}
                <p class="acts">
                    <FolderButton folders=folders label=text::CHOOSE_ANOTHER class="btn small file" />
                    {live_if(move || (folders.location.get() == Location::Browser).then(|| upload_button(folders)))}
                    <button class="btn small" type="button" on:click=pressed(move || draft.apply(Edit::Form(FormEdit::RemoveContext)))>{text::REMOVE}</button>
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
    let sum = move || match (own.get(), folders.stored.data()) {
        (Some(own), _) => Some(text::sum(own.selection.files.len(), own.size(), own.ignored)),
        (None, Some(stored)) => Some(text::sum(stored.files.len(), stored.size, 0)),
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

/// The choice of the Dockerfile.
fn choice(choices: Vec<String>, chosen: &str, folders: Folders) -> AnyView {
    let options: Vec<AnyView> = choices
        .into_iter()
        .map(|path| view! { <option value=path.clone() selected={path == chosen}>{path.clone()}</option> }.into_any())
        .collect();
    let choose = move |event| folders.choose_dockerfile(event_target_value(&event));
    view! { <select class="select mono" aria-label=text::DOCKERFILE on:change=choose>{options}</select> }.into_any()
}

fn location(of: Location) -> AnyView {
    match of {
        Location::None => ().into_any(),
        Location::Workspace => state(State::Good, text::IN_WORKSPACE),
        Location::Browser => state(State::Waiting, text::IN_BROWSER),
        Location::Missing => state(State::Bad, text::MISSING),
        Location::Checking => state(State::Live, text::CHECKING),
        Location::Unknown => state(State::Warn, text::NO_ANSWER),
    }
}

/// What to do when a reload has forgotten the files.
fn missing(folders: Folders) -> Option<AnyView> {
    let help = if folders.digest.get().is_some() { text::MISSING_HELP } else { text::NO_DIGEST_HELP };
    (folders.location.get() == Location::Missing)
        .then(|| note(Tone::Warn, text::FILES_MISSING, view! { <p>{help}</p> }))
}

fn uploading(folders: Folders) -> Option<AnyView> {
    let is_active = memo(move || folders.upload.get().is_some());
    #[expect(clippy::cast_precision_loss, reason = "a part of a bar")]
    let part = Signal::derive(move || folders.upload.get().map(|(sent, size)| sent as f64 / size.max(1) as f64));
    let words = move || folders.upload.get().map(|(sent, size)| text::uploaded(sent, size));
    is_active
        .get()
        .then(|| view! { <div>{meter(text::UPLOADING, part)} <p class="hint num">{words}</p></div> }.into_any())
}

fn upload_button(folders: Folders) -> AnyView {
    let toasts = use_toasts();
    action_button(&Action {
        class: "btn small",
        icon: Icon::Upload,
        label: text::UPLOAD.into(),
        shortcut: Some(("", text::UPLOAD_KEY)),
        disabled: Signal::stored(None),
        run: handler(move || async move {
            folders.upload().await?;
            toasts.done(text::UPLOADED);
            Ok(())
        }),
    })
}

/// The files, each with whether it is executable.
fn files(contents: &Contents, folders: Folders) -> AnyView {
    let all = &contents.selection.files;
    let rows: Vec<AnyView> = all.iter().take(text::MAX_FILES).map(|file| row(file, folders)).collect();
    let more = all.len().saturating_sub(text::MAX_FILES);
    let more = (more > 0).then(|| view! { <p class="hint">{text::more(more)}</p> });
    view! {
        <p class="hint">{text::MODES}</p>
        <div class="context-files" tabindex="0" role="region" aria-label=text::FILES>
            <table class="grid packages">
                <thead>
                    <tr>
                        <th scope="col">{text::FILE}</th> <th scope="col">{text::EXECUTABLE}</th>
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
    let name = text::is_executable(&path);
    let of = path.clone();
    let change = move |event| folders.set_executable(&of, event_target_checked(&event));
    view! {
        <tr>
            <td><code>{path}</code></td>
            <td><input type="checkbox" aria-label=name prop:checked=executable on:change=change /></td>
            <td class="num">{words::bytes(size)}</td>
        </tr>
    }
    .into_any()
}
