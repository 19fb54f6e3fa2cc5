//! The bearer token of a request.

use super::Refused;
use crate::{Workspace, workspace::Rooms};
use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, header},
    middleware::{Next, from_fn},
    response::Response,
};

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// Under whose name writes are recorded.
    pub who: String,
}

/// Which tokens let somebody in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tokens {
    /// Those that the workspace's key signed, until they end.
    #[default]
    Checked,
    /// Every token, for clients that bring tokens of their own: on a machine where everybody is trusted. Nothing in
    /// them is believed.
    Any,
}

/// Who sent these headers, if the workspace lets them in.
///
/// # Errors
/// When there is no token, or it lets nobody in.
pub fn bearer(rooms: &Rooms, headers: &HeaderMap) -> Result<Bearer, Refused> {
    let value = headers.get(header::AUTHORIZATION).ok_or(Refused::Missing)?;
    let (scheme, token) = value.to_str().ok().and_then(|value| value.trim().split_once(' ')).ok_or(Refused::Missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refused::Missing);
    }
    match rooms.settings.azure_tokens {
        Tokens::Checked => rooms.key.check(token.trim(), rooms.settings.clock.now()),
        Tokens::Any => Ok(Bearer { who: rooms.settings.owner.clone() }),
    }
}

/// Lets only requests through to these routes that [`bearer`] lets in, with the [`Bearer`] as their extension. The
/// others get what `words` makes of the reason.
pub fn checked<S>(routes: Router<S>, workspace: Workspace, words: fn(Refused) -> Response) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    routes.route_layer(from_fn(move |mut request: Request, next: Next| {
        let bearer = bearer(&workspace, request.headers());
        async move {
            match bearer {
                Ok(bearer) => {
                    request.extensions_mut().insert(bearer);
                    next.run(request).await
                }
                Err(refused) => words(refused),
            }
        }
    }))
}
