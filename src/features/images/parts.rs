//! What is in an image, part by part: packages, Dockerfiles, layers; and the history of its hash.

use super::{drift, history, text};
use crate::{
    api::{self, Asked},
    features::shared::{is_former, layer_list, locked},
    reactive::{live, live_if},
    routes::{IMAGE_TABS, ImageTab, Route},
    ui::{Icon, Tab, code, load, small_icon, tabs, words},
};
use ::api::{Image, ImageHistory};
use definition::Digest;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// What is shown.
#[derive(Clone, Copy)]
pub struct Shown {
    /// Of which hash.
    pub hash: Digest,
    /// Which part.
    pub tab: Memo<ImageTab>,
    /// The image that the address asks for; none for the current one.
    pub wanted: Memo<Option<String>>,
    /// Every image of the hash.
    pub history: Asked<ImageHistory>,
    /// The image.
    pub image: Asked<Image>,
}

/// The forms that an image can be taken in, each with its name and the ending of its file.
const FORMS: [(&str, &str, &str); 3] =
    [("lock", "Lock", ""), ("spdx", "SPDX", ".spdx.json"), ("cyclonedx", "CycloneDX", ".cdx.json")];

/// The panel.
pub fn show(shown: Shown) -> AnyView {
    let Shown { hash, tab, wanted, history, image } = shown;
    let navigate = use_navigate();
    let choose = Callback::new(move |tab: ImageTab| {
        let to = Route::Image { hash, manifest: wanted.get_untracked(), tab };
        navigate(&to.to_string(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let title = move |tab: ImageTab| {
        Signal::derive(move || match tab {
            ImageTab::Packages => counted(text::PACKAGES, image.known().map(|image| image.lock.len())),
            ImageTab::Dockerfiles => text::DOCKERFILES.into(),
            ImageTab::Layers => counted(text::LAYERS, image.known().map(|image| image.layers.len())),
            ImageTab::History => counted(text::HISTORY, history.known().map(|history| history.items.len())),
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
        let history = history.known().filter(is_shown)?;
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
    let take: Vec<AnyView> = FORMS.iter().map(|form| download(image, form)).collect();
    let list = if image.lock.is_empty() {
        view! { <p class="hint pad">{text::NOTHING_LOCKED}</p> }.into_any()
    } else {
        locked(&image.lock, None)
    };
    view! { <div class="take chips pad" role="group" aria-label=text::TAKE>{take}</div> {list} }.into_any()
}

/// A link that saves what the image holds as a file.
fn download(image: &Image, &(form, name, ending): &(&str, &'static str, &str)) -> AnyView {
    let address = api::image_file(image.hash(), &image.manifest, form);
    let conda = image.lock.iter().any(|package| package.source == "conda");
    let ending = match (form, conda) {
        ("lock", true) => ".lock.yml",
        ("lock", false) => ".lock.txt",
        _ => ending,
    };
    let file = format!("image-{}{ending}", image.hash().short());
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

/// The Dockerfiles of both steps, which stand one after the other; the second is of one stage.
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
