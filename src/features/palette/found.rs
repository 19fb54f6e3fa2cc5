//! What the workspace finds for the words in the palette: environments, a version by its number, a build by its own.

use super::{
    item::{Item, page},
    text,
};
use crate::{
    api,
    routes::{EnvironmentQuery, Route, VersionTab},
};
use ::api::{Environment, VersionReference};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

/// How long typing has to rest before the workspace is asked, in milliseconds.
const REST: u32 = 120;
/// How many environments are offered.
const OFFERED: usize = 8;

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
    let mut found = Vec::new();
    if let Some(reference) = version(words)
        && let Ok(version) = api::version(&reference).await
    {
        let reference = VersionReference { environment: version.environment, version: version.version };
        found.extend(page(text::VERSIONS, &Route::Version { reference, tab: VersionTab::default() }));
    }
    if let Ok(id) = words.trim_start_matches("build ").parse::<i64>()
        && api::build(id).await.is_ok()
    {
        found.extend(page(text::BUILDS, &Route::Build { id }));
    }
    let query = EnvironmentQuery { search: words.into(), ..EnvironmentQuery::default() };
    // Without an answer there is nothing to offer; the page behind says that the workspace is silent.
    if let Ok(list) = api::environments(&query, None).await {
        found.extend(list.items.iter().take(OFFERED).filter_map(environment));
    }
    found
}

/// `NAME VERSION` or `NAME:VERSION`.
fn version(words: &str) -> Option<VersionReference> {
    let (environment, version) = words.split_once([':', ' '])?;
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let reference = VersionReference { environment: environment.into(), version: version.trim().into() };
    (plain(&reference.environment) && plain(&reference.version) && !reference.version.is_empty()).then_some(reference)
}

fn environment(environment: &Environment) -> Option<Item> {
    let item = page(text::ENVIRONMENTS, &Route::Environment { name: environment.name.clone() })?;
    Some(Item { hint: text::latest(&environment.latest.version), ..item })
}
