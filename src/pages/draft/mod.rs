//! A draft from a link: its contents, which image it would use here, and the button that continues editing it.

mod contents;
mod text;

use crate::{
    browser::page,
    components::preview::{
        PreviewController, StripPanel, VerdictPanel, WhyPanel, use_candidates, use_nearest, use_verdict,
    },
    reactive::{live, memo},
    routes::Route,
    state::{
        draft::{Content, Draft, UnreadableDraft, autosave},
        toasts::use_toasts,
    },
    titles,
    ui::{Heading, Tone, note},
};
use contents::Contents;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

#[component]
pub fn DraftPage() -> impl IntoView {
    let hash = use_location().hash;
    let content = memo(move || {
        hash.track();
        let address = page::address();
        Content::from_fragment(address.split_once('#').map_or("", |(_, fragment)| fragment))
    });
    live(move || match content.get() {
        Ok(content) => view! { <ReadableDraft content=content /> }.into_any(),
        Err(error) => unreadable(&error),
    })
}

fn unreadable(error: &UnreadableDraft) -> AnyView {
    let new = Route::New { from: None }.to_string();
    let body = view! {
        <p>{text::UNREADABLE_HELP}</p>
        <p class="acts"><a class="btn small" href=new>{text::NEW}</a></p>
    };
    view! {
        <header class="head"><div><Heading text=titles::DRAFT /></div></header>
        {note(Tone::Bad, text::unreadable(&error.to_string()), body)}
    }
    .into_any()
}

#[component]
fn ReadableDraft(content: Content) -> impl IntoView {
    let title = text::title(&content.name);
    let description = content.description.clone();
    let draft = Draft::new(content.clone());
    let preview = PreviewController::new(draft);
    let verdict = use_verdict(preview);
    let nearest = use_nearest(preview, use_candidates(preview));
    let toasts = use_toasts();
    let navigate = use_navigate();
    let new = Route::New { from: None }.to_string();
    let has_other = autosave::load(&new).is_some_and(|other| other.as_ref() != Ok(&content));
    let address = new.clone();
    let continue_editing = move |_| {
        if autosave::save(&address, &content) {
            navigate(&address, NavigateOptions::default());
        } else {
            toasts.failed(text::NOT_SAVED);
        }
    };
    let body = view! {
        <p>{text::OTHER_BODY}</p>
        <p class="acts"><a class="btn small" href=new>{text::OPEN_OTHER}</a></p>
    };
    let warning = has_other.then(|| note(Tone::Warn, text::OTHER_TITLE, body));
    let label = if has_other { text::REPLACE } else { text::CONTINUE };
    view! {
        <header class="head"><div><Heading text=title /> <p class="sub">{description}</p></div></header>
        <div class="editor">
            <div class="work stack"><Contents draft=draft /></div>
            <div class="rail">
                <div class="lead">
                    <VerdictPanel preview=preview verdict=verdict />
                    {warning}
                    <button class="btn main-act block-wide" type="button" on:click=continue_editing>{label}</button>
                </div>
                <div class="rest"><StripPanel draft=draft nearest=nearest /> <WhyPanel nearest=nearest /></div>
            </div>
        </div>
    }
}
