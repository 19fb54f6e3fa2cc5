//! Errors in the forms that Microsoft's clients read.

use api::code;
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// Puts an error into the form of the Azure Resource Manager.
pub async fn arm(response: Response) -> Response {
    reword(response, |error, _| {
        let details: Vec<Value> = error
            .help
            .iter()
            .map(|help| json!({ "code": "Help", "message": help, "target": error.field, "details": [] }))
            .collect();
        let info = |kind: &str, value: Value| json!({ "type": kind, "info": { "value": value } });
        json!({ "error": {
            "code": kind(&error.code),
            "message": sentence(error),
            "target": error.field,
            "details": details,
            "additionalInfo": [info("ComponentName", json!("terrarium")), info("Code", json!(error.code))],
        }})
    })
}

/// Puts an error into the form of the first data plane.
pub async fn v1(response: Response) -> Response {
    reword(response, |error, status| {
        let inner = match status {
            StatusCode::NOT_FOUND => json!({ "code": "NotFound", "innerError": null }),
            StatusCode::CONFLICT => json!({ "code": "Conflict", "innerError": null }),
            _ => json!({ "code": error.code, "innerError": null }),
        };
        json!({
            "error": {
                "code": kind(&error.code),
                "severity": null,
                "message": sentence(error),
                "messageFormat": null,
                "messageParameters": {},
                "referenceCode": null,
                "detailsUri": null,
                "target": error.field,
                "details": [],
                "innerError": inner,
                "debugInfo": null,
                "additionalInfo": null,
            },
            "correlation": {},
            "componentName": "terrarium",
        })
    })
}

/// Whose mistake it is, as Azure says it.
fn kind(code: &str) -> &'static str {
    match code {
        code::INTERNAL | code::UNAVAILABLE => "ServiceError",
        _ => "UserError",
    }
}

/// What happened and what to do: these clients show one text.
fn sentence(error: &api::Error) -> String {
    match &error.help {
        Some(help) => format!("{}. {help}.", error.message),
        None => error.message.clone(),
    }
}

fn reword(response: Response, body: impl FnOnce(&api::Error, StatusCode) -> Value) -> Response {
    let Some(error) = response.extensions().get::<api::Error>().cloned() else { return response };
    // These clients know one status for what they sent wrong.
    let status = match response.status() {
        StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
        other => other,
    };
    let mut reworded = (status, Json(body(&error, status))).into_response();
    if let Some(challenge) = response.headers().get(axum::http::header::WWW_AUTHENTICATE) {
        reworded.headers_mut().insert(axum::http::header::WWW_AUTHENTICATE, challenge.clone());
    }
    reworded
}
