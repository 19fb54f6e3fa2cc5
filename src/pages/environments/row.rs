//! A row of the table.

use super::text;
use crate::{
    components::{
        archive::archive_handler,
        states::{environment_type, version_image},
        strips::version_strip,
    },
    routes::{Route, VersionTab},
    state::inspector::CanonicalForm,
    titles,
    ui::{Icon, badge, small_icon, time_ago},
};
use api::{Environment, EnvironmentType, ImageState, VersionReference};
use leptos::prelude::*;

/// The selector of the link of a row.
pub fn link_selector(row: usize) -> String {
    format!("#row-{row} a")
}

pub fn show(at: usize, item: &Environment) -> AnyView {
    let latest = VersionReference { environment: item.name.clone(), version: item.latest.version.clone() };
    let version = Route::Version { reference: latest.clone(), tab: VersionTab::default() }.to_string();
    let environment = Route::Environment { name: item.name.clone() }.to_string();
    view! {
        <tr id=format!("row-{at}")>
            <td><a class="name" href=environment title=item.name.clone()>{item.name.clone()}</a> {badges(item)}</td>
            <td class="wide-only">{environment_type(item.r#type)}</td>
            <td class="wide-only"><a class="ink" href=version>{item.latest.version.clone()}</a></td>
            <td class="wide-only">
                {version_strip(&item.latest.digests, item.latest.filled, CanonicalForm::Version(latest.clone()))}
            </td>
            <td>{version_image(item.image, item.latest.trial, &latest)}</td>
            <td class="wide-only">{built(item)}</td>
            <td class="wide-only soft">{item.owner.clone()}</td>
            <td class="act">{archive_button(item)}</td>
        </tr>
    }
    .into_any()
}

fn badges(item: &Environment) -> AnyView {
    let archived = item.archived.then(|| badge("", text::ARCHIVED));
    let labels: Vec<AnyView> = item
        .labels
        .iter()
        .map(|(name, value)| {
            badge("wide-only", if value.is_empty() { name.clone() } else { format!("{name}: {value}") })
        })
        .collect();
    view! { {archived} {labels} }.into_any()
}

fn archive_button(item: &Environment) -> Option<AnyView> {
    if item.r#type == EnvironmentType::Curated {
        return None;
    }
    let run = archive_handler(item.name.clone(), !item.archived);
    let label = text::archive(&item.name, item.archived);
    let icon = if item.archived { Icon::Jar } else { Icon::Archive };
    Some(
        view! {
            <button class="icon-btn" type="button" aria-label=label.clone() title=label on:click=move |_| run()>
                {small_icon(icon)}
            </button>
        }
        .into_any(),
    )
}

fn built(item: &Environment) -> AnyView {
    match (item.build, &item.built_at) {
        (Some(id), _) => view! { <a href=Route::Build { id }.to_string()>{titles::build(id)}</a> }.into_any(),
        (None, Some(built)) => time_ago(built),
        (None, None) if item.image == ImageState::Lost => view! { <span class="quiet">{text::LOST}</span> }.into_any(),
        (None, None) => view! { <span class="quiet">{text::NEVER}</span> }.into_any(),
    }
}
