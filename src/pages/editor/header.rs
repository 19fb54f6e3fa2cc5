//! The header of the editor: the environment of the draft, its origin, and the buttons for the whole draft.

use super::{
    folder::{self, FolderButton, Folders},
    import::{FileButton, Importer},
    register::NameState,
    text,
};
use crate::{
    browser::{output, page},
    components::states::environment_type,
    reactive::{live_if, memo, pressed},
    routes::{EnvironmentQuery, Route},
    state::{
        draft::{
            Draft,
            autosave::{Autosave, SaveState},
        },
        shortcuts::use_action,
        toasts::use_toasts,
    },
    titles,
    ui::{Heading, Icon, small_icon},
};
use api::EnvironmentType;
use definition::secrets;
use leptos::{prelude::*, task::spawn_local};

/// What a draft will be registered as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A version of an environment whose name is typed.
    NewEnvironment,
    /// The next version of an environment.
    NextVersion(String),
}

#[component]
pub fn Header(
    draft: Draft,
    target: Target,
    name: Memo<NameState>,
    autosave: Autosave,
    importer: Importer,
    folders: Folders,
    discard: Callback<()>,
    /// Whether the start page is open.
    is_starting: RwSignal<bool>,
) -> impl IntoView {
    let environment = match &target {
        Target::NextVersion(environment) => Some(environment.clone()),
        Target::NewEnvironment => None,
    };
    let crumb = environment.clone().map(|name| {
        let route = Route::Environment { name: name.clone() };
        view! { {small_icon(Icon::Right)} <a href=route.to_string()>{name}</a> }
    });
    let title = Signal::derive(move || match &target {
        Target::NewEnvironment => titles::NEW.into(),
        Target::NextVersion(environment) => text::next_title(environment, name.with(NameState::next).as_deref()),
    });
    let user_managed = memo(move || draft.definition().with(|definition| definition.user_managed));
    let origin = move || {
        let origin = draft.origin().get()?;
        Some(text::origin(&origin, environment.as_ref() == Some(&origin.environment)))
    };
    let saved = move || match autosave.state() {
        SaveState::Unchanged => None,
        SaveState::Saved => Some(text::SAVED),
        SaveState::NotSaved => Some(text::NOT_SAVED),
    };
    let archived = move || name.with(|name| matches!(name, NameState::Archived(_)).then_some(text::ARCHIVED));
    let about = move || {
        [origin(), archived().map(ToOwned::to_owned), saved().map(ToOwned::to_owned)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    };
    let is_changed = move || autosave.state() != SaveState::Unchanged;
    view! {
        <header class="head">
            <div>
                <nav class="crumbs" aria-label=text::WHERE>
                    <a href=Route::Environments(EnvironmentQuery::default()).to_string()>{titles::ENVIRONMENTS}</a> {crumb}
                </nav>
                <div class="title">
                    <Heading text=title />
                    {live_if(move || (!is_starting.get()).then(|| {
                        let kind = if user_managed.get() { EnvironmentType::User } else { EnvironmentType::System };
                        environment_type(kind)
                    }))}
                    <span class="hint">{about}</span>
                </div>
            </div>
            {live_if(move || (!is_starting.get()).then(|| view! {
                <div class="acts">
                    {live_if(move || is_changed().then(|| {
                        use_action(text::DISCARD_KEY, move || discard.run(()));
                        view! {
                        <button class="btn bare" type="button" on:click=pressed(move || discard.run(()))>{text::DISCARD}</button>
                        }
                    }))}
                    <FileButton importer=importer label=text::IMPORT />
                    <FolderButton folders=folders label=folder::IMPORT />
                    <LinkButton draft=draft />
                </div>
            }))}
        </header>
    }
}

/// Copies a link to the draft, unless the draft holds a credential.
#[component]
fn LinkButton(draft: Draft) -> impl IntoView {
    let toasts = use_toasts();
    let copy = move || {
        let places = draft.definition().with_untracked(secrets);
        if !places.is_empty() {
            return toasts.failed(text::link_refused(&places));
        }
        let content = untrack(|| draft.content());
        let link = format!("{}{}#{}", page::origin(), Route::Draft, content.to_fragment());
        spawn_local(async move {
            match output::copy(&link).await {
                Ok(()) => toasts.done(text::LINK_COPIED),
                Err(reason) => toasts.failed(reason),
            }
        });
    };
    use_action(text::LINK_KEY, copy);
    view! { <button class="btn" type="button" on:click=pressed(copy)>{small_icon(Icon::Link)} {text::LINK}</button> }
}
