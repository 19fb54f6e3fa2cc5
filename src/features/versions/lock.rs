//! Every package in the image, as it was built, and what a build of today would make of it.

use super::{drift, text, version::AskedImage};
use crate::{
    api::{self, Asked, ask_when},
    reactive::live,
    ui::{CopyButton, badge, words},
};
use ::api::{Image, LockedPackage, PackageToday, Today};
use leptos::prelude::*;

/// The title of the tab.
pub fn title(image: AskedImage) -> String {
    match image.get() {
        Some(Ok(image)) => format!("As built, {}", words::count(image.lock.len(), "package", "packages")),
        _ => "As built".into(),
    }
}

/// The packages. The indexes are asked once they are shown.
pub fn show(image: AskedImage) -> AnyView {
    let today = ask_when(move || {
        let image = image.known().filter(|image| !image.lock.is_empty())?;
        Some(api::today(image.hash()))
    });
    live(move || match image.get() {
        Some(Ok(image)) => view! { {drift::head(image.lock.len(), today)} {table(&image, today)} }.into_any(),
        Some(Err(failure)) => crate::ui::problem(&failure, Callback::new(move |()| image.again())),
        _ => view! { <p class="hint pad">{text::NOT_BUILT}</p> }.into_any(),
    })
}

fn table(image: &Image, today: Asked<Today>) -> AnyView {
    // Only conda has builds of a version.
    let class = if image.lock.iter().any(|package| package.build.is_some()) { "" } else { " no-builds" };
    let rows: Vec<AnyView> = image.lock.iter().map(|package| row(package, today)).collect();
    let coming = live(move || {
        let coming = today.known().map(|today| today.packages).unwrap_or_default();
        coming.into_iter().filter(|package| package.built.is_none()).map(coming_row).collect::<Vec<_>>()
    });
    view! {
        <table class=format!("grid packages locked{class}")>
            <thead>
                <tr>
                    <th scope="col">"Package"</th> <th scope="col">"Version"</th> <th scope="col">"From"</th>
                    <th scope="col" class="wide-only">"Build"</th>
                    <th scope="col" class="wide-only">"SHA-256"</th> <th scope="col" class="num">{text::TODAY}</th>
                </tr>
            </thead>
            <tbody>{rows} {coming}</tbody>
        </table>
    }
    .into_any()
}

fn row(package: &LockedPackage, today: Asked<Today>) -> AnyView {
    let LockedPackage { name, version, source, build, sha256, url } = package.clone();
    let key = (name.clone(), source.clone());
    let of_today = live(move || {
        let today = today.known().unwrap_or_default();
        let same = |package: &&PackageToday| (&package.name, &package.source) == (&key.0, &key.1);
        today.packages.iter().find(same).map(fate)
    });
    view! {
        <tr>
            <td><code>{name}</code></td> <td><code>{version}</code></td> <td>{origin(source, url)}</td>
            <td class="wide-only"><code class="quiet">{build}</code></td>
            <td class="wide-only">{sha256.map(digest)}</td> <td class="num">{of_today}</td>
        </tr>
    }
    .into_any()
}

/// Who installed a package, leading to where its file came from.
fn origin(source: String, url: Option<String>) -> AnyView {
    match url {
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
            view! { <a href=url.clone() title=url rel="noreferrer">{badge("", source)}</a> }.into_any()
        }
        url => view! { <span title=url>{badge("", source)}</span> }.into_any(),
    }
}

/// The beginning of the SHA-256 of a file, and the whole of it to copy.
fn digest(sha256: String) -> AnyView {
    let short = sha256.get(..8).unwrap_or(&sha256).to_owned();
    view! { <span class="with-copy"><code class="quiet">{short}</code> <CopyButton text=sha256 what="SHA-256" bare=true /></span> }
        .into_any()
}

/// What becomes of a package that is in the image.
fn fate(package: &PackageToday) -> AnyView {
    let through = (!package.through.is_empty()).then(|| text::through(&package.through));
    match &package.today {
        None => view! { <span class="t-warn" title=through>{text::GOES}</span> }.into_any(),
        Some(today) if package.moves() => {
            view! { <code class="strong" title=through>{today.clone()}</code> }.into_any()
        }
        Some(_) => view! { <span class="quiet" title=through>{text::SAME_TODAY}</span> }.into_any(),
    }
}

/// A package that would come.
fn coming_row(package: PackageToday) -> AnyView {
    let through = text::through(&package.through);
    view! {
        <tr class="added">
            <td><code>{package.name}</code></td> <td class="quiet">{text::COMES}</td> <td>{badge("", package.source)}</td>
            <td class="wide-only quiet">{through}</td> <td class="wide-only"></td> <td class="num"><code class="strong">{package.today}</code></td>
        </tr>
    }
    .into_any()
}
