//! The packages as rows. Only the rows in sight are in the page, so that thousands do not lag.

use super::{add_package::AddPackage, package_row::PackageRow, text, window::use_window};
use crate::{
    features::preview::Nearest,
    state::draft::{Draft, rows},
};
use leptos::{html, prelude::*};
use std::sync::Arc;

/// The table of packages.
#[component]
pub fn Packages(
    /// What is edited.
    draft: Draft,
    /// What it is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    let all = Memo::new(move |_| draft.definition.with(rows));
    let count = Memo::new(move |_| all.with(Vec::len));
    let body = NodeRef::<html::Tbody>::new();
    let window = use_window(body, count);
    let shown = move || window.with(Clone::clone);
    let title =
        Memo::new(move |_| nearest.with(|nearest| nearest.as_ref().map(|nearest| text::against(&nearest.title()))));
    let spacer = move |height: fn(&super::window::Window) -> u32| {
        move || {
            let height = window.with(height);
            (height > 0).then(|| view! { <tr class="spacer" aria-hidden="true"><td colspan="5" prop:height=height.to_string()></td></tr> })
        }
    };
    view! {
        {move || (count.get() == 0).then(|| view! { <p class="body quiet">{text::NO_PACKAGES}</p> })}
        <table class="grid packages" class:vh=move || count.get() == 0 aria-label=text::PYTHON aria-rowcount=move || (count.get() + 1).to_string()>
            <thead>
                <tr>
                    <th scope="col">{text::PACKAGE}</th>
                    <th scope="col">{text::FROM}</th>
                    <th scope="col">{text::VERSION}</th>
                    <th scope="col" class="wide-only">{title}</th>
                    <th><span class="vh">{text::remove("")}</span></th>
                </tr>
            </thead>
            <tbody node_ref=body>
                {spacer(|window| window.above)}
                <For
                    each=move || shown().rows
                    key=|at| *at
                    children=move |at| view! { <PackageRow draft=draft all=all at=at nearest=nearest /> }
                />
                {spacer(|window| window.below)}
            </tbody>
        </table>
        <AddPackage draft=draft count=count />
    }
}
