//! The packages as rows. Only the rows in sight are in the page, so that thousands do not lag.

use super::{
    add_package::AddPackage,
    package_row::PackageRow,
    text,
    window::{Window, use_window},
};
use crate::reactive::{live_if, memo};
use crate::{features::preview::Nearest, state::draft::Draft, ui::room};
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
    let count = memo(move || draft.rows.with(Vec::len));
    let body = NodeRef::<html::Tbody>::new();
    let window = use_window(body, count);
    let title = memo(move || nearest.with(|nearest| nearest.as_ref().map(|nearest| text::against(&nearest.title()))));
    let rest = move |rows: fn(&Window, usize) -> usize| {
        move || {
            let rows = window.with(|window| rows(window, count.get()));
            (rows > 0).then(|| {
                let room = room(rows, window.with(|window| window.row));
                view! { <tr class="spacer" aria-hidden="true"><td colspan="5">{room}</td></tr> }
            })
        }
    };
    view! {
        {live_if(move || (count.get() == 0).then(|| view! { <p class="body quiet">{text::NO_PACKAGES}</p> }))}
        <table class="grid packages edit" class:vh=move || count.get() == 0 aria-label=text::PYTHON aria-rowcount=Signal::derive(move || (count.get() + 1).to_string())>
            <thead>
                <tr>
                    <th scope="col">{text::PACKAGE}</th>
                    <th scope="col">{text::FROM}</th>
                    <th scope="col">{text::VERSION}</th>
                    <th scope="col" class="wide-only">{title} <span class="vh">{text::DIFFERENCE}</span></th>
                    <th><span class="vh">{text::remove("")}</span></th>
                </tr>
            </thead>
            <tbody node_ref=body>
                {rest(|window, _| window.rows.start)}
                <For
                    each=move || window.with(|window| window.rows.clone())
                    key=|at| *at
                    children=move |at| view! { <PackageRow draft=draft at=at nearest=nearest /> }
                />
                {rest(|window, count| count.saturating_sub(window.rows.end))}
            </tbody>
        </table>
        <AddPackage draft=draft count=count />
    }
}
