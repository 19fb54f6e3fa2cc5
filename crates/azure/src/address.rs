//! Where a client reached us, and what it calls this workspace.

use api::code;
use axum::{
    extract::{FromRequestParts, Path},
    http::{
        header,
        request::Parts,
        uri::{Authority, Scheme},
    },
};
use definition::Digest;
use http::Error;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use workspace::Workspace;

/// The beginning of every address that an answer names (`https://127.0.0.1:8443`): the one that the client used.
#[derive(Clone, Debug)]
pub struct Origin(pub String);

impl Origin {
    /// Host and port.
    pub fn host(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, host)| host)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Origin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let named = parts.headers.get(header::HOST).and_then(|value| value.to_str().ok());
        // Who may ask was checked before, by this name.
        let host = named.or(parts.uri.authority().map(Authority::as_str)).unwrap_or_default();
        // The listener with TLS marks what comes over it.
        let scheme = parts.extensions.get::<Scheme>().unwrap_or(&Scheme::HTTP);
        Ok(Self(format!("{scheme}://{host}")))
    }
}

/// What the client calls this workspace, and where it reached it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The beginning of addresses.
    pub origin: Origin,
    /// The subscription.
    pub subscription: String,
    /// The resource group.
    pub group: String,
    /// The workspace.
    pub workspace: String,
}

#[derive(Deserialize)]
struct Names {
    subscription: String,
    group: String,
    workspace: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let origin = Origin::from_request_parts(parts, state).await?;
        let names = Path::<Names>::from_request_parts(parts, state).await;
        let Path(Names { subscription, group, workspace }) =
            names.map_err(|rejection| Error::refuse(code::INVALID_PARAMETER, rejection.body_text()))?;
        Ok(Self { origin, subscription, group, workspace })
    }
}

impl Place {
    /// The id of the workspace, of which all others are made.
    pub fn id(&self) -> String {
        format!("{}/providers/Microsoft.MachineLearningServices/workspaces/{}", self.group_id(), self.workspace)
    }

    /// The id of the resource group.
    pub fn group_id(&self) -> String {
        format!("/subscriptions/{}/resourceGroups/{}", self.subscription, self.group)
    }
}

/// The workspace's number in the form that Azure has for it; its name, hashed.
pub fn workspace_id(workspace: &Workspace) -> String {
    let bytes: [u8; 32] = Sha256::digest(format!("terrarium workspace\n{}", workspace.name)).into();
    let digits = Digest::from(bytes).to_string();
    format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..32])
}
