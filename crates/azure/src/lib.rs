//! The faces of Azure Machine Learning: what Microsoft's own clients talk to, over the same services as the workspace's
//! own API.
//!
//! One server is one workspace: whatever subscription, resource group and workspace a client names, it means this one, and
//! answers name them as the client did. `arm` is for azure-ai-ml (v2), `v1` for azureml-core, `storage` is where both
//! upload files; `discovery` tells them where everything is. Handlers fail with the error of the workspace, which
//! `wording` puts into the form that each client reads. `docs/AZURE.md` lists the calls, and where we differ on purpose.

mod access;
mod address;
mod arm;
mod context;
mod discovery;
mod history;
mod jobs;
mod logs;
mod server_name;
mod storage;
mod v1;
mod wording;

pub use access::Tokens;

use api::code;
use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{CurrentActor, Error};
use workspace::{Workspace, access::Refused};

/// Every path of Microsoft's clients, for those who have one of these tokens.
pub fn router(workspace: &Workspace, tokens: &Tokens) -> Router<Workspace> {
    let known = "/subscriptions/{subscription}/resourceGroups/{group}\
                 /providers/Microsoft.MachineLearningServices/workspaces/{workspace}";
    let arm = Router::new()
        .route("/subscriptions", get(discovery::subscriptions))
        .nest(known, arm::router())
        .nest(&format!("/rp/workspaces{known}"), arm::compute_router());
    let v1 = Router::new()
        .nest(&format!("/environment/v1.0{known}"), v1::router())
        .nest(&format!("/environment/v2.0{known}"), v1::build_router())
        .nest(&format!("/history/v1.0{known}"), history::router())
        .nest(&format!("/artifact/v2.0{known}"), history::artifact_router())
        .nest(&format!("/content/v1.0{known}"), v1::content_router())
        .nest(&format!("/content/v2.0{known}"), v1::content_router())
        .nest(&format!("/execution/v1.0{known}"), v1::execution_router());
    let arm = access::require_token(arm, workspace, tokens, refused);
    let v1 = access::require_token(v1, workspace, tokens, refused).merge(logs::router());
    Router::new()
        .merge(arm.layer(middleware::map_response(wording::arm)))
        .merge(v1.layer(middleware::map_response(wording::v1)))
        .merge(discovery::router())
        .merge(storage::router(workspace))
}

/// Nobody gets in without a token.
fn refused(refused: Refused) -> Response {
    Error::refuse(code::UNAUTHORIZED, refused.to_string()).help(refused.help()).into_response()
}

/// Pages that answer on paths of Azure that this server does not have, and lead from the page of a run by the name that a
/// client gave it to the one by its number.
pub fn pages(workspace: &Workspace, pages: Router) -> Router {
    pages.layer(middleware::from_fn_with_state(workspace.clone(), missing_path))
}

async fn missing_path(
    State(workspace): State<Workspace>,
    actor: CurrentActor,
    request: Request,
    next: Next,
) -> Response {
    let mut parts = request.uri().path().split('/').skip(1);
    let first = parts.next().unwrap_or_default();
    if let ("runs", Some(name), None) = (first, parts.next(), parts.next())
        && name.parse::<i64>().is_err()
        && let Ok(run) = jobs::find(&workspace, &actor, name).await
    {
        return Redirect::temporary(&format!("/runs/{}", run.id)).into_response();
    }
    if !["subscriptions", "environment", "history", "execution", "content", "metric", "rp", "artifact"].contains(&first)
    {
        return next.run(request).await;
    }
    let message = "such path among those of Azure that this server has";
    wording::arm(Error::not_found(message).help("docs/AZURE.md lists them").into_response()).await
}
