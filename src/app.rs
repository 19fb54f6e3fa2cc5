//! The root: contexts, the shell, and the page of the address.

use crate::{
    chunks,
    pages::{environments, not_found},
    routes::{Route, use_route},
    shell, state,
    ui::Messages,
};
use leptos::prelude::*;
use leptos_router::{
    WildcardSegment,
    components::{FlatRoutes, Route as RouteView, Router},
};

#[component]
pub fn App() -> impl IntoView {
    state::provide();
    view! {
        <Router>
            <shell::Shell>
                <FlatRoutes fallback=not_found::page>
                    <RouteView path=WildcardSegment("path") view=Page />
                </FlatRoutes>
            </shell::Shell>
            <shell::Inspect />
            <shell::Help />
            <shell::Palette />
            <Messages />
        </Router>
    }
}

/// The page of the address, created again when the path changes. A page reads its own query.
#[component]
fn Page() -> impl IntoView {
    let route = use_route();
    let pathname = leptos_router::hooks::use_location().pathname;
    let page = Memo::new(move |_| {
        pathname.track();
        Path(route.get_untracked())
    });
    move || show(page.get().0)
}

/// A route, compared by its path alone.
#[derive(Clone)]
struct Path(Route);

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        let path = |route: &Route| route.to_string().split('?').next().map(ToOwned::to_owned);
        path(&self.0) == path(&other.0)
    }
}

fn show(route: Route) -> AnyView {
    match route {
        Route::Environments(_) => environments::page(),
        Route::New { .. } | Route::Edit { .. } | Route::Draft => chunks::authoring(route),
        Route::Environment { .. }
        | Route::Version { .. }
        | Route::Compare { .. }
        | Route::Builds
        | Route::Build { .. }
        | Route::Runs(_)
        | Route::Run { .. }
        | Route::Images(_)
        | Route::Image { .. }
        | Route::Activity(_)
        | Route::Health => chunks::registered(route),
        Route::NotFound => not_found::page(),
    }
}
