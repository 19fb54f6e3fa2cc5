//! The packages of an image, of which only the rows in sight are in the page, and a search over all of them.

use crate::{
    api::Query,
    reactive::{live, live_if, memo},
    ui::{CopyButton, SearchField, badge, use_table_window, words},
};
use ::api::{LockedPackage, PackageToday, Today};
use fold::fold;
use leptos::{html, prelude::*};
use std::sync::Arc;

/// Up to this many packages, there is no search.
const FEW: usize = 12;

const SEARCH: &str = "Package, version, file or hash";
const NONE: &str = "No package matches";
const PACKAGE: &str = "Package";
const VERSION: &str = "Version";
const BUILD: &str = "Build";
const FROM: &str = "From";
const SHA256: &str = "SHA-256";
const TODAY: &str = "Today";
const ADDED: &str = "would be added";

/// How many of the packages match a search.
fn matching(found: usize, total: usize) -> String {
    format!("{found} of {total}")
}

/// A row: a package of the image, or one that a rebuild today would add.
#[derive(Clone, Debug, PartialEq)]
enum Row {
    Built(Arc<LockedPackage>),
    Added(Arc<PackageToday>),
}

/// The table; with `today`, it shows what a rebuild today would install.
pub fn locked_packages(lock: &[LockedPackage], today: Option<Query<Today>>) -> AnyView {
    let search = RwSignal::new(String::new());
    let built: Vec<Row> = lock.iter().map(|package| Row::Built(Arc::new(package.clone()))).collect();
    let all = memo(move || {
        let added = today.and_then(Query::data).unwrap_or_default().packages;
        let added = added.into_iter().filter(|package| package.built.is_none());
        built.iter().cloned().chain(added.map(|package| Row::Added(Arc::new(package)))).collect::<Vec<_>>()
    });
    let found = memo(move || {
        let query = fold(search.get().trim());
        all.with(|all| all.iter().filter(|row| row.matches(&query)).cloned().collect::<Vec<_>>())
    });
    let count = lock.len();
    let controls = (count > FEW).then(|| {
        let status = move || {
            if search.with(|query| query.trim().is_empty()) {
                words::count(count, "package", "packages")
            } else {
                matching(found.with(Vec::len), count)
            }
        };
        view! {
            <div class="controls pad">
                <SearchField label=SEARCH value=search change=Callback::new(move |query| search.set(query)) />
                <span class="hint" role="status">{live(status)}</span>
            </div>
        }
    });
    // Only conda packages have builds.
    let has_builds = lock.iter().any(|package| package.build.is_some());
    view! { {controls} {table(found, today, has_builds)} }.into_any()
}

fn table(found: Memo<Vec<Row>>, today: Option<Query<Today>>, has_builds: bool) -> AnyView {
    let table = NodeRef::<html::Table>::new();
    let count = memo(move || found.with(Vec::len));
    let window = use_table_window(table, count);
    window.print_all();
    let class = match (has_builds, today.is_some()) {
        (true, true) => "grid locked",
        (true, false) => "grid locked no-today",
        (false, true) => "grid locked no-builds",
        (false, false) => "grid locked no-builds no-today",
    };
    let none = move || (count.get() == 0).then(|| view! { <p class="hint pad">{NONE}</p> });
    view! {
        <table class=class node_ref=table>
            <thead>
                <tr>
                    <th scope="col">{PACKAGE}</th> <th scope="col">{VERSION}</th> <th scope="col">{BUILD}</th>
                    <th scope="col">{FROM}</th> <th scope="col">{SHA256}</th> <th scope="col" class="num">{TODAY}</th>
                </tr>
            </thead>
            {window.space_above()}
            <tbody><For each=move || window.visible(found) key=|(_, row)| row.key() children=move |(_, row)| row.show(today) /></tbody>
            {window.space_below()}
        </table>
        {live_if(none)}
    }
    .into_any()
}

impl Row {
    /// Identifies the row.
    fn key(&self) -> (bool, String, String, String) {
        match self {
            Self::Built(package) => {
                (true, package.source.clone(), package.name.clone(), package.sha256.clone().unwrap_or_default())
            }
            Self::Added(package) => (false, package.source.clone(), package.name.clone(), String::new()),
        }
    }

    /// Whether anything in it contains the query, which is folded.
    fn matches(&self, query: &str) -> bool {
        let has = |text: &str| fold(text).contains(query);
        match self {
            Self::Built(package) => {
                let LockedPackage { name, version, source, build, sha256, url } = &**package;
                let more = [build, sha256, url].into_iter().flatten();
                has(name) || has(version) || has(source) || more.into_iter().any(|text| has(text))
            }
            Self::Added(package) => has(&package.name) || has(&package.source),
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_found_by_anything_in_its_row() {
        let package = LockedPackage {
            name: "numpy".into(),
            version: "2.1.0".into(),
            source: "conda".into(),
            build: Some("py312h58c1407_0".into()),
            sha256: Some("ab12".repeat(16)),
            url: Some("https://x.example/forge/linux-64/numpy-2.1.0-py312h58c1407_0.conda".into()),
        };
        let row = Row::Built(Arc::new(package));
        for words in ["", "num", "2.1", "conda", "py312h58", "ab12ab12", "linux-64"] {
            assert!(row.matches(words), "{words}");
        }
        assert!(!row.matches("pandas"));
    }
}
