//! The last pages that were opened in this browser, for the palette.

use crate::{browser::storage, routes::Route};

const KEY: &str = "recent";
const MAX_PAGES: usize = 8;

/// Remembers a page, unless it is one that the navigation links to.
pub fn visit(route: &Route) {
    let is_remembered = matches!(
        route,
        Route::Environment { .. }
            | Route::Version { .. }
            | Route::Edit { .. }
            | Route::Build { .. }
            | Route::Run { .. }
            | Route::Image { .. }
            | Route::Compare { left: Some(_), right: Some(_) }
    );
    if is_remembered {
        let address = route.to_string();
        let others = addresses().into_iter().filter(|other| *other != address);
        let all: Vec<String> = std::iter::once(address.clone()).chain(others).take(MAX_PAGES).collect();
        // Without storage there are no recent pages.
        let _ = storage::set(KEY, &all.join("\n"));
    }
}

/// The pages, the last one first.
pub fn all() -> Vec<Route> {
    let addresses = addresses();
    let routes = addresses.iter().map(|address| {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Route::of(path, query)
    });
    routes.filter(|route| *route != Route::NotFound).collect()
}

fn addresses() -> Vec<String> {
    storage::get(KEY).unwrap_or_default().lines().map(ToOwned::to_owned).collect()
}
