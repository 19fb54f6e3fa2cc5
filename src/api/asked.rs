//! What a view asks the workspace for, again whenever its question changes. Everything that waits is compiled once, for
//! texts; only reading an answer knows its type.

use super::{Failure, request};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::{
    future::{Future, IntoFuture},
    marker::PhantomData,
    pin::Pin,
};

/// A question to the workspace whose answer is a `T`: awaited once, or asked for by a view with [`ask`].
pub struct Read<T> {
    path: String,
    answer: PhantomData<T>,
}

impl<T> Read<T> {
    pub(super) fn of(path: String) -> Self {
        Self { path, answer: PhantomData }
    }
}

impl<T: DeserializeOwned + 'static> IntoFuture for Read<T> {
    type Output = Result<T, Failure>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output>>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(request::read(self.path))
    }
}

/// A question that a view asks, and its newest answer.
pub struct Asked<T: Send + Sync + 'static> {
    texts: Texts,
    answer: Memo<Option<Result<T, Failure>>>,
}

type Texts = LocalResource<Option<Result<String, Failure>>>;

impl<T: Send + Sync + 'static> Copy for Asked<T> {}

impl<T: Send + Sync + 'static> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// Asks while the current owner lives, and again whenever a signal that the question reads has changed.
pub fn ask<T>(question: impl Fn() -> Read<T> + 'static) -> Asked<T>
where
    T: Clone + PartialEq + Send + Sync + DeserializeOwned + 'static,
{
    ask_when(move || Some(question()))
}

/// As [`ask`], while there is a question.
pub fn ask_when<T>(question: impl Fn() -> Option<Read<T>> + 'static) -> Asked<T>
where
    T: Clone + PartialEq + Send + Sync + DeserializeOwned + 'static,
{
    let texts = texts(Box::new(move || question().map(|read| read.path)));
    let answer = Memo::new(move |_| texts.get().flatten().map(|text| text.and_then(|text| request::parse(&text))));
    Asked { texts, answer }
}

fn texts(path: Box<dyn Fn() -> Option<String>>) -> Texts {
    LocalResource::new(move || {
        let path = path();
        async move { Some(request::read_text(path?).await) }
    })
}

impl<T: Clone + Send + Sync + 'static> Asked<T> {
    /// The newest answer, none while the first one is awaited or nothing is asked.
    pub fn get(self) -> Option<Result<T, Failure>> {
        self.answer.get()
    }

    /// The newest answer, none while there is none or the request failed.
    pub fn known(self) -> Option<T> {
        self.answer.get()?.ok()
    }

    /// What is made of the answer.
    pub fn map<U>(self, make: fn(T) -> Result<U, Failure>) -> Asked<U>
    where
        U: Clone + PartialEq + Send + Sync + 'static,
    {
        Asked { texts: self.texts, answer: Memo::new(move |_| self.answer.get().map(|answer| answer.and_then(make))) }
    }

    /// Asks the same again.
    pub fn again(self) {
        self.texts.refetch();
    }
}
