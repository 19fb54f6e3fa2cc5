//! One hash: its image, how that was made, who uses it, and every image that it had.

mod details;
mod drift;
mod history;
mod parts;
mod text;

use crate::{
    api::{self, use_query, use_query_if},
    components::{
        images::{FROM_LOCK_HELP, former_note, is_former, rebuild_from_lock},
        rebuild::{self, RebuildRequest},
        strips::version_strip,
        trial::{self, FixTarget},
    },
    reactive::{live_if, memo},
    routes::{ImageQuery, ImageTab, Route, use_route},
    state::{changes::use_changes, inspector::CanonicalForm},
    titles,
    ui::{Heading, Tone, load, note, time_ago},
};
use ::api::{BuildTarget, Image, ImageHistory, PastImage, TrialOutcome, WorkspaceEvent};
use definition::Digest;
use details::Standing;
use leptos::prelude::*;
use parts::Parts;

pub fn page(hash: Digest) -> AnyView {
    let changed = use_changes().watch(move |event| match event {
        WorkspaceEvent::Image(other) => *other == hash.to_string(),
        WorkspaceEvent::Environment(_) | WorkspaceEvent::Everything => true,
        WorkspaceEvent::Build(_) | WorkspaceEvent::Run(_) | WorkspaceEvent::Registry(_) | WorkspaceEvent::Pythons => {
            false
        }
    });
    let history = use_query(move || {
        changed.track();
        api::image_history(hash)
    });
    let route = use_route();
    let (wanted, tab) = (memo(move || manifest_of(&route.get())), memo(move || tab_of(&route.get())));
    let chosen = memo(move || chosen(&history.data()?, wanted.get().as_deref()));
    let image = use_query_if(move || {
        changed.track();
        Some(api::image_of(hash, &chosen.get()?.manifest))
    });
    // No version has a hash of an older hash version, so a rebuild would affect none.
    let former = memo(move || history.data().map(|history| is_former(history.hash_version)));
    let affected = use_query_if(move || {
        changed.track();
        (former.get() == Some(false)).then(|| api::rebuild_outlook(hash))
    });
    let lines =
        || view! { <span class="line"></span> <span class="line"></span> <span class="line"></span> }.into_any();
    let rebuilding = RwSignal::new(None);
    let all = Route::Images(ImageQuery::default()).to_string();
    let standing_of = move |past: &PastImage| Standing::of(past, former.get() == Some(true));
    let standing = memo(move || chosen.get().map_or(Standing::Current, |past| standing_of(&past)));
    view! {
        <header class="head">
            <div>
                <nav class="crumbs" aria-label=text::WHERE><a href=all>{titles::IMAGES}</a></nav>
                <div class="title">
                    <Heading text=titles::image(hash) />
                    {live_if(move || chosen.get().map(|past| standing_of(&past).label()))}
                    {live_if(move || history.data().map(|history| {
                        version_strip(&history.digests, history.filled, CanonicalForm::Image(hash))
                    }))}
                </div>
            </div>
            {live_if(move || (former.get() == Some(false)).then(|| view! {
                <div class="acts">{rebuild::button(rebuilding, RebuildRequest { hash, version: None })}</div>
            }))}
        </header>
        {live_if(move || former_note(history.data()?.hash_version))}
        {live_if(move || chosen.get().and_then(|past| lost_note(hash, &past, &history.data()?)))}
        {live_if(move || trial_problems(&image.data()?))}
        <div class="split turned">
            <div class="stack">
                {load(image, lines, move |image| details::panel(image, standing.get()))}
                {live_if(move || image.data().map(|image| details::users(&image, affected)))}
            </div>
            {parts::panel(Parts { hash, tab, wanted, history, image })}
        </div>
        {rebuild::dialog(rebuilding)}
    }
    .into_any()
}

/// What does not work in the image.
fn trial_problems(image: &Image) -> Option<AnyView> {
    let trial = image.trial.as_ref().filter(|trial| trial.outcome != TrialOutcome::Works)?;
    let target = image.used_by.first().cloned().map_or(FixTarget::Clipboard, FixTarget::NextVersion);
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

/// The image of the address; else the current one, else the last one, whose records are kept.
fn chosen(history: &ImageHistory, wanted: Option<&str>) -> Option<PastImage> {
    let wanted = wanted.and_then(|wanted| history.items.iter().find(|past| past.manifest == wanted));
    let current = || history.items.iter().find(|past| past.current).or(history.items.first());
    wanted.or_else(current).cloned()
}

/// Says that an image is lost and what can be done about it.
fn lost_note(hash: Digest, past: &PastImage, history: &ImageHistory) -> Option<AnyView> {
    let lost = past.evicted_at.as_ref()?;
    let is_former = is_former(history.hash_version);
    let can_restore = !is_former && history.items.iter().any(|other| other.evicted_at.is_none());
    let rebuild = (!is_former).then(|| {
        view! {
            <p>{FROM_LOCK_HELP}</p>
            <p class="acts">{rebuild_from_lock(BuildTarget::Image(hash), past.manifest.clone(), "btn main-act")}</p>
        }
    });
    let body = view! { <p>{text::LOST_SINCE} " " {time_ago(lost)} ". " {text::LOST_HELP} {can_restore.then_some(text::CAN_RESTORE)}</p> {rebuild} };
    let title = if history.items.iter().any(|other| other.current) { text::THIS_LOST } else { text::LOST };
    Some(note(Tone::Warn, title, body))
}
