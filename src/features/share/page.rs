//! A draft that came in a link: what it is, what it would reuse here, and the way to go on with it.

use super::{contents::Contents, text};
use crate::reactive::memo;
use crate::{
    browser::page,
    features::{
        author::saving,
        preview::{Outlook, StripPanel, VerdictPanel, WhyPanel, use_nearest, use_pool, use_verdicts},
    },
    routes::Route,
    state::{
        draft::{Content, Draft, UnreadableDraft},
        toasts::use_toasts,
    },
    ui::{Heading, Tone, note},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};

/// The draft of the link.
#[component]
pub fn DraftPage() -> impl IntoView {
    let hash = use_location().hash;
    let content = memo(move || {
        hash.track();
        let address = page::address();
        Content::from_fragment(address.split_once('#').map_or("", |(_, fragment)| fragment))
    });
    move || match content.get() {
        Ok(content) => view! { <Readable content=content /> }.into_any(),
        Err(error) => unreadable(&error),
    }
}

fn unreadable(error: &UnreadableDraft) -> AnyView {
    let new = Route::New { from: None }.to_string();
    let body = view! {
        <p>{text::UNREADABLE_HELP}</p>
        <p class="acts"><a class="btn small" href=new>{text::NEW}</a></p>
    };
    let reason = error.to_string();
    view! {
        <header class="head"><div><Heading text=text::TITLE /></div></header>
        {note(Tone::Bad, format!("{}: {reason}", text::UNREADABLE), body)}
    }
    .into_any()
}

#[component]
fn Readable(content: Content) -> impl IntoView {
    let title = text::title(&content.name);
    let description = content.description.clone();
    let draft = Draft::new(content.clone());
    let outlook = Outlook::new(draft);
    let verdicts = use_verdicts(outlook);
    let nearest = use_nearest(outlook, use_pool(outlook));
    let toasts = use_toasts();
    let navigate = use_navigate();
    let new = Route::New { from: None }.to_string();
    let other = saving::kept(&new).is_some_and(|other| other.as_ref() != Ok(&content));
    let address = new.clone();
    let go_on = move |_| {
        if saving::keep(&address, &content) {
            navigate(&address, leptos_router::NavigateOptions::default());
        } else {
            toasts.failed(text::NOT_KEPT);
        }
    };
    let body = view! {
        <p>{text::OTHER_BODY}</p>
        <p class="acts"><a class="btn small" href=new>{text::OPEN_OTHER}</a></p>
    };
    let warning = other.then(|| note(Tone::Warn, text::OTHER_TITLE, body));
    let word = if other { text::REPLACE } else { text::CONTINUE };
    view! {
        <header class="head"><div><Heading text=title /> <p class="sub">{description}</p></div></header>
        <div class="editor">
            <div class="work stack"><Contents draft=draft /></div>
            <div class="rail">
                <div class="lead">
                    <VerdictPanel outlook=outlook verdicts=verdicts />
                    {warning}
                    <button class="btn main-act block-wide" type="button" on:click=go_on>{word}</button>
                </div>
                <div class="rest"><StripPanel draft=draft nearest=nearest /> <WhyPanel nearest=nearest /></div>
            </div>
        </div>
    }
}
