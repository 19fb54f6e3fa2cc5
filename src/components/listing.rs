//! Lists that come in pages: the next page is loaded when the end of the list is reached.

use crate::{
    api::Failure,
    reactive::{live, live_if, memo, pressed},
    ui::problem,
};
use leptos::prelude::*;
use std::{future::Future, pin::Pin, sync::Arc};

const SHOW_MORE: &str = "Show more";

/// A page of a list.
#[derive(Clone)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// A request for a page.
type PageRequest<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Failure>>>>;

/// The pages of a list that were loaded.
pub struct Listing<T: Clone + 'static> {
    /// Shared, so that a long list is not copied whenever it grows.
    pages: LocalResource<Result<Vec<Arc<Page<T>>>, Failure>>,
    page_count: RwSignal<usize>,
}

#[expect(clippy::expl_impl_clone_on_copy, reason = "a derived one would ask for items that are copied, too")]
impl<T: Clone + 'static> Clone for Listing<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + 'static> Copy for Listing<T> {}

/// A list. Another key loads it again; the number of pages stays.
pub fn listing<K, T>(key: Signal<K>, request: fn(K, Option<String>) -> PageRequest<T>) -> Listing<T>
where
    K: Clone + PartialEq + Send + Sync + 'static,
    T: Clone + 'static,
{
    let page_count = RwSignal::new(1_usize);
    let loaded = StoredValue::new_local(None::<(K, Vec<Arc<Page<T>>>)>);
    let pages = LocalResource::new(move || {
        let (key, page_count) = (key.get(), page_count.get());
        let mut pages = loaded.get_value().filter(|(of, _)| *of == key).map(|(_, pages)| pages).unwrap_or_default();
        async move {
            while pages.len() < page_count {
                let next = pages.last().and_then(|page| page.next.clone());
                if next.is_none() && !pages.is_empty() {
                    break;
                }
                pages.push(Arc::new(request(key.clone(), next).await?));
            }
            loaded.try_set_value(Some((key, pages.clone())));
            Ok(pages)
        }
    });
    Listing { pages, page_count }
}

impl<T: Clone + 'static> Listing<T> {
    /// Loads the next page, when there is one.
    pub fn load_more(self) {
        if let Some(Ok(pages)) = self.pages.get_untracked()
            && pages.len() == self.page_count.get_untracked()
            && pages.last().is_some_and(|page| page.next.is_some())
        {
            self.page_count.set(pages.len() + 1);
        }
    }

    pub fn refetch(self) {
        self.pages.refetch();
    }

    /// The button that loads the next page, when there is one.
    pub fn more_button(self) -> AnyView {
        let button = live_if(move || {
            let more = self.pages.get()?.ok()?.last()?.next.is_some();
            let load = move || pressed(move || self.load_more());
            more.then(|| view! { <button class="btn small" type="button" on:click=load()>{SHOW_MORE}</button> })
        });
        view! { <p class="more">{button}</p> }.into_any()
    }

    /// What went wrong with the last request, with a button that repeats it.
    pub fn problem(self, failure: &Failure) -> AnyView {
        problem(failure, Callback::new(move |()| self.refetch()))
    }

    /// All items that were loaded: `None` while the first page is loading, or why it could not be loaded.
    pub fn result(self) -> Option<Result<Vec<T>, Failure>> {
        Some(self.pages.get()?.map(|pages| pages.iter().flat_map(|page| page.items.iter().cloned()).collect()))
    }

    /// The list, shown by `show`: a placeholder while it is loading, or why it could not be loaded. Below it is the button
    /// for more.
    pub fn view(self, placeholder_lines: usize, show: impl Fn(&[&T]) -> AnyView + Send + 'static) -> AnyView {
        let list = live(move || match self.pages.get() {
            None => placeholder(placeholder_lines),
            Some(Err(failure)) => self.problem(&failure),
            Some(Ok(pages)) => show(&pages.iter().flat_map(|page| &page.items).collect::<Vec<_>>()),
        });
        view! { {list} {self.more_button()} }.into_any()
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Listing<T> {
    /// The items that were loaded, empty until there are some.
    pub fn items(self) -> Memo<Vec<T>> {
        memo(move || self.result().and_then(Result::ok).unwrap_or_default())
    }
}

/// Shown while a list is loading.
pub fn placeholder(lines: usize) -> AnyView {
    let lines: Vec<AnyView> = (0..lines).map(|_| view! { <span class="line"></span> }.into_any()).collect();
    view! { <section class="panel shape" aria-busy="true">{lines}</section> }.into_any()
}

/// What is shown in the place of an empty list.
pub fn empty(title: impl Into<String>, body: impl IntoView + 'static) -> AnyView {
    view! { <div class="empty"><p class="strong">{title.into()}</p> {body.into_any()}</div> }.into_any()
}

/// How many of the items that match are shown.
pub fn shown(shown: usize, total: u32) -> String {
    if shown >= total as usize { format!("{total} shown") } else { format!("{shown} of {total} shown") }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_list_says_how_much_of_it_is_shown() {
        assert_eq!(shown(2, 2), "2 shown");
        assert_eq!(shown(100, 5000), "100 of 5000 shown");
        assert_eq!(shown(3, 2), "2 shown", "one was archived meanwhile");
    }
}
