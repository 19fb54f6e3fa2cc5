//! The start of a new environment: from a file, a curated environment, or scratch.

use super::{
    folder::{self, FolderButton, FolderNote, Folders},
    import::{FileButton, ImportNote, Importer},
    text,
};
use crate::{
    api,
    components::strips::version_strip,
    reactive::{effect, pressed},
    routes::{EnvironmentQuery, Route},
    state::{
        draft::{Draft, Edit, FormEdit},
        inspector::CanonicalForm,
        session::use_session,
    },
    ui::{Icon, badge, icon},
};
use ::api::{Environment, EnvironmentFilter, VersionReference};
use leptos::prelude::*;

#[component]
pub fn Start(
    importer: Importer,
    folders: Folders,
    /// Starts from scratch.
    start: Callback<()>,
) -> impl IntoView {
    let query = EnvironmentQuery { filter: EnvironmentFilter::Curated, ..EnvironmentQuery::default() };
    let curated = LocalResource::new(move || {
        let query = query.clone();
        async move { api::environments(&query, None).await }
    });
    let cards = move || {
        // Without the list, the other ways to start remain.
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
                    <FileButton importer=importer label=text::CHOOSE />
                    <FolderButton folders=folders label=folder::CHOOSE />
                    <button class="btn main-act" type="button" on:click=pressed(move || start.run(()))>
                        {icon(Icon::Plus)} {text::START_SCRATCH}
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
            <p><a class="btn small" href=route.to_string()>{text::USE_TEMPLATE}</a></p>
        </li>
    }
    .into_any()
}

/// Closes the start page. A definition without a base image gets the default of the workspace as soon as it is known. The
/// default channels are not written into it: a definition without channels uses them, and the form shows them.
pub fn use_defaults(draft: Draft, is_starting: RwSignal<bool>) -> Callback<()> {
    let session = use_session();
    let needs_defaults = RwSignal::new(false);
    effect(move || {
        if needs_defaults.get()
            && let Some(workspace) = session.workspace()
        {
            needs_defaults.set(false);
            let names_base = draft.definition().with_untracked(|definition| {
                let sources = [&definition.base_image, &definition.dockerfile];
                definition.context.is_some() || sources.into_iter().any(Option::is_some)
            });
            if !names_base {
                let defaults = workspace.defaults();
                let image = draft.definition().with_untracked(|it| defaults.base_image_for(it).to_owned());
                draft.apply(Edit::Form(FormEdit::BaseImage(image)));
            }
        }
    });
    Callback::new(move |()| {
        is_starting.set(false);
        needs_defaults.set(true);
    })
}
