//! Lists that come in pages: more is asked for when somebody gets to the end of what is there.

use crate::api::Failure;
use leptos::prelude::*;
use std::{future::Future, pin::Pin, sync::Arc};

/// A page of a list.
#[derive(Clone)]
pub struct Page<T> {
    /// Its items.
    pub items: Vec<T>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// What asks for a page.
type Ask<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Failure>>>>;

/// All pages that were asked for.
pub struct Listing<T: Clone + 'static> {
    /// The pages so far. They are shared: a long list is not copied whenever it gets longer.
    pub pages: LocalResource<Result<Vec<Arc<Page<T>>>, Failure>>,
    wanted: RwSignal<usize>,
}

#[expect(clippy::expl_impl_clone_on_copy, reason = "a derived one asks for items that are copied, too")]
impl<T: Clone + 'static> Clone for Listing<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + 'static> Copy for Listing<T> {}

/// A list of what `key` asks for. Another key begins anew; the next page is added to those that are there.
pub fn listing<K, T>(key: Signal<K>, ask: fn(K, Option<String>) -> Ask<T>) -> Listing<T>
where
    K: Clone + PartialEq + Send + Sync + 'static,
    T: Clone + 'static,
{
    let wanted = RwSignal::new(1_usize);
    let known = StoredValue::new_local(None::<(K, Vec<Arc<Page<T>>>)>);
    let pages = LocalResource::new(move || {
        let (key, wanted) = (key.get(), wanted.get());
        let mut pages = known.get_value().filter(|(of, _)| *of == key).map(|(_, pages)| pages).unwrap_or_default();
        async move {
            while pages.len() < wanted {
                let next = pages.last().and_then(|page| page.next.clone());
                if next.is_none() && !pages.is_empty() {
                    break;
                }
                pages.push(Arc::new(ask(key.clone(), next).await?));
            }
            known.try_set_value(Some((key, pages.clone())));
            Ok(pages)
        }
    });
    Listing { pages, wanted }
}

impl<T: Clone + 'static> Listing<T> {
    /// Asks for the next page, when there is one.
    pub fn more(self) {
        if let Some(Ok(pages)) = self.pages.get_untracked()
            && pages.len() == self.wanted.get_untracked()
            && pages.last().is_some_and(|page| page.next.is_some())
        {
            self.wanted.set(pages.len() + 1);
        }
    }

    /// A button for the next page, when there is one.
    pub fn more_button(self) -> AnyView {
        (move || {
            let more = self.pages.get()?.ok()?.last()?.next.is_some();
            more.then(|| {
                view! { <button class="btn small" type="button" on:click=move |_| self.more()>"Show more"</button> }
            })
        })
        .into_any()
    }
}
