//! The parts of an image: packages, Dockerfiles, layers; and the history of its hash.

use super::{drift, history, text};
use crate::{
    api::{self, Query},
    components::{
        images::{is_former, layer_list},
        locked_packages::locked_packages,
    },
    reactive::{live, live_if},
    routes::{IMAGE_TABS, ImageTab, Route},
    ui::{Icon, Tab, code, load, small_icon, tabs, words},
};
use ::api::{Image, ImageHistory};
use definition::Digest;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

#[derive(Clone, Copy)]
pub struct Parts {
    pub hash: Digest,
    pub tab: Memo<ImageTab>,
    /// The manifest in the address; none for the current image.
    pub wanted: Memo<Option<String>>,
    pub history: Query<ImageHistory>,
    pub image: Query<Image>,
}

/// The downloads: the form in the API, the name, and the extension of the file.
const DOWNLOADS: [(&str, &str, &str); 3] =
    [("lock", "Lock", ""), ("spdx", "SPDX", ".spdx.json"), ("cyclonedx", "CycloneDX", ".cdx.json")];

pub fn panel(parts: Parts) -> AnyView {
    let Parts { hash, tab, wanted, history, image } = parts;
    let navigate = use_navigate();
    let choose = Callback::new(move |tab: ImageTab| {
        let to = Route::Image { hash, manifest: wanted.get_untracked(), tab };
        navigate(&to.to_string(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let title = move |tab: ImageTab| {
        Signal::derive(move || match tab {
            ImageTab::Packages => counted(text::PACKAGES, image.data().map(|image| image.lock.len())),
            ImageTab::Dockerfiles => text::DOCKERFILES.into(),
            ImageTab::Layers => counted(text::LAYERS, image.data().map(|image| image.layers.len())),
            ImageTab::History => counted(text::HISTORY, history.data().map(|history| history.items.len())),
        })
    };
    let row = IMAGE_TABS.iter().map(|&(value, id)| Tab { value, id, title: title(value) }).collect();
    let lines =
        || view! { <span class="line"></span> <span class="line"></span> <span class="line"></span> }.into_any();
    let panel = move || match tab.get() {
        ImageTab::Packages => load(image, lines, packages),
        ImageTab::Dockerfiles => load(image, lines, dockerfiles),
        ImageTab::Layers => load(image, lines, layers),
        ImageTab::History => load(history, lines, move |history| history::list(hash, history)),
    };
    let named_by = move || {
        let id = IMAGE_TABS.iter().find(|(value, _)| *value == tab.get()).map_or("", |(_, id)| id);
        format!("tab-{id}")
    };
    let drift = move || {
        let is_shown =
            |history: &ImageHistory| !is_former(history.hash_version) && history.items.iter().any(|past| past.current);
        let history = history.data().filter(is_shown)?;
        (tab.get() == ImageTab::History).then(|| drift::panel(hash, &history))
    };
    view! {
        <div class="stack">
            <section class="panel">
                {tabs(text::PARTS, row, tab.into(), choose)}
                <div id="panel" role="tabpanel" aria-labelledby=named_by>{live(panel)}</div>
            </section>
            {live_if(drift)}
        </div>
    }
    .into_any()
}

fn counted(word: &str, count: Option<usize>) -> String {
    count.map_or_else(|| word.into(), |count| format!("{word} {count}"))
}

fn packages(image: &Image) -> AnyView {
    let downloads: Vec<AnyView> = DOWNLOADS.iter().map(|form| download(image, form)).collect();
    let list = if image.lock.is_empty() {
        view! { <p class="hint pad">{text::NO_PACKAGES}</p> }.into_any()
    } else {
        locked_packages(&image.lock, None)
    };
    view! { <div class="take chips pad" role="group" aria-label=text::DOWNLOADS>{downloads}</div> {list} }.into_any()
}

fn download(image: &Image, &(form, name, extension): &(&str, &'static str, &str)) -> AnyView {
    let address = api::image_file(image.hash(), &image.manifest, form);
    let conda = image.lock.iter().any(|package| package.source == "conda");
    let extension = match (form, conda) {
        ("lock", true) => ".lock.yml",
        ("lock", false) => ".lock.txt",
        _ => extension,
    };
    let file = format!("image-{}{extension}", image.hash().short());
    view! { <a class="chip" href=address download=file>{small_icon(Icon::Download)} {name}</a> }.into_any()
}

fn dockerfiles(image: &Image) -> AnyView {
    let (first, second) = steps(&image.dockerfile, image.python.as_ref().is_some_and(|it| it.environment.is_some()));
    let second = (!second.is_empty()).then(|| view! { <h2>{text::SECOND_STEP}</h2> {code(text::SECOND_STEP, second)} });
    view! {
        <div class="contents"><h2>{text::FIRST_STEP}</h2> {code(text::FIRST_STEP, first)} {second}</div>
    }
    .into_any()
}

/// The Dockerfiles of both steps. The second has one stage.
fn steps(dockerfile: &str, has_second: bool) -> (&str, &str) {
    match dockerfile.rfind("\nFROM ") {
        Some(at) if has_second => dockerfile.split_at(at + 1),
        _ => (dockerfile, ""),
    }
}

fn layers(image: &Image) -> AnyView {
    view! {
        <p class="hint pad">{text::layers(image.layers.len(), &words::bytes(image.size))}</p>
        {layer_list(image)}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn the_second_step_begins_at_the_last_image() {
        let both = "FROM a AS b\nRUN c\nFROM d\nFROM stage@sha256:1\nCOPY env /opt/env\n";
        assert_eq!(steps(both, true), ("FROM a AS b\nRUN c\nFROM d\n", "FROM stage@sha256:1\nCOPY env /opt/env\n"));
        assert_eq!(steps("FROM a\nFROM b\n", false), ("FROM a\nFROM b\n", ""));
    }
}
