//! Firefox, by `WebDriver BiDi`, and classic `WebDriver` for what that lacks.

use super::bidi::{Connection, Event};
use crate::{
    ColorScheme, Outcome, Timeout, Viewport,
    driver::{Driver, Session},
    wait_for,
};
use serde_json::{Value, json};
use std::{
    process::Command,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::mpsc::UnboundedReceiver;

/// The Firefox of a page.
#[derive(Debug)]
pub struct Firefox {
    session: Session,
    connection: Connection,
    context: String,
    events: Arc<Mutex<Events>>,
}

/// What events of Firefox have reported.
#[derive(Debug, Default)]
struct Events {
    console_errors: Vec<String>,
    barrier: Option<Barrier>,
}

/// Requests to URLs that contain `part` wait.
#[derive(Debug)]
struct Barrier {
    part: String,
    intercept: Value,
    waiting: Vec<Value>,
}

/// Starts geckodriver.
///
/// # Errors
/// When it is not installed or does not start.
pub fn driver() -> Outcome<Driver> {
    let mut command = Command::new("geckodriver");
    // The preferred colour scheme is a preference, which only the privileged context of Firefox may set.
    command.args(["--port=0", "--websocket-port=0", "--allow-system-access"]);
    Driver::start(&mut command, "Listening on 127.0.0.1:")
}

/// The capabilities that Firefox is started with.
pub fn capabilities() -> Value {
    json!({
        "webSocketUrl": true,
        "moz:firefoxOptions": {
            "args": ["-headless"],
            "prefs": {
                "ui.prefersReducedMotion": 1,
                "intl.accept_languages": "en-GB, en",
                "messaging-system.rsexperimentloader.enabled": false,
            },
        },
    })
}

impl Firefox {
    /// Connects to the `BiDi` socket of this session.
    ///
    /// # Errors
    /// When Firefox does not answer.
    pub async fn connect(session: Session, socket: &str) -> Outcome<Self> {
        let (connection, stream) = Connection::open(socket).await?;
        let events = Arc::default();
        tokio::spawn(listen(connection.clone(), stream, Arc::clone(&events)));
        connection.command("session.subscribe", json!({ "events": ["log.entryAdded"] })).await?;
        let context = session.get("window").await?.as_str().ok_or("Firefox has no window")?.to_owned();
        Ok(Self { session, connection, context, events })
    }

    /// See [`Protocol::find`](super::Protocol::find).
    pub async fn find(&self, role: &str, name: &str) -> Outcome<Option<String>> {
        let mut containing = None;
        for element in self.with_role(role).await? {
            match self.name(&element).await {
                Some(found) if found == name || name.is_empty() => return Ok(Some(element)),
                Some(found) if found.contains(name) => containing = containing.or(Some(element)),
                _ => {}
            }
        }
        Ok(containing)
    }

    /// See [`Protocol::names`](super::Protocol::names).
    pub async fn names(&self, role: &str) -> Outcome<Vec<String>> {
        let mut names = Vec::new();
        for element in self.with_role(role).await? {
            names.extend(self.name(&element).await);
        }
        Ok(names)
    }

    /// See [`Protocol::set_appearance`](super::Protocol::set_appearance).
    pub async fn set_appearance(&self, viewport: Viewport, colors: ColorScheme) -> Outcome<()> {
        let (width, height) = viewport.size();
        let size = json!({ "width": width, "height": height });
        let parameters = json!({ "context": self.context, "viewport": size, "devicePixelRatio": 1 });
        self.connection.command("browsingContext.setViewport", parameters).await?;
        let preference = match colors {
            ColorScheme::Dark => 0,
            ColorScheme::Light => 1,
        };
        self.session.post("moz/context", &json!({ "context": "chrome" })).await?;
        let prefer = "Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', arguments[0])";
        let preferred = self.script(prefer, json!([preference])).await;
        self.session.post("moz/context", &json!({ "context": "content" })).await?;
        preferred?;
        // Preferences reach the process of the page a little later.
        let query = format!("(prefers-color-scheme: {})", colors.keyword());
        let ask = "return matchMedia(arguments[0]).matches && innerWidth === arguments[1]";
        wait_for("the new appearance of the page", Timeout::Page, || async {
            Ok((self.script(ask, json!([query, width])).await? == true).then_some(()))
        })
        .await
    }

    /// See [`Protocol::console_errors`](super::Protocol::console_errors).
    pub fn console_errors(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.events).console_errors)
    }

    /// See [`Protocol::hold_requests`](super::Protocol::hold_requests).
    pub async fn hold_requests(&self, part: &str) -> Outcome<()> {
        let barrier = Barrier { part: part.to_owned(), intercept: Value::Null, waiting: Vec::new() };
        lock(&self.events).barrier = Some(barrier);
        let subscription = json!({ "events": ["network.beforeRequestSent"] });
        self.connection.command("session.subscribe", subscription).await?;
        let intercept = json!({ "phases": ["beforeRequestSent"] });
        let mut added = self.connection.command("network.addIntercept", intercept).await?;
        if let Some(barrier) = &mut lock(&self.events).barrier {
            barrier.intercept = added["intercept"].take();
        }
        Ok(())
    }

    /// See [`Protocol::release_requests`](super::Protocol::release_requests).
    pub async fn release_requests(&self) -> Outcome<()> {
        let Some(Barrier { intercept, waiting, .. }) = lock(&self.events).barrier.take() else { return Ok(()) };
        self.connection.command("network.removeIntercept", json!({ "intercept": intercept })).await?;
        for request in waiting {
            self.connection.command("network.continueRequest", json!({ "request": request })).await?;
        }
        Ok(())
    }

    async fn with_role(&self, role: &str) -> Outcome<Vec<String>> {
        let locate = json!({
            "context": self.context,
            "locator": { "type": "accessibility", "value": { "role": role } },
            "serializationOptions": { "maxDomDepth": 0 },
        });
        let found = self.connection.command("browsingContext.locateNodes", locate).await?;
        let nodes = found["nodes"].as_array().cloned().unwrap_or_default();
        Ok(nodes.iter().filter_map(|node| node["sharedId"].as_str().map(str::to_owned)).collect())
    }

    /// The accessible name of an element; `None` when the element is gone.
    async fn name(&self, element: &str) -> Option<String> {
        let name = self.session.get(&format!("element/{element}/computedlabel")).await.ok()?;
        name.as_str().map(str::to_owned)
    }

    async fn script(&self, script: &str, arguments: Value) -> Outcome<Value> {
        self.session.post("execute/sync", &json!({ "script": script, "args": arguments })).await
    }
}

/// Records events, and continues requests that need not wait.
async fn listen(connection: Connection, mut stream: UnboundedReceiver<Event>, events: Arc<Mutex<Events>>) {
    while let Some(Event { method, parameters }) = stream.recv().await {
        match method.as_str() {
            "log.entryAdded" => lock(&events).console_errors.extend(console_error(&parameters)),
            "network.beforeRequestSent" if parameters["isBlocked"] == true => {
                let request = parameters["request"]["request"].clone();
                let address = parameters["request"]["url"].as_str().unwrap_or_default();
                match &mut lock(&events).barrier {
                    Some(barrier) if address.contains(&barrier.part) => {
                        barrier.waiting.push(request);
                        continue;
                    }
                    _ => {}
                }
                // The page may have aborted it meanwhile.
                drop(connection.command("network.continueRequest", json!({ "request": request })).await);
            }
            _ => {}
        }
    }
}

/// The console error for a request that was aborted with its page, which a test causes when it opens the next page while
/// the code of this one is loading. A page that could not be loaded has its own error.
const ABORTED: &str = "AbortError: The operation was aborted.";

fn console_error(entry: &Value) -> Option<String> {
    let text = entry["text"].as_str().unwrap_or_default();
    (entry["level"] == "error" && text.trim_end() != ABORTED).then(|| text.to_owned())
}

fn lock(events: &Mutex<Events>) -> MutexGuard<'_, Events> {
    events.lock().unwrap_or_else(PoisonError::into_inner)
}
