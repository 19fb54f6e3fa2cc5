//! A package of an image.

use super::{ADDED, Row};
use crate::{
    api::Query,
    reactive::live_if,
    ui::{CopyButton, badge, words},
};
use ::api::{LockedPackage, PackageToday, Today};
use leptos::prelude::*;

const REMOVED: &str = "would be removed";
const SAME: &str = "same";

impl Row {
    /// The row; with `today`, it shows what a rebuild today would install.
    pub fn show(&self, today: Option<Query<Today>>) -> AnyView {
        match self {
            Self::Built(package) => built(package, today),
            Self::Added(package) => added(package),
        }
    }
}

fn built(package: &LockedPackage, today: Option<Query<Today>>) -> AnyView {
    let LockedPackage { name, version, source, build, sha256, url } = package.clone();
    let key = (name.clone(), source.clone());
    let change = today.map(|today| {
        live_if(move || {
            let today = today.data().unwrap_or_default();
            let same = |package: &&PackageToday| (&package.name, &package.source) == (&key.0, &key.1);
            today.packages.iter().find(same).map(change_of)
        })
    });
    view! {
        <tr>
            <td class="name"><code title=name.clone()>{name.clone()}</code></td>
            <td class="version"><code title=version.clone()>{version.clone()}</code></td>
            <td class="build"><code class="quiet" title=build.clone()>{build.clone()}</code></td>
            <td class="from">{badge("", source)} {url.map(file)}</td>
            <td class="file-hash">{sha256.map(digest)}</td>
            <td class="num">{change}</td>
        </tr>
    }
    .into_any()
}

fn added(package: &PackageToday) -> AnyView {
    let PackageToday { name, source, today, through, .. } = package.clone();
    view! {
        <tr class="added">
            <td class="name"><code>{name}</code></td>
            <td class="version quiet">{ADDED}</td>
            <td class="build"></td>
            <td class="from">{badge("", source)} <span class="quiet">{required_by(&through)}</span></td>
            <td class="file-hash"></td>
            <td class="num"><code class="strong">{today}</code></td>
        </tr>
    }
    .into_any()
}

/// A link to the file that was installed; the address of a repository as text.
fn file(url: String) -> AnyView {
    let is_file = url.starts_with("https://") || url.starts_with("http://");
    if !is_file {
        return view! { <code class="quiet" title=url.clone()>{url.clone()}</code> }.into_any();
    }
    let name = url.rsplit('/').next().unwrap_or(&url).split('#').next().unwrap_or_default().to_owned();
    view! { <a class="ink" href=url.clone() title=url rel="noreferrer"><code>{name}</code></a> }.into_any()
}

/// The first digits of the SHA-256 of a file, and a button that copies all of it.
fn digest(sha256: String) -> AnyView {
    let short = words::short_digest(&sha256).to_owned();
    view! {
        <span class="with-copy">
            <code class="quiet" title=sha256.clone()>{short}</code> <CopyButton text=sha256 what="SHA-256" bare=true />
        </span>
    }
    .into_any()
}

/// What a rebuild today would do with a package of the image.
fn change_of(package: &PackageToday) -> AnyView {
    let through = (!package.through.is_empty()).then(|| required_by(&package.through));
    match &package.today {
        None => view! { <span class="t-warn" title=through>{REMOVED}</span> }.into_any(),
        Some(today) if package.moves() => {
            view! { <code class="strong" title=through>{today.clone()}</code> }.into_any()
        }
        Some(_) => view! { <span class="quiet" title=through>{SAME}</span> }.into_any(),
    }
}

/// The packages that require a package.
fn required_by(packages: &[String]) -> String {
    if packages.is_empty() { String::new() } else { format!("required by {}", words::list(packages)) }
}
