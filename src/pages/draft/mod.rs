//! A draft from a link: its contents, which image it would use here, and the button that continues editing it.

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
    ui::{Heading, Tone, code, note, words},
};
use definition::{
    Definition,
    edit::{Base, base, rows},
    mask, secrets,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

const CONTINUE: &str = "Continue editing";
const REPLACE: &str = "Continue and replace it";
const OPEN_OTHER: &str = "Open the other draft";
const OTHER_TITLE: &str = "This browser already has a draft";
const OTHER_BODY: &str = "A browser saves one draft of a new environment. Continuing with this one replaces the other.";
const UNREADABLE_HELP: &str = "Ask for the link again and copy all of it. Nothing was uploaded.";
const NEW: &str = "Start a new environment";
const NOT_SAVED: &str = "This browser does not save drafts. Allow storage for this site and try again";
const BASE: &str = "Base image";
const DOCKERFILE: &str = "Dockerfile";
const STEPS: &str = "Docker steps";
const CONTEXT: &str = "Build context";
const PYTHON: &str = "Python";
const CHANNELS: &str = "Channels";
const USER_MANAGED: &str = "user-managed";
const SPARK: &str = "Spark packages";
const VARIABLES: &str = "Variables";
const CONTENTS: &str = "Contents";
const HIDDEN: &str = "••••••";
const SECRET: &str = "The draft contains a credential";

fn draft_title(name: &str) -> String {
    if name.is_empty() { titles::DRAFT.into() } else { format!("{}: {name}", titles::DRAFT) }
}

fn unreadable_title(reason: &str) -> String {
    format!("This link cannot be read: {reason}")
}

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
        <p>{UNREADABLE_HELP}</p>
        <p class="acts"><a class="btn small" href=new>{NEW}</a></p>
    };
    view! {
        <header class="head"><div><Heading text=titles::DRAFT /></div></header>
        {note(Tone::Bad, unreadable_title(&error.to_string()), body)}
    }
    .into_any()
}

#[component]
fn ReadableDraft(content: Content) -> impl IntoView {
    let title = draft_title(&content.name);
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
            toasts.failed(NOT_SAVED);
        }
    };
    let body = view! {
        <p>{OTHER_BODY}</p>
        <p class="acts"><a class="btn small" href=new>{OPEN_OTHER}</a></p>
    };
    let warning = has_other.then(|| note(Tone::Warn, OTHER_TITLE, body));
    let label = if has_other { REPLACE } else { CONTINUE };
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

#[component]
fn Contents(draft: Draft) -> impl IntoView {
    draft.definition().with_untracked(show)
}

fn show(definition: &Definition) -> AnyView {
    let places = secrets(definition);
    let warning = (!places.is_empty()).then(|| note(Tone::Bad, SECRET, view! { <p>{words::list(&places)}</p> }));
    let (image, steps) = match base(definition) {
        Base::Split { image, steps } => (fact(BASE, &image), (STEPS, steps)),
        Base::Whole(dockerfile) => (().into_any(), (DOCKERFILE, dockerfile)),
        Base::Context { location, dockerfile_path } => {
            (fact(CONTEXT, &format!("{location} {dockerfile_path}")), (STEPS, String::new()))
        }
    };
    let python = if definition.user_managed {
        fact(PYTHON, USER_MANAGED)
    } else {
        fact(CHANNELS, &definition.channels.join(", "))
    };
    let lines: Vec<String> = rows(definition).into_iter().map(|row| row.text).collect();
    let packages = (!definition.user_managed).then_some((PYTHON, lines.join("\n")));
    let spark = definition.spark_packages.iter().map(|it| format!("{}:{}:{}", it.group, it.artifact, it.version));
    let spark = (SPARK, spark.collect::<Vec<_>>().join("\n"));
    let variables = definition.variables.iter().map(|(name, value)| {
        let is_secret = places.contains(&format!("environmentVariables.{name}"));
        format!("{name}={}", if is_secret { HIDDEN } else { value })
    });
    let variables = (VARIABLES, variables.collect::<Vec<_>>().join("\n"));
    let texts = [Some(steps), packages, Some(spark), Some(variables)].into_iter().flatten();
    let texts: Vec<AnyView> = texts.filter(|(_, lines)| !lines.trim().is_empty()).map(block).collect();
    view! {
        {warning}
        <section class="panel">
            <header><h2>{CONTENTS}</h2></header>
            <div class="body stack"><dl class="dl">{image} {python}</dl> {texts}</div>
        </section>
    }
    .into_any()
}

fn fact(name: &'static str, value: &str) -> AnyView {
    (!value.is_empty()).then(|| view! { <dt>{name}</dt> <dd><code>{mask(value).into_owned()}</code></dd> }).into_any()
}

fn block((name, lines): (&'static str, String)) -> AnyView {
    view! { <h3>{name}</h3> {code(name, &mask(&lines))} }.into_any()
}
