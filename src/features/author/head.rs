//! The head of the editor: where the draft goes, where it came from, and what can be done with it as a whole.

use super::{
    folder::{self, FolderButton, Folders},
    import::{FileButton, Importer},
    name::NameState,
    saving::{Saved, Saving},
    text,
};
use crate::reactive::{live_if, memo, pressed};
use crate::{
    features::{share::LinkButton, shared::environment_type},
    routes::{EnvironmentQuery, Route},
    state::{draft::Draft, shortcuts::use_action},
    ui::{Heading, Icon, small_icon},
};
use api::EnvironmentType;
use leptos::prelude::*;

/// Where a draft goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To an environment whose name is typed.
    Open,
    /// To the next version of this environment.
    Next(String),
}

impl Target {
    /// Whether the name is typed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }
}

/// The head.
#[component]
pub fn Head(
    /// What is edited.
    draft: Draft,
    /// Where it goes.
    target: Target,
    /// What is known of its name.
    name: Memo<NameState>,
    /// Where it is kept.
    saving: Saving,
    /// What takes files.
    importer: Importer,
    /// What takes folders.
    folders: Folders,
    /// Gives the draft up.
    discard: Callback<()>,
    /// Whether it has yet to begin.
    choosing: RwSignal<bool>,
) -> impl IntoView {
    let environment = match &target {
        Target::Next(environment) => Some(environment.clone()),
        Target::Open => None,
    };
    let crumb = environment.clone().map(|name| {
        let route = Route::Environment { name: name.clone() };
        view! { {small_icon(Icon::Right)} <a href=route.to_string()>{name}</a> }
    });
    let title = Signal::derive(move || match &target {
        Target::Open => text::NEW_TITLE.into(),
        Target::Next(environment) => text::next_title(environment, name.with(NameState::next).as_deref()),
    });
    let user_managed = memo(move || draft.definition.with(|definition| definition.user_managed));
    let origin = move || {
        let origin = draft.origin.get()?;
        Some(text::from(&origin, environment.as_ref() == Some(&origin.environment)))
    };
    let saved = move || match saving.state.get() {
        Saved::Unchanged => None,
        Saved::Yes => Some(text::SAVED),
        Saved::No => Some(text::NOT_SAVED),
    };
    let archived = move || name.with(|name| matches!(name, NameState::Archived(_)).then_some(text::ARCHIVED));
    let about = move || {
        [origin(), archived().map(ToOwned::to_owned), saved().map(ToOwned::to_owned)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    };
    let is_changed = move || saving.state.get() != Saved::Unchanged;
    view! {
        <header class="head">
            <div>
                <nav class="crumbs" aria-label=text::ENVIRONMENTS>
                    <a href=Route::Environments(EnvironmentQuery::default()).to_string()>{text::ENVIRONMENTS}</a> {crumb}
                </nav>
                <div class="title">
                    <Heading text=title />
                    {live_if(move || (!choosing.get()).then(|| {
                        let kind = if user_managed.get() { EnvironmentType::User } else { EnvironmentType::System };
                        environment_type(kind)
                    }))}
                    <span class="hint">{about}</span>
                </div>
            </div>
            {live_if(move || (!choosing.get()).then(|| view! {
                <div class="acts">
                    {live_if(move || is_changed().then(|| {
                        use_action(text::DISCARD_KEY, move || discard.run(()));
                        view! {
                        <button class="btn bare" type="button" on:click=pressed(move || discard.run(()))>{text::DISCARD}</button>
                        }
                    }))}
                    <FileButton importer=importer word=text::IMPORT />
                    <FolderButton folders=folders word=folder::IMPORT />
                    <LinkButton draft=draft />
                </div>
            }))}
        </header>
    }
}
