//! The packages of an image, of which only the rows in sight are in the page, and a search over all of them.

mod row;

use crate::{
    api::Query,
    reactive::{live, live_if, memo},
    ui::{SearchField, use_table_window, words},
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
