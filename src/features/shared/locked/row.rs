//! One package of an image.

use super::{COMES, Row};
use crate::{
    api::Asked,
    reactive::live,
    ui::{CopyButton, badge, words},
};
use ::api::{LockedPackage, PackageToday, Today};
use leptos::prelude::*;

const GOES: &str = "would go";
const SAME: &str = "same";

impl Row {
    /// The row, with what a build of today would make of it where that is asked.
    pub fn show(&self, today: Option<Asked<Today>>) -> AnyView {
        match self {
            Self::Built(package) => built(package, today),
            Self::Comes(package) => comes(package),
        }
    }
}

fn built(package: &LockedPackage, today: Option<Asked<Today>>) -> AnyView {
    let LockedPackage { name, version, source, build, sha256, url } = package.clone();
    let key = (name.clone(), source.clone());
    let of_today = today.map(|today| {
        live(move || {
            let today = today.known().unwrap_or_default();
            let same = |package: &&PackageToday| (&package.name, &package.source) == (&key.0, &key.1);
            today.packages.iter().find(same).map(fate)
        })
    });
    view! {
        <tr>
            <td class="name"><code title=name.clone()>{name.clone()}</code></td>
            <td class="version"><code title=version.clone()>{version.clone()}</code></td>
            <td class="build"><code class="quiet" title=build.clone()>{build.clone()}</code></td>
            <td class="from">{badge("", source)} {url.map(file)}</td>
            <td class="file-hash">{sha256.map(digest)}</td>
            <td class="num">{of_today}</td>
        </tr>
    }
    .into_any()
}

/// A package that would come.
fn comes(package: &PackageToday) -> AnyView {
    let PackageToday { name, source, today, through, .. } = package.clone();
    view! {
        <tr class="added">
            <td class="name"><code>{name}</code></td>
            <td class="version quiet">{COMES}</td>
            <td class="build"></td>
            <td class="from">{badge("", source)} <span class="quiet">{asked_through(&through)}</span></td>
            <td class="file-hash"></td>
            <td class="num"><code class="strong">{today}</code></td>
        </tr>
    }
    .into_any()
}

/// The file that a package came as, leading to where it came from; a repository as it is.
fn file(url: String) -> AnyView {
    let is_file = url.starts_with("https://") || url.starts_with("http://");
    if !is_file {
        return view! { <code class="quiet" title=url.clone()>{url.clone()}</code> }.into_any();
    }
    let name = url.rsplit('/').next().unwrap_or(&url).split('#').next().unwrap_or_default().to_owned();
    view! { <a class="ink" href=url.clone() title=url rel="noreferrer"><code>{name}</code></a> }.into_any()
}

/// The beginning of the SHA-256 of a file, and the whole of it to copy.
fn digest(sha256: String) -> AnyView {
    let short = words::short_digest(&sha256).to_owned();
    view! {
        <span class="with-copy">
            <code class="quiet" title=sha256.clone()>{short}</code> <CopyButton text=sha256 what="SHA-256" bare=true />
        </span>
    }
    .into_any()
}

/// What becomes of a package that is in the image.
fn fate(package: &PackageToday) -> AnyView {
    let through = (!package.through.is_empty()).then(|| asked_through(&package.through));
    match &package.today {
        None => view! { <span class="t-warn" title=through>{GOES}</span> }.into_any(),
        Some(today) if package.moves() => {
            view! { <code class="strong" title=through>{today.clone()}</code> }.into_any()
        }
        Some(_) => view! { <span class="quiet" title=through>{SAME}</span> }.into_any(),
    }
}

/// Who asks for a package.
fn asked_through(packages: &[String]) -> String {
    if packages.is_empty() { String::new() } else { format!("through {}", words::list(packages)) }
}
