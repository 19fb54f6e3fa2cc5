//! An image in short: its reference, what it was made from and when, where Python is in it, and who uses it.

use super::{row::users as users_in_row, text};
use crate::{
    api::Asked,
    features::{rebuild, shared::is_former, trial},
    routes::Route,
    ui::{CopyButton, State, load, state, time_ago, words},
};
use ::api::{Image, PastImage, RebuildOutlook};
use leptos::prelude::*;

/// How an image stands to its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was built under an older version of the hash.
    Former,
    /// The hash stands for it.
    Current,
    /// It is in the registry, the hash stands for another one.
    Older,
    /// It left the registry.
    Gone,
}

impl Standing {
    /// That of an image of the history of a hash, which an older version of the hash computed or not.
    pub fn of(past: &PastImage, is_former: bool) -> Self {
        match (&past.evicted_at, past.current) {
            (Some(_), _) => Self::Gone,
            (None, _) if is_former => Self::Former,
            (None, true) => Self::Current,
            (None, false) => Self::Older,
        }
    }

    /// Icon and word.
    pub fn show(self) -> AnyView {
        match self {
            Self::Former => state(State::Nothing, text::FORMER),
            Self::Current => state(State::Good, text::IN_USE),
            Self::Older => state(State::Nothing, text::OLDER),
            Self::Gone => state(State::Warn, text::IS_GONE),
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Former => text::FORMER_TITLE,
            Self::Current => text::CURRENT,
            Self::Older => text::OLDER_TITLE,
            Self::Gone => text::GONE_TITLE,
        }
    }
}

/// The panel.
pub fn show(image: &Image, standing: Standing) -> AnyView {
    let build = Route::Build { id: image.build }.to_string();
    let savings = &image.savings;
    let reused = if savings.builds == 0 { text::NEVER.into() } else { text::saved(savings) };
    view! {
        <section class="panel">
            <header><h2>{standing.title()}</h2></header>
            <dl class="body dl">
                <dt>"Reference"</dt> <dd>{copied(image.reference.clone(), "reference")}</dd>
                <dt>{text::HASH}</dt> <dd>{copied(image.hash().to_string(), "hash")}</dd>
                {base(image)}
                {python(image)}
                <dt>{text::SIZE}</dt> <dd>{words::bytes(image.size)}</dd>
                <dt>{text::BUILT}</dt>
                <dd>
                    {time_ago(&image.built_at)} " by " <a href=build>{format!("build {}", image.build)}</a>
                    {format!(", {}", words::duration(image.duration))}
                </dd>
                <dt>{trial::TRIAL}</dt> <dd>{trial::summary(image.trial.as_ref())}</dd>
                <dt>{text::SAVED}</dt> <dd>{reused}</dd>
            </dl>
        </section>
    }
    .into_any()
}

/// A text in the fixed-width face, and the button that copies it.
fn copied(text: String, what: &'static str) -> AnyView {
    view! { <span class="with-copy"><code>{text.clone()}</code> <CopyButton text=text what=what bare=true /></span> }
        .into_any()
}

/// The base image by digest.
fn base(image: &Image) -> AnyView {
    let name = image.base_image.clone();
    let shown = match (name, image.base_manifest.clone()) {
        (Some(name), Some(manifest)) => {
            let reference = text::by_digest(&name, &manifest);
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

/// Where Python is.
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

/// Who uses it.
pub fn users(image: &Image, sharers: Asked<RebuildOutlook>) -> AnyView {
    let line = || view! { <span class="line"></span> }.into_any();
    let used = if image.users == 0 {
        view! { <p class="hint">{text::NO_USERS}</p> }.into_any()
    } else if is_former(image.hash_version) {
        users_in_row(&image.used_by, image.users as usize)
    } else {
        load(sharers, line, rebuild::sharers)
    };
    let title = if is_former(image.hash_version) { text::FORMER_USERS } else { text::USERS };
    view! { <section class="panel"><header><h2>{title}</h2></header> <div class="body">{used}</div></section> }
        .into_any()
}
