//! One environment of the list.

use super::text;
use crate::{
    features::shared::{environment_type, image_state, version_strip},
    routes::{Route, VersionTab},
    state::inspector::CanonicalForm,
    ui::time_ago,
};
use api::{Environment, VersionReference};
use leptos::prelude::*;

/// What finds the link of a row.
pub fn link_of(row: usize) -> String {
    format!("#row-{row} a")
}

/// The row.
pub fn show(at: usize, item: &Environment) -> AnyView {
    let latest = VersionReference { environment: item.name.clone(), version: item.latest.version.clone() };
    let version = Route::Version { reference: latest.clone(), tab: VersionTab::default() }.to_string();
    let environment = Route::Environment { name: item.name.clone() }.to_string();
    view! {
        <tr id=format!("row-{at}")>
            <td><a class="name" href=environment>{item.name.clone()}</a></td>
            <td class="wide-only">{environment_type(item.r#type)}</td>
            <td class="wide-only"><a class="ink" href=version>{item.latest.version.clone()}</a></td>
            <td class="wide-only">
                {version_strip(&item.latest.digests, item.latest.filled, CanonicalForm::Version(latest))}
            </td>
            <td>{image_state(item.image)}</td>
            <td class="wide-only">{built(item)}</td>
            <td class="wide-only soft">{item.owner.clone()}</td>
        </tr>
    }
    .into_any()
}

fn built(item: &Environment) -> AnyView {
    match (item.build, &item.built_at) {
        (Some(id), _) => view! { <a href=Route::Build { id }.to_string()>{format!("build {id}")}</a> }.into_any(),
        (None, Some(built)) => time_ago(built),
        (None, None) => view! { <span class="quiet">{text::NEVER}</span> }.into_any(),
    }
}
