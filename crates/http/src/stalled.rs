//! Requests whose body stops coming.

use crate::Error;
use api::code;
use axum::{
    body::{Body, HttpBody as _},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::TryStreamExt as _;
use std::{
    error::Error as _,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tower_http::timeout::{TimeoutBody, TimeoutError};

/// Refuses a request with 408 when its client sends nothing more of the body for this long. Whoever reads the body gets an
/// error; what it makes of that is replaced here, so that no reader has to know of timeouts.
pub async fn refuse(State(timeout): State<Duration>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let has_stalled = Arc::new(AtomicBool::new(false));
    let observed = Arc::clone(&has_stalled);
    let request = request.map(|body| {
        let chunks = Body::new(TimeoutBody::new(timeout, body)).into_data_stream();
        Body::from_stream(chunks.inspect_err(move |error| {
            if error.source().is_some_and(<dyn std::error::Error>::is::<TimeoutError>) {
                observed.store(true, Ordering::Relaxed);
            }
        }))
    });
    let response = next.run(request).await;
    if response.status().is_success() || !has_stalled.load(Ordering::Relaxed) {
        return response;
    }
    let message = format!("nothing more of the body came for {} seconds", timeout.as_secs());
    Error::refuse(code::REQUEST_TIMEOUT, message)
        .help("Send the request again over a connection that works")
        .into_response()
}
