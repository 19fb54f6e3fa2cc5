//! The packages as rows. Only the rows in sight are in the page, so that thousands do not lag.

use super::{add_package::AddPackage, package_row::PackageRow};
use crate::{
    browser::scroll,
    components::preview::Nearest,
    pages::editor::text,
    reactive::{live_if, memo},
    state::draft::Draft,
    ui::{spacer, visible_rows},
};
use leptos::{html, prelude::*};
use std::{ops::Range, sync::Arc};

/// Up to this many rows, all are in the page.
const MAX_ROWS_IN_PAGE: usize = 150;
/// The height of a row in pixels until one can be measured.
const DEFAULT_ROW_HEIGHT: f64 = 37.0;

/// The rows in the page.
#[derive(Clone, Debug, PartialEq)]
struct Window {
    rows: Range<usize>,
    /// In pixels.
    row_height: f64,
}

/// Follows scrolling while the current owner lives.
fn use_window(body: NodeRef<html::Tbody>, count: Memo<usize>) -> Memo<Window> {
    let scrolled = RwSignal::new(0);
    scroll::listen(move || _ = scrolled.try_update(|count| *count += 1));
    memo(move || {
        let count = count.get();
        if count <= MAX_ROWS_IN_PAGE {
            return Window { rows: 0..count, row_height: DEFAULT_ROW_HEIGHT };
        }
        scrolled.track();
        let Some(body) = body.get() else {
            return Window {
                rows: visible_rows(0.0, 1000.0, DEFAULT_ROW_HEIGHT, count),
                row_height: DEFAULT_ROW_HEIGHT,
            };
        };
        let (above, height) = scroll::in_window(&body);
        let row_height = scroll::row_height(&body).unwrap_or(DEFAULT_ROW_HEIGHT);
        Window { rows: visible_rows(above, height, row_height, count), row_height }
    })
}

#[component]
pub fn Packages(
    draft: Draft,
    /// The image that the draft is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    let count = memo(move || draft.rows().with(Vec::len));
    let body = NodeRef::<html::Tbody>::new();
    let window = use_window(body, count);
    let title =
        memo(move || nearest.with(|nearest| nearest.as_ref().map(|nearest| text::compared_with(&nearest.title()))));
    let space = move |rows: fn(&Window, usize) -> usize| {
        move || {
            let rows = window.with(|window| rows(window, count.get()));
            (rows > 0).then(|| {
                let space = spacer(rows, window.with(|window| window.row_height));
                view! { <tr class="spacer" aria-hidden="true"><td colspan="5">{space}</td></tr> }
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
                {space(|window, _| window.rows.start)}
                <For
                    each=move || window.with(|window| window.rows.clone())
                    key=|at| *at
                    children=move |at| view! { <PackageRow draft=draft at=at nearest=nearest /> }
                />
                {space(|window, count| count.saturating_sub(window.rows.end))}
            </tbody>
        </table>
        <AddPackage draft=draft count=count />
    }
}
