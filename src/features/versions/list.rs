//! The versions of an environment.

use super::text;
use crate::{
    api,
    features::shared::{Page, changes_in_words, listing, version_image, version_strip},
    routes::{Route, VersionTab},
    state::{changes::use_changes, inspector::CanonicalForm},
    ui::{Icon, badge, icon, problem, time_ago},
};
use ::api::{VersionReference, VersionSummary, WorkspaceEvent};
use leptos::prelude::*;

/// The table of versions, and what compares two of them.
pub fn show(name: String) -> AnyView {
    let mine = name.clone();
    let changed = use_changes().watch(move |event| match event {
        WorkspaceEvent::Environment(name) => *name == mine,
        event => matches!(event, WorkspaceEvent::Build(_) | WorkspaceEvent::Image(_)),
    });
    let of = name.clone();
    let list = listing(Signal::derive(move || (of.clone(), changed.get())), |(name, _), cursor| {
        Box::pin(async move {
            let list = api::versions(&name, cursor).await?;
            Ok(Page { items: list.items, next: list.next })
        })
    });
    let picked = RwSignal::new(Vec::<String>::new());
    let of = name;
    let rows = move || {
        match list.pages.get() {
        None => view! { <section class="panel shape" aria-busy="true"><span class="line"></span><span class="line"></span></section> }.into_any(),
        Some(Err(failure)) => problem(&failure, Callback::new(move |()| list.pages.refetch())),
        Some(Ok(pages)) => {
            let rows: Vec<AnyView> =
                pages.iter().flat_map(|page| &page.items).map(|version| row(&of, version, picked)).collect();
            view! {
                {(rows.len() > 1).then(|| view! { <div class="picks">{compare(of.clone(), picked)}</div> })}
                <section class="panel scroll-x">
                    <table class="grid versions">
                        <thead>
                            <tr>
                                <th scope="col"><span class="vh">{text::PICK_TWO}</span></th>
                                <th scope="col">"Version"</th>
                                <th scope="col" class="wide-only">"Hash strip"</th>
                                <th scope="col">"Changed"</th>
                                <th scope="col">"Image"</th>
                                <th scope="col" class="wide-only">"Registered"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </section>
            }
            .into_any()
        }
    }
    };
    view! { {rows} <p class="more">{list.more_button()}</p> }.into_any()
}

fn row(name: &str, version: &VersionSummary, picked: RwSignal<Vec<String>>) -> AnyView {
    let reference = VersionReference { environment: name.into(), version: version.version.clone() };
    let href = Route::Version { reference: reference.clone(), tab: VersionTab::default() }.to_string();
    let number = version.version.clone();
    let is_picked = {
        let number = number.clone();
        move || picked.with(|picked| picked.contains(&number))
    };
    let pick = {
        let number = number.clone();
        move |_| picked.update(|picked| pick(picked, &number))
    };
    let changes = version.changes.as_ref().map_or_else(|| vec![text::FIRST.to_owned()], changes_in_words);
    let changes = if changes.is_empty() { text::SAME.to_owned() } else { changes.join(", ") };
    let archived = version.archived.then(|| badge("", text::ARCHIVED));
    view! {
        <tr>
            <td>
                <input type="checkbox" aria-label=format!("Compare version {number}") prop:checked=is_picked on:change=pick />
            </td>
            <td><a class="name" href=href>{number.clone()}</a> {archived}</td>
            <td class="wide-only">
                {version_strip(&version.digests, version.filled, CanonicalForm::Version(reference.clone()))}
            </td>
            <td class="wrap">{changes}</td>
            <td>{version_image(version.image, version.trial, &reference)}</td>
            <td class="wide-only soft">{time_ago(&version.registered_at)} " by " {version.registered_by.clone()}</td>
        </tr>
    }
    .into_any()
}

/// Picks a version or lets it go; a third pick replaces the first.
fn pick(picked: &mut Vec<String>, number: &str) {
    if let Some(at) = picked.iter().position(|other| other == number) {
        picked.remove(at);
        return;
    }
    if picked.len() == 2 {
        picked.remove(0);
    }
    picked.push(number.into());
}

fn compare(name: String, picked: RwSignal<Vec<String>>) -> AnyView {
    (move || {
        let of = |version: &String| VersionReference { environment: name.clone(), version: version.clone() };
        match &picked.get()[..] {
            [left, right] => {
                let route = Route::Compare { left: Some(of(left)), right: Some(of(right)) };
                let words = format!("{} {left} and {right}", text::COMPARE);
                view! { <a class="btn small" href=route.to_string()>{icon(Icon::Compare)} {words}</a> }.into_any()
            }
            _ => view! { <span class="hint">{text::PICK_TWO}</span> }.into_any(),
        }
    })
    .into_any()
}
