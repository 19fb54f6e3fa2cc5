//! The versions of an environment, two of which can be compared.

use super::text;
use crate::{
    api,
    components::{
        listing::{Page, listing},
        states::version_image,
        strips::version_strip,
        versions::changes_in_words,
    },
    reactive::live,
    routes::{Route, VersionTab},
    state::{changes::use_changes, inspector::CanonicalForm},
    ui::{Icon, badge, icon, time_ago},
};
use ::api::{VersionReference, VersionSummary, WorkspaceEvent};
use leptos::prelude::*;

pub fn list(name: String) -> AnyView {
    let environment = name.clone();
    let changed = use_changes().watch(move |event| match event {
        WorkspaceEvent::Environment(name) => *name == environment,
        event => matches!(event, WorkspaceEvent::Build(_) | WorkspaceEvent::Image(_)),
    });
    let key = {
        let name = name.clone();
        Signal::derive(move || (name.clone(), changed.get()))
    };
    let list = listing(key, |(name, _), cursor| {
        Box::pin(async move {
            let list = api::versions(&name, cursor).await?;
            Ok(Page { items: list.items, next: list.next })
        })
    });
    let picked = RwSignal::new(Vec::<String>::new());
    list.view(2, move |versions| table(&name, versions, picked))
}

fn table(name: &str, versions: &[&VersionSummary], picked: RwSignal<Vec<String>>) -> AnyView {
    let rows: Vec<AnyView> = versions.iter().map(|version| row(name, version, picked)).collect();
    let compare = (rows.len() > 1).then(|| view! { <div class="picks">{compare(name.to_owned(), picked)}</div> });
    view! {
        {compare}
        <section class="panel scroll-x">
            <table class="grid versions">
                <thead>
                    <tr>
                        <th scope="col"><span class="vh">{text::PICK_TWO}</span></th>
                        <th scope="col">{text::VERSION}</th>
                        <th scope="col" class="wide-only">{text::STRIP}</th>
                        <th scope="col">{text::CHANGES}</th>
                        <th scope="col">{text::IMAGE}</th>
                        <th scope="col" class="wide-only">{text::REGISTERED}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
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
                <input type="checkbox" aria-label=text::pick(&number) prop:checked=is_picked on:change=pick />
            </td>
            <td><a class="name" href=href>{number.clone()}</a> {archived}</td>
            <td class="wide-only">
                {version_strip(&version.digests, version.filled, CanonicalForm::Version(reference.clone()))}
            </td>
            <td class="wrap">{changes}</td>
            <td>{version_image(version.image, version.trial, &reference)}</td>
            <td class="wide-only soft">{time_ago(&version.registered_at)} " " {text::by(&version.registered_by)}</td>
        </tr>
    }
    .into_any()
}

/// Picks a version or unpicks it. A third pick replaces the first.
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
    live(move || {
        let of = |version: &String| VersionReference { environment: name.clone(), version: version.clone() };
        match &picked.get()[..] {
            [left, right] => {
                let route = Route::Compare { left: Some(of(left)), right: Some(of(right)) };
                let label = text::compare(left, right);
                view! { <a class="btn small" href=route.to_string()>{icon(Icon::Compare)} {label}</a> }.into_any()
            }
            _ => view! { <span class="hint">{text::PICK_TWO}</span> }.into_any(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::pick;

    #[test]
    fn a_third_pick_replaces_the_first() {
        let mut picked = Vec::new();
        for version in ["1", "2", "3"] {
            pick(&mut picked, version);
        }
        assert_eq!(picked, ["2", "3"]);
        pick(&mut picked, "2");
        assert_eq!(picked, ["3"]);
    }
}
