//! The details of an image: its reference, what it was made from and when, where Python is in it, and who uses it.

use super::text;
use crate::{
    api::Query,
    components::{images::is_former, rebuild::affected_versions, trial, versions::version_links},
    routes::Route,
    titles,
    ui::{CopyButton, State, load, state, time_ago, words},
};
use ::api::{Image, PastImage, RebuildOutlook};
use leptos::prelude::*;

/// What an image is to its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was built under an older version of the hash.
    Former,
    /// Builds and runs of the hash use it.
    Current,
    /// It is in the registry, but the hash has a newer one.
    Older,
    /// It is no longer in the registry.
    Lost,
}

impl Standing {
    pub fn of(past: &PastImage, is_former: bool) -> Self {
        match (&past.evicted_at, past.current) {
            (Some(_), _) => Self::Lost,
            (None, _) if is_former => Self::Former,
            (None, true) => Self::Current,
            (None, false) => Self::Older,
        }
    }

    pub fn label(self) -> AnyView {
        match self {
            Self::Former => state(State::Nothing, text::IS_FORMER),
            Self::Current => state(State::Good, text::IS_CURRENT),
            Self::Older => state(State::Nothing, text::IS_OLDER),
            Self::Lost => state(State::Warn, text::IS_LOST),
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Former => text::FORMER_TITLE,
            Self::Current => text::CURRENT_TITLE,
            Self::Older => text::OLDER_TITLE,
            Self::Lost => text::LOST_TITLE,
        }
    }
}

pub fn panel(image: &Image, standing: Standing) -> AnyView {
    let build = Route::Build { id: image.build }.to_string();
    let savings = &image.savings;
    let reused = if savings.builds == 0 { text::NONE_SAVED.into() } else { text::saved(savings) };
    view! {
        <section class="panel">
            <header><h2>{standing.title()}</h2></header>
            <dl class="body dl">
                <dt>{text::REFERENCE}</dt> <dd>{copied(image.reference.clone(), "reference")}</dd>
                <dt>{text::HASH}</dt> <dd>{copied(image.hash().to_string(), "hash")}</dd>
                {base(image)}
                {python(image)}
                <dt>{text::SIZE}</dt> <dd>{words::bytes(image.size)}</dd>
                <dt>{text::BUILT}</dt>
                <dd>
                    {time_ago(&image.built_at)} ", " <a href=build>{titles::build(image.build)}</a> ", "
                    {words::duration(image.duration)}
                </dd>
                <dt>{trial::TRIAL}</dt> <dd>{trial::summary(image.trial.as_ref())}</dd>
                <dt>{text::SAVED}</dt> <dd>{reused}</dd>
            </dl>
        </section>
    }
    .into_any()
}

fn copied(text: String, what: &'static str) -> AnyView {
    view! { <span class="with-copy"><code>{text.clone()}</code> <CopyButton text=text what=what bare=true /></span> }
        .into_any()
}

fn base(image: &Image) -> AnyView {
    let name = image.base_image.clone();
    let shown = match (name, image.base_manifest.clone()) {
        (Some(name), Some(manifest)) => {
            let reference = text::with_digest(&name, &manifest);
            let tag = (name != reference.split('@').next().unwrap_or_default()).then(|| {
                view! { <code class="quiet">{name}</code> }
            });
            view! { {tag} {copied(reference, "base image")} }.into_any()
        }
        (None, Some(manifest)) => copied(manifest, "base image"),
        (Some(name), None) => {
            view! { <code>{name}</code> " " <span class="hint">{text::NO_BASE_DIGEST}</span> }.into_any()
        }
        (None, None) => view! { <span class="hint">{text::BASE_IN_DOCKERFILE}</span> }.into_any(),
    };
    view! { <dt>{text::BASE}</dt> <dd>{shown}</dd> }.into_any()
}

fn python(image: &Image) -> Option<AnyView> {
    let python = image.python.clone()?;
    let environment = match python.environment {
        Some(folder) => copied(folder, "path of the environment"),
        None => view! { <span class="hint">{text::USER_MANAGED}</span> }.into_any(),
    };
    let shown = view! {
        <dt>{text::ENVIRONMENT}</dt> <dd>{environment}</dd>
        <dt>{text::INTERPRETER}</dt> <dd>{copied(python.interpreter, "path of the interpreter")}</dd>
    };
    Some(shown.into_any())
}

/// The versions that use it.
pub fn users(image: &Image, affected: Query<RebuildOutlook>) -> AnyView {
    let line = || view! { <span class="line"></span> }.into_any();
    let used = if image.users == 0 {
        view! { <p class="hint">{text::NO_USERS}</p> }.into_any()
    } else if is_former(image.hash_version) {
        version_links(&image.used_by, image.users as usize)
    } else {
        load(affected, line, affected_versions)
    };
    let title = if is_former(image.hash_version) { text::FORMER_USERS } else { text::USERS };
    view! { <section class="panel"><header><h2>{title}</h2></header> <div class="body">{used}</div></section> }
        .into_any()
}
