//! Every package of an image: thousands of rows, of which those in sight are in the page, and a search over all of them.

mod row;

use crate::{
    api::Asked,
    browser::{page, scroll},
    reactive::{live, live_if, memo},
    ui::{SearchField, in_sight, room, words},
};
use ::api::{LockedPackage, PackageToday, Today, fold};
use leptos::{html, prelude::*};
use std::sync::Arc;

/// The height of a row in pixels until one is there to be measured.
const ROW: f64 = 37.0;
/// How many packages are too many to be looked through without a search.
const MANY: usize = 12;

const SEARCH: &str = "Package, version, file or hash";
const NONE: &str = "No package matches";
const COMES: &str = "would come";

/// A row: a package of the image, or one that a build of today would bring.
#[derive(Clone, Debug, PartialEq)]
enum Row {
    Built(Arc<LockedPackage>),
    Comes(Arc<PackageToday>),
}

/// The packages; where the indexes are asked, with what a build of today would make of each.
pub fn locked(lock: &[LockedPackage], today: Option<Asked<Today>>) -> AnyView {
    let search = RwSignal::new(String::new());
    let built: Vec<Row> = lock.iter().map(|package| Row::Built(Arc::new(package.clone()))).collect();
    let all = memo(move || {
        let coming = today.and_then(Asked::known).unwrap_or_default().packages;
        let coming = coming.into_iter().filter(|package| package.built.is_none());
        built.iter().cloned().chain(coming.map(|package| Row::Comes(Arc::new(package)))).collect::<Vec<_>>()
    });
    let found = memo(move || {
        let words = fold(search.get().trim());
        all.with(|all| all.iter().filter(|row| row.has(&words)).cloned().collect::<Vec<_>>())
    });
    let count = lock.len();
    let controls = (count > MANY).then(|| {
        let told = move || {
            if search.with(|words| words.trim().is_empty()) {
                words::count(count, "package", "packages")
            } else {
                format!("{} of {count}", found.with(Vec::len))
            }
        };
        view! {
            <div class="controls pad">
                <SearchField label=SEARCH value=search change=Callback::new(move |words| search.set(words)) />
                <span class="hint" role="status">{live(told)}</span>
            </div>
        }
    });
    // Only conda has builds of a version.
    let builds = lock.iter().any(|package| package.build.is_some());
    view! { {controls} {table(found, today, builds)} }.into_any()
}

fn table(found: Memo<Vec<Row>>, today: Option<Asked<Today>>, builds: bool) -> AnyView {
    let table = NodeRef::<html::Table>::new();
    let position = RwSignal::new((0.0, 1200.0, ROW));
    let measure = move || {
        if let Some(table) = table.get_untracked() {
            let (above, height) = scroll::in_window(&table);
            position.set((above, height, scroll::row_height(&table).unwrap_or(ROW)));
        }
    };
    scroll::listen(measure);
    // On paper all of them are in sight.
    page::on_print(move |begins| if begins { position.set((0.0, f64::from(u32::MAX), ROW)) } else { measure() });
    let count = memo(move || found.with(Vec::len));
    let sight = memo(move || {
        let (above, height, row) = position.get();
        in_sight(above, height, row, count.get())
    });
    let rows = move || {
        let sight = sight.get();
        found.with(|rows| sight.filter_map(|at| rows.get(at).cloned()).collect::<Vec<_>>())
    };
    let gap = move |rows: usize| {
        let height = position.get().2;
        (rows > 0).then(|| {
            view! { <tbody aria-hidden="true"><tr aria-hidden="true"><td class="gap">{room(rows, height)}</td></tr></tbody> }
        })
    };
    let class = match (builds, today.is_some()) {
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
                    <th scope="col">"Package"</th> <th scope="col">"Version"</th> <th scope="col">"Build"</th>
                    <th scope="col">"From"</th> <th scope="col">"SHA-256"</th> <th scope="col" class="num">"Today"</th>
                </tr>
            </thead>
            {live_if(move || gap(sight.get().start))}
            <tbody><For each=rows key=Row::key children=move |row| row.show(today) /></tbody>
            {live_if(move || gap(count.get() - sight.get().end))}
        </table>
        {live_if(none)}
    }
    .into_any()
}

impl Row {
    /// What tells it from the others.
    fn key(&self) -> (bool, String, String, String) {
        match self {
            Self::Built(package) => {
                (true, package.source.clone(), package.name.clone(), package.sha256.clone().unwrap_or_default())
            }
            Self::Comes(package) => (false, package.source.clone(), package.name.clone(), String::new()),
        }
    }

    /// Whether any of what is known of it has these words, which are folded.
    fn has(&self, words: &str) -> bool {
        let has = |text: &str| fold(text).contains(words);
        match self {
            Self::Built(package) => {
                let LockedPackage { name, version, source, build, sha256, url } = &**package;
                let more = [build, sha256, url].into_iter().flatten();
                has(name) || has(version) || has(source) || more.into_iter().any(|text| has(text))
            }
            Self::Comes(package) => has(&package.name) || has(&package.source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_found_by_anything_that_is_known_of_it() {
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
            assert!(row.has(words), "{words}");
        }
        assert!(!row.has("pandas"));
    }
}
