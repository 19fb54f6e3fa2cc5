//! The items that the workspace finds: environments, a version, a build or a run by its number, images by a digest.

use super::{
    item::{Item, ItemAction, page_item},
    text,
};
use crate::{
    api,
    routes::{EnvironmentQuery, ImageQuery, Route, VersionTab},
    titles::{self, version_title},
    ui::Icon,
};
use ::api::{Environment, VersionReference};
use definition::{Digest, beginning_of_digest};
use fold::fold;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

/// How long typing has to pause before a request, in milliseconds.
const DEBOUNCE: u32 = 120;
const MAX_ENVIRONMENTS: usize = 8;
const MAX_IMAGES: usize = 4;

/// The last results stay until the next ones arrive.
pub fn use_found(search: Signal<String>) -> Memo<Vec<Item>> {
    let answer = LocalResource::new(move || {
        let words = search.get();
        async move {
            TimeoutFuture::new(DEBOUNCE).await;
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
        found.extend(page_item(text::VERSIONS, &Route::Version { reference, tab: VersionTab::default() }));
    }
    let folded = fold(words);
    if let Ok(id) = folded.trim_start_matches("build ").parse::<i64>()
        && api::build(id).await.is_ok()
    {
        found.extend(page_item(titles::BUILDS, &Route::Build { id }));
    }
    if let Ok(id) = folded.trim_start_matches("run ").parse::<i64>()
        && api::run(id).await.is_ok()
    {
        found.extend(page_item(titles::RUNS, &Route::Run { id }));
    }
    let query = EnvironmentQuery { search: words.into(), ..EnvironmentQuery::default() };
    // Without an answer there are no results; the page behind shows that the workspace does not answer.
    if let Ok(list) = api::environments(&query, None).await {
        found.extend(list.items.iter().take(MAX_ENVIRONMENTS).filter_map(environment));
    }
    found
}

/// Images whose digest begins with these digits; a whole hash finds lost images, too. The list of several images comes before
/// them.
async fn images(words: &str, digits: &str) -> Vec<Item> {
    let query = ImageQuery { search: words.into(), ..ImageQuery::default() };
    let (current, total) =
        api::images(&query, None).await.map_or_else(|_| Default::default(), |it| (it.items, it.total));
    if !current.is_empty() {
        let item = |image: &::api::Image| {
            let users = image.used_by.first().map(version_title);
            image_page(image.hash(), users.unwrap_or_default())
        };
        let all = (total > 1).then(|| Item {
            group: titles::IMAGES,
            icon: Icon::Layers,
            title: text::images_like(words),
            hint: text::image_count(total),
            keys: "",
            action: ItemAction::Open(Route::Images(query).to_string()),
        });
        return all.into_iter().chain(current.iter().take(MAX_IMAGES).filter_map(item)).collect();
    }
    match digits.parse::<Digest>() {
        Ok(hash) if api::image_history(hash).await.is_ok() => image_page(hash, text::LOST.into()).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn image_page(hash: Digest, hint: String) -> Option<Item> {
    let item = page_item(titles::IMAGES, &Route::image(hash))?;
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
    let item = page_item(titles::ENVIRONMENTS, &Route::Environment { name: environment.name.clone() })?;
    Some(Item { hint: text::latest(&environment.latest.version), ..item })
}
