//! Queries: what a view loads from the workspace, again whenever its signals change. Requests are compiled once, for texts;
//! only the conversion of a response knows its type.

use super::{Failure, request};
use crate::reactive::memo;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::{
    future::{Future, IntoFuture},
    marker::PhantomData,
    pin::Pin,
};

/// A request for a `T`: awaited once, or kept up to date by [`use_query`].
pub struct Request<T> {
    path: String,
    response: PhantomData<T>,
}

impl<T> Request<T> {
    pub(super) fn of(path: String) -> Self {
        Self { path, response: PhantomData }
    }
}

impl<T: DeserializeOwned + 'static> IntoFuture for Request<T> {
    type Output = Result<T, Failure>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output>>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(request::read(self.path))
    }
}

/// The last response to a request.
pub struct Query<T: Send + Sync + 'static> {
    texts: Texts,
    response: Memo<Option<Result<T, Failure>>>,
}

type Texts = LocalResource<Option<Result<String, Failure>>>;

impl<T: Send + Sync + 'static> Copy for Query<T> {}

impl<T: Send + Sync + 'static> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// Sends a request now, and again whenever a signal that `request` reads changes, while the current owner lives.
pub fn use_query<T>(request: impl Fn() -> Request<T> + 'static) -> Query<T>
where
    T: Clone + PartialEq + Send + Sync + DeserializeOwned + 'static,
{
    use_query_if(move || Some(request()))
}

/// As [`use_query`], while there is a request.
pub fn use_query_if<T>(request: impl Fn() -> Option<Request<T>> + 'static) -> Query<T>
where
    T: Clone + PartialEq + Send + Sync + DeserializeOwned + 'static,
{
    let texts = texts(Box::new(move || request().map(|request| request.path)));
    let response = memo(move || texts.get().flatten().map(|text| text.and_then(|text| request::parse(&text))));
    Query { texts, response }
}

fn texts(path: Box<dyn Fn() -> Option<String>>) -> Texts {
    LocalResource::new(move || {
        let path = path();
        async move { Some(request::read_text(path?).await) }
    })
}

impl<T: Clone + Send + Sync + 'static> Query<T> {
    /// The last response; `None` until there is one.
    pub fn get(self) -> Option<Result<T, Failure>> {
        self.response.get()
    }

    /// The last response, unless the request failed.
    pub fn data(self) -> Option<T> {
        self.response.get()?.ok()
    }

    /// A query for something that is computed from the response.
    pub fn map<U>(self, convert: fn(T) -> Result<U, Failure>) -> Query<U>
    where
        U: Clone + PartialEq + Send + Sync + 'static,
    {
        Query { texts: self.texts, response: memo(move || self.response.get().map(|data| data.and_then(convert))) }
    }

    /// Sends the request again.
    pub fn refetch(self) {
        self.texts.refetch();
    }
}
