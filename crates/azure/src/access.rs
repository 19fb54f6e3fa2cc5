//! Who may use the paths of Microsoft's clients: whoever has a token that the workspace's key signed.

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, header},
    middleware::{Next, from_fn},
    response::Response,
};
use workspace::{
    Workspace,
    access::{Actor, Refused},
};

/// Which tokens let somebody in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tokens {
    /// Those that the workspace's key signed, until they expire.
    #[default]
    Checked,
    /// Every token, for clients that bring tokens of their own: on a machine where everybody is trusted. Nothing in them is
    /// believed; everybody is this actor.
    Any(String),
}

/// Who sent these headers, if the workspace lets them in.
fn authenticate(workspace: &Workspace, tokens: &Tokens, headers: &HeaderMap) -> Result<Actor, Refused> {
    let value = headers.get(header::AUTHORIZATION).ok_or(Refused::Missing)?;
    let (scheme, token) = value.to_str().ok().and_then(|value| value.trim().split_once(' ')).ok_or(Refused::Missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refused::Missing);
    }
    match tokens {
        Tokens::Checked => workspace.key.check(token.trim(), workspace.clock.now()),
        Tokens::Any(name) => Ok(Actor::of_machine(name)),
    }
}

/// Lets only requests with a valid token through to these routes, with its [`Actor`] as their extension. The others get the
/// response that `refuse` makes of the reason.
pub fn require_token<S>(
    routes: Router<S>,
    workspace: &Workspace,
    tokens: &Tokens,
    refuse: fn(Refused) -> Response,
) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let (workspace, tokens) = (workspace.clone(), tokens.clone());
    routes.route_layer(from_fn(move |mut request: Request, next: Next| {
        let actor = authenticate(&workspace, &tokens, request.headers());
        async move {
            match actor {
                Ok(actor) => {
                    request.extensions_mut().insert(actor);
                    next.run(request).await
                }
                Err(refused) => refuse(refused),
            }
        }
    }))
}
