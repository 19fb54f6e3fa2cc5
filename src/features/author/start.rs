//! How a new environment begins: with a file, with a curated environment, or with nothing.

use super::{
    folder::{self, FolderButton, FolderNote, Folders},
    import::{FileButton, ImportNote, Importer},
    text,
};
use crate::reactive::{effect, pressed};
use crate::{
    api,
    features::shared::version_strip,
    routes::{EnvironmentQuery, Route},
    state::{draft::Draft, inspector::CanonicalForm, session::use_session},
    ui::{Icon, badge, icon},
};
use ::api::{Environment, EnvironmentFilter, VersionReference};
use leptos::prelude::*;

/// The choices.
#[component]
pub fn Start(
    /// What takes a file.
    importer: Importer,
    /// What takes a folder.
    folders: Folders,
    /// Starts with nothing.
    nothing: Callback<()>,
) -> impl IntoView {
    let query = EnvironmentQuery { filter: EnvironmentFilter::Curated, ..EnvironmentQuery::default() };
    let curated = LocalResource::new(move || {
        let query = query.clone();
        async move { api::environments(&query, None).await }
    });
    let cards = move || {
        // Without the list there is nothing to choose from; the other ways stay.
        let list = curated.get()?.ok().filter(|list| !list.items.is_empty())?;
        let cards = list.items.into_iter().map(card).collect::<Vec<_>>();
        Some(view! { <h2 class="start-title">{text::START_CURATED}</h2> <ul class="cards">{cards}</ul> })
    };
    view! {
        <div class="stack">
            <ImportNote importer=importer />
            <FolderNote folders=folders />
            <div class="drop-zone">
                {icon(Icon::Upload)}
                <p class="strong">{text::START_TITLE}</p>
                <p class="soft">{text::START_BODY}</p>
                <p class="acts">
                    <FileButton importer=importer word=text::CHOOSE />
                    <FolderButton folders=folders word=folder::CHOOSE />
                    <button class="btn main-act" type="button" on:click=pressed(move || nothing.run(()))>
                        {icon(Icon::Plus)} {text::START_NOTHING}
                    </button>
                </p>
            </div>
            {cards}
        </div>
    }
}

fn card(environment: Environment) -> AnyView {
    let latest = environment.latest;
    let reference = VersionReference { environment: environment.name.clone(), version: latest.version };
    let route = Route::New { from: Some(reference.clone()) };
    view! {
        <li class="panel card">
            <p class="title"><strong>{environment.name}</strong> {badge("curated", "curated")}</p>
            <p class="soft">{latest.description}</p>
            {version_strip(&latest.digests, latest.filled, CanonicalForm::Version(reference))}
            <p><a class="btn small" href=route.to_string()>{text::START_THIS}</a></p>
        </li>
    }
    .into_any()
}

/// Begins with what is in the draft. A base image, which every definition has, is written into one that names none, as
/// soon as the workspace's own choice is known. The workspace's channels are not: a definition without channels means
/// them, and the form says which they are.
pub fn fill_in(draft: Draft, choosing: RwSignal<bool>) -> Callback<()> {
    let session = use_session();
    let wanted = RwSignal::new(false);
    effect(move || {
        if wanted.get()
            && let Some(workspace) = session.workspace()
        {
            wanted.set(false);
            let names_base = draft.definition.with_untracked(|definition| {
                let sources = [&definition.base_image, &definition.dockerfile];
                definition.context.is_some() || sources.into_iter().any(Option::is_some)
            });
            if !names_base {
                let defaults = workspace.defaults();
                draft.definition.update(|definition| {
                    definition.base_image = Some(defaults.base_image_for(definition).to_owned());
                });
            }
        }
    });
    Callback::new(move |()| {
        choosing.set(false);
        wanted.set(true);
    })
}
