//! What the workspace finds for the words in the palette: environments, a version by its number, a build or a run by its
//! own, images by the beginning of their hash or manifest digest.

use super::{
    item::{Does, Item, page},
    text,
};
use crate::{
    api,
    features::shared::version_title,
    routes::{EnvironmentQuery, ImageQuery, Route, VersionTab},
    ui::Icon,
};
use ::api::{Environment, VersionReference, beginning_of_digest, fold};
use definition::Digest;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

/// How long typing has to rest before the workspace is asked, in milliseconds.
const REST: u32 = 120;
/// How many environments are offered.
const OFFERED: usize = 8;
/// How many images are offered.
const IMAGES: usize = 4;

/// What the workspace finds; the last answer stays until the next one is there.
pub fn use_found(search: Signal<String>) -> Memo<Vec<Item>> {
    let answer = LocalResource::new(move || {
        let words = search.get();
        async move {
            TimeoutFuture::new(REST).await;
            if search.try_get_untracked().as_ref() == Some(&words) { Some(find(words.trim()).await) } else { None }
        }
    });
    let last = StoredValue::new(Vec::new());
    Memo::new(move |_| {
        if let Some(found) = answer.get().flatten() {
            last.set_value(found);
        }
        if search.with(|words| words.trim().is_empty()) { Vec::new() } else { last.get_value() }
    })
}

async fn find(words: &str) -> Vec<Item> {
    if words.is_empty() {
        return Vec::new();
    }
    let mut found = match beginning_of_digest(words) {
        Some(digits) => images(words, &digits).await,
        None => Vec::new(),
    };
    if let Some(reference) = version(words)
        && let Ok(version) = api::version(&reference).await
    {
        let reference = VersionReference { environment: version.environment, version: version.version };
        found.extend(page(text::VERSIONS, &Route::Version { reference, tab: VersionTab::default() }));
    }
    let folded = fold(words);
    if let Ok(id) = folded.trim_start_matches("build ").parse::<i64>()
        && api::build(id).await.is_ok()
    {
        found.extend(page(text::BUILDS, &Route::Build { id }));
    }
    if let Ok(id) = folded.trim_start_matches("run ").parse::<i64>()
        && api::run(id).await.is_ok()
    {
        found.extend(page(text::RUNS, &Route::Run { id }));
    }
    let query = EnvironmentQuery { search: words.into(), ..EnvironmentQuery::default() };
    // Without an answer there is nothing to offer; the page behind says that the workspace is silent.
    if let Ok(list) = api::environments(&query, None).await {
        found.extend(list.items.iter().take(OFFERED).filter_map(environment));
    }
    found
}

/// Images by the beginning of a digest; by a whole hash also one whose images all left the registry. Where several begin
/// like that, their list is first: none of them is what was meant.
async fn images(words: &str, digits: &str) -> Vec<Item> {
    let query = ImageQuery { search: words.into(), ..ImageQuery::default() };
    // As with environments: without an answer there is nothing to offer.
    let (current, total) =
        api::images(&query, None).await.map_or_else(|_| Default::default(), |it| (it.items, it.total));
    if !current.is_empty() {
        let item = |image: &::api::Image| {
            let users = image.used_by.first().map(version_title);
            image_page(image.hash(), users.unwrap_or_default())
        };
        let all = (total > 1).then(|| Item {
            group: text::IMAGES,
            icon: Icon::Layers,
            title: text::images_like(words),
            hint: text::image_count(total),
            keys: "",
            does: Does::Go(Route::Images(query).to_string()),
        });
        return all.into_iter().chain(current.iter().take(IMAGES).filter_map(item)).collect();
    }
    match digits.parse::<Digest>() {
        Ok(hash) if api::image_history(hash).await.is_ok() => image_page(hash, text::GONE.into()).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn image_page(hash: Digest, hint: String) -> Option<Item> {
    let item = page(text::IMAGES, &Route::image(hash))?;
    Some(Item { hint, ..item })
}

/// `NAME VERSION` or `NAME:VERSION`.
fn version(words: &str) -> Option<VersionReference> {
    let (environment, version) = words.split_once([':', ' ']).filter(|(name, _)| *name != "sha256")?;
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let reference = VersionReference { environment: environment.into(), version: version.trim().into() };
    (plain(&reference.environment) && plain(&reference.version) && !reference.version.is_empty()).then_some(reference)
}

fn environment(environment: &Environment) -> Option<Item> {
    let item = page(text::ENVIRONMENTS, &Route::Environment { name: environment.name.clone() })?;
    Some(Item { hint: text::latest(&environment.latest.version), ..item })
}
