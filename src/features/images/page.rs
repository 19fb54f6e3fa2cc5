//! One hash: what is in its image, how that was made, who uses it, and every image it had.

use super::{
    details::{self, Standing},
    parts::{self, Shown},
    text,
};
use crate::{
    api::{self, ask, ask_when},
    features::{
        rebuild::{self, Wish},
        shared::{FROM_LOCK_HELP, former_note, from_lock, is_former, version_strip},
        trial::{self, Target},
    },
    reactive::{live_if, memo},
    routes::{ImageQuery, ImageTab, Route, use_route},
    state::{changes::use_changes, inspector::CanonicalForm},
    ui::{Heading, Tone, load, note, time_ago},
};
use ::api::{BuildTarget, Image, ImageHistory, PastImage, TrialOutcome, WorkspaceEvent};
use definition::Digest;
use leptos::prelude::*;

/// The page.
pub fn page(hash: Digest) -> AnyView {
    let changed = use_changes().watch(move |event| match event {
        WorkspaceEvent::Image(other) => *other == hash.to_string(),
        WorkspaceEvent::Environment(_) | WorkspaceEvent::Everything => true,
        WorkspaceEvent::Build(_) | WorkspaceEvent::Run(_) | WorkspaceEvent::Registry(_) | WorkspaceEvent::Pythons => {
            false
        }
    });
    let history = ask(move || {
        changed.track();
        api::image_history(hash)
    });
    let route = use_route();
    let (wanted, tab) = (memo(move || manifest_of(&route.get())), memo(move || tab_of(&route.get())));
    let chosen = memo(move || chosen(&history.known()?, wanted.get().as_deref()));
    let image = ask_when(move || {
        changed.track();
        Some(api::image_of(hash, &chosen.get()?.manifest))
    });
    // Nobody has the hash of an older version any more, so nothing would touch anybody.
    let former = memo(move || history.known().map(|history| is_former(history.hash_version)));
    let sharers = ask_when(move || {
        changed.track();
        (former.get() == Some(false)).then(|| api::rebuild_outlook(hash))
    });
    let lines =
        || view! { <span class="line"></span> <span class="line"></span> <span class="line"></span> }.into_any();
    let wish = RwSignal::new(None);
    let all = Route::Images(ImageQuery::default()).to_string();
    let standing_of = move |past: &PastImage| Standing::of(past, former.get() == Some(true));
    let standing = memo(move || chosen.get().map_or(Standing::Current, |past| standing_of(&past)));
    view! {
        <header class="head">
            <div>
                <nav class="crumbs" aria-label="Where this is"><a href=all>{text::TITLE}</a></nav>
                <div class="title">
                    <Heading text=text::one(hash) />
                    {live_if(move || chosen.get().map(|past| standing_of(&past).show()))}
                    {live_if(move || history.known().map(|history| {
                        version_strip(&history.digests, history.filled, CanonicalForm::Image(hash))
                    }))}
                </div>
            </div>
            {live_if(move || (former.get() == Some(false)).then(|| view! {
                <div class="acts">{rebuild::button(wish, Wish { hash, version: None })}</div>
            }))}
        </header>
        {live_if(move || former_note(history.known()?.hash_version))}
        {live_if(move || chosen.get().and_then(|past| told(hash, &past, &history.known()?)))}
        {live_if(move || tried(&image.known()?))}
        <div class="split turned">
            <div class="stack">
                {load(image, lines, move |image| details::show(image, standing.get()))}
                {live_if(move || image.known().map(|image| details::users(&image, sharers)))}
            </div>
            {parts::show(Shown { hash, tab, wanted, history, image })}
        </div>
        {rebuild::dialog(wish)}
    }
    .into_any()
}

/// What does not work in it.
fn tried(image: &Image) -> Option<AnyView> {
    let trial = image.trial.as_ref().filter(|trial| trial.outcome != TrialOutcome::Works)?;
    let target = image.used_by.first().cloned().map_or(Target::Clipboard, Target::NextVersion);
    Some(trial::panel(trial, &target, "btn main-act"))
}

fn manifest_of(route: &Route) -> Option<String> {
    match route {
        Route::Image { manifest, .. } => manifest.clone(),
        _ => None,
    }
}

fn tab_of(route: &Route) -> ImageTab {
    match route {
        Route::Image { tab, .. } => *tab,
        _ => ImageTab::default(),
    }
}

/// The image that is asked for; else the current one, else the last one that there was: what was recorded of it stays.
fn chosen(history: &ImageHistory, wanted: Option<&str>) -> Option<PastImage> {
    let wanted = wanted.and_then(|wanted| history.items.iter().find(|past| past.manifest == wanted));
    let current = || history.items.iter().find(|past| past.current).or(history.items.first());
    wanted.or_else(current).cloned()
}

/// What somebody has to know about an image that is not the one of its hash, and the way on.
fn told(hash: Digest, past: &PastImage, history: &ImageHistory) -> Option<AnyView> {
    let gone = past.evicted_at.as_ref()?;
    let others = history.items.iter().any(|other| other.evicted_at.is_none());
    let is_former = is_former(history.hash_version);
    let others = others && !is_former;
    let again = (!is_former).then(|| {
        view! {
            <p>{FROM_LOCK_HELP}</p>
            <p class="acts">{from_lock(BuildTarget::Image(hash), past.manifest.clone(), "btn main-act")}</p>
        }
    });
    let body =
        view! { <p>{text::LEFT} {time_ago(gone)} {text::GONE_HELP} {others.then_some(text::OTHERS_THERE)}</p> {again} };
    let title = if history.items.iter().any(|other| other.current) { text::THIS_GONE } else { text::GONE };
    Some(note(Tone::Warn, title, body))
}
