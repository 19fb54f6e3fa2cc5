//! For whom a request is carried out.

use crate::Error;
use api::code;
use axum::{extract::FromRequestParts, http::request::Parts};
use std::ops::Deref;
use workspace::access::Actor;

/// The actor whom a guard found for this request. Without a guard there is none, and the request is refused.
pub struct CurrentActor(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for CurrentActor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let actor = parts.extensions.get::<Actor>().cloned();
        let refusal = || workspace::Error::refuse(code::UNAUTHORIZED, "the request does not say who sends it");
        Ok(Self(actor.ok_or_else(refusal)?))
    }
}

impl Deref for CurrentActor {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.0
    }
}
