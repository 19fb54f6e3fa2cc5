//! The packages of both versions, as they are defined or as they were built. Equal ones are folded.

use super::text;
use crate::{
    api::{self, Query, use_query_if},
    components::versions::reference_of,
    reactive::{live, live_if, memo},
    state::shortcuts::use_shortcut,
    titles::version_title,
    ui::{Icon, icon, segmented},
};
use ::api::{ComparisonResponse, LockedPackage, Version};
use definition::{Definition, canonical, equal_packages};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A package on both sides; `None` where it is missing.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    name: String,
    before: Option<String>,
    after: Option<String>,
}

/// The panel, where one chooses what is compared.
pub fn panel(response: &ComparisonResponse) -> AnyView {
    let as_built = RwSignal::new(false);
    let titles = [&response.left, &response.right].map(|side| version_title(&reference_of(side)));
    let defined: Vec<Row> = response
        .comparison
        .packages
        .iter()
        .map(|package| Row {
            name: package.name.clone(),
            before: package.before.clone().map(any),
            after: package.after.clone().map(any),
        })
        .collect();
    let equal = equal_rows(response);
    let images = [response.left.digests.image, response.right.digests.image]
        .map(|hash| use_query_if(move || as_built.get().then(|| api::image(hash))));
    let locks = move || {
        let [left, right] = images.map(Query::data);
        Some(compare_locks(&left?.lock, &right?.lock))
    };
    let compared = memo(move || if as_built.get() { locks() } else { Some((defined.clone(), equal.clone())) });
    let counts = live_if(move || compared.get().map(|(rows, equal)| text::counts(count_kinds(&rows, &equal))));
    let shown = live(move || match compared.get() {
        Some((rows, equal)) => table(&titles, &rows, &equal),
        None => view! { <p class="hint pad">{text::NOT_BUILT}</p> }.into_any(),
    });
    let choices = [(false, text::DEFINED), (true, text::BUILT)];
    use_shortcut("u", text::SWITCH_KEY, move || as_built.update(|as_built| *as_built = !*as_built));
    view! {
        <section class="panel">
            <header>
                <h2>{text::PACKAGES}</h2>
                {segmented(text::COMPARED, &choices, as_built.into(), Callback::new(move |choice| as_built.set(choice)))}
                <span class="end hint">{counts}</span>
            </header>
            {shown}
        </section>
    }
    .into_any()
}

/// The packages that are equal in both definitions.
fn equal_rows(response: &ComparisonResponse) -> Vec<Row> {
    let read = |side: &Version| Definition::from_json(&side.definition).ok().and_then(|read| canonical(&read).ok());
    let (Some(left), Some(right)) = (read(&response.left), read(&response.right)) else { return Vec::new() };
    let both = equal_packages(&left, &right).into_iter().map(|package| {
        let constraint = Some(any(package.constraint));
        Row { name: package.name, before: constraint.clone(), after: constraint }
    });
    both.collect()
}

fn any(constraint: String) -> String {
    if constraint.is_empty() { text::ANY.into() } else { constraint }
}

/// The packages that differ between two locks, and the equal ones.
fn compare_locks(left: &[LockedPackage], right: &[LockedPackage]) -> (Vec<Row>, Vec<Row>) {
    let mut packages: BTreeMap<&str, [Option<&str>; 2]> = BTreeMap::new();
    for (side, lock) in [left, right].into_iter().enumerate() {
        for package in lock {
            packages.entry(&package.name).or_default()[side] = Some(&package.version);
        }
    }
    let all = packages.into_iter().map(|(name, [before, after])| Row {
        name: name.into(),
        before: before.map(Into::into),
        after: after.map(Into::into),
    });
    all.partition(|row| row.before != row.after)
}

fn table(titles: &[String; 2], rows: &[Row], equal: &[Row]) -> AnyView {
    if rows.is_empty() && equal.is_empty() {
        return view! { <p class="hint pad">{text::NO_PACKAGES}</p> }.into_any();
    }
    let differing = (!rows.is_empty()).then(|| grid(titles, rows));
    let folded = (!equal.is_empty()).then(|| {
        view! {
            <details class="fold pad">
                <summary>{text::show_equal(equal.len())}</summary>
                {grid(titles, equal)}
            </details>
        }
    });
    view! { {differing} {folded} }.into_any()
}

/// How many packages changed, were added, were removed and are equal.
fn count_kinds(rows: &[Row], equal: &[Row]) -> [usize; 4] {
    let count = |which: fn(&Row) -> bool| rows.iter().filter(|row| which(row)).count();
    let changed = count(|row| row.before.is_some() && row.after.is_some());
    [changed, count(|row| row.before.is_none()), count(|row| row.after.is_none()), equal.len()]
}

fn grid(titles: &[String; 2], rows: &[Row]) -> AnyView {
    let body: Vec<AnyView> = rows.iter().map(row).collect();
    let [left, right] = titles.clone();
    view! {
        <table class="grid packages compared">
            <thead>
                <tr>
                    <th scope="col"><span class="vh">{text::CHANGE}</span></th> <th scope="col">{text::PACKAGE}</th>
                    <th scope="col">{left}</th> <th scope="col">{right}</th>
                </tr>
            </thead>
            <tbody>{body}</tbody>
        </table>
    }
    .into_any()
}

fn row(row: &Row) -> AnyView {
    let (class, sign, kind) = match (&row.before, &row.after) {
        (Some(before), Some(after)) if before == after => ("", Icon::Equal, text::EQUAL),
        (Some(_), Some(_)) => ("moved", Icon::Differs, text::CHANGED),
        (None, _) => ("added", Icon::Plus, text::ADDED),
        (_, None) => ("removed", Icon::Close, text::REMOVED),
    };
    let Row { name, before, after } = row.clone();
    view! {
        <tr class=class>
            <td>{icon(sign)} <span class="vh">{kind}</span></td>
            <td><code>{name}</code></td> <td><code>{before}</code></td> <td><code>{after}</code></td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(name: &str, version: &str) -> LockedPackage {
        let (name, version, source) = (name.into(), version.into(), "pip".into());
        LockedPackage { name, version, source, build: None, sha256: None, url: None }
    }

    #[test]
    fn locks_are_compared_by_name() {
        let left = [locked("numpy", "1.26.4"), locked("scipy", "1.14.0"), locked("xgboost", "2.0.3")];
        let right = [locked("numpy", "1.26.4"), locked("scipy", "1.14.1"), locked("shap", "0.46.0")];
        let (rows, equal) = compare_locks(&left, &right);
        let names = |rows: &[Row]| rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&rows), ["scipy", "shap", "xgboost"]);
        assert_eq!(names(&equal), ["numpy"]);
    }
}
