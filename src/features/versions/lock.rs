//! Every package in the image, as it was built.

use super::{text, version::AskedImage};
use crate::ui::{badge, words};
use api::{Image, LockedPackage};
use leptos::prelude::*;

/// The title of the tab.
pub fn title(image: AskedImage) -> String {
    match image.get() {
        Some(Ok(image)) => format!("As built, {}", words::count(image.lock.len(), "package", "packages")),
        _ => "As built".into(),
    }
}

/// The packages.
pub fn show(image: AskedImage) -> AnyView {
    (move || match image.get() {
        Some(Ok(image)) => table(&image),
        Some(Err(failure)) => crate::ui::problem(&failure, Callback::new(move |()| image.again())),
        _ => view! { <p class="hint pad">{text::NOT_BUILT}</p> }.into_any(),
    })
    .into_any()
}

fn table(image: &Image) -> AnyView {
    let rows: Vec<AnyView> = image.lock.iter().map(row).collect();
    view! {
        <table class="grid packages">
            <thead>
                <tr>
                    <th scope="col">"Package"</th> <th scope="col">"Version"</th> <th scope="col">"From"</th>
                    <th scope="col" class="wide-only">"Build"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(package: &LockedPackage) -> AnyView {
    let LockedPackage { name, version, source, build, .. } = package.clone();
    view! {
        <tr>
            <td><code>{name}</code></td> <td><code>{version}</code></td> <td>{badge("", source)}</td>
            <td class="wide-only"><code class="quiet">{build}</code></td>
        </tr>
    }
    .into_any()
}
