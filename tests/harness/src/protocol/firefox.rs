//! Firefox: `WebDriver BiDi`, and `WebDriver` where that has no word for it.

use super::bidi::{Connection, Event};
use crate::{
    Outcome, Patience,
    driver::{Driver, Session},
    look::{Colours, Look},
    until,
};
use serde_json::{Value, json};
use std::{
    process::Command,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::mpsc::UnboundedReceiver;

/// Firefox behind a page.
#[derive(Debug)]
pub struct Firefox {
    session: Session,
    connection: Connection,
    context: String,
    heard: Arc<Mutex<Heard>>,
}

/// What Firefox told unasked.
#[derive(Debug, Default)]
struct Heard {
    complaints: Vec<String>,
    barrier: Option<Barrier>,
}

/// Requests to these addresses wait.
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
    // The reader's colours are a preference, which only the privileged side of Firefox may set.
    command.args(["--port=0", "--websocket-port=0", "--allow-system-access"]);
    Driver::start(&mut command, "Listening on 127.0.0.1:")
}

/// How Firefox is started.
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
    /// Firefox in this session, which offers this socket.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn connect(session: Session, socket: &str) -> Outcome<Self> {
        let (connection, events) = Connection::open(socket).await?;
        let heard = Arc::default();
        tokio::spawn(listen(connection.clone(), events, Arc::clone(&heard)));
        connection.command("session.subscribe", json!({ "events": ["log.entryAdded"] })).await?;
        let context = session.get("window").await?.as_str().ok_or("Firefox has no window")?.to_owned();
        Ok(Self { session, connection, context, heard })
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

    /// See [`Protocol::wear`](super::Protocol::wear).
    pub async fn wear(&self, look: Look, colours: Colours) -> Outcome<()> {
        let (width, height) = look.size();
        let viewport = json!({ "width": width, "height": height });
        let room = json!({ "context": self.context, "viewport": viewport, "devicePixelRatio": 1 });
        self.connection.command("browsingContext.setViewport", room).await?;
        let number = match colours {
            Colours::Dark => 0,
            Colours::Light => 1,
        };
        self.session.post("moz/context", &json!({ "context": "chrome" })).await?;
        let prefer = "Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', arguments[0])";
        let preferred = self.script(prefer, json!([number])).await;
        self.session.post("moz/context", &json!({ "context": "content" })).await?;
        preferred?;
        // Preferences reach the process of a page a little later.
        let query = format!("(prefers-color-scheme: {})", colours.scheme());
        let ask = "return matchMedia(arguments[0]).matches && innerWidth === arguments[1]";
        until("the page in its new look", Patience::Page, || async {
            Ok((self.script(ask, json!([query, width])).await? == true).then_some(()))
        })
        .await
    }

    /// See [`Protocol::complaints`](super::Protocol::complaints).
    pub fn complaints(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.heard).complaints)
    }

    /// See [`Protocol::hold_back`](super::Protocol::hold_back).
    pub async fn hold_back(&self, part: &str) -> Outcome<()> {
        let barrier = Barrier { part: part.to_owned(), intercept: Value::Null, waiting: Vec::new() };
        lock(&self.heard).barrier = Some(barrier);
        let told = json!({ "events": ["network.beforeRequestSent"] });
        self.connection.command("session.subscribe", told).await?;
        let every = json!({ "phases": ["beforeRequestSent"] });
        let mut added = self.connection.command("network.addIntercept", every).await?;
        if let Some(barrier) = &mut lock(&self.heard).barrier {
            barrier.intercept = added["intercept"].take();
        }
        Ok(())
    }

    /// See [`Protocol::let_through`](super::Protocol::let_through).
    pub async fn let_through(&self) -> Outcome<()> {
        let Some(Barrier { intercept, waiting, .. }) = lock(&self.heard).barrier.take() else { return Ok(()) };
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

    /// What it is called; none when it is gone by now.
    async fn name(&self, element: &str) -> Option<String> {
        let name = self.session.get(&format!("element/{element}/computedlabel")).await.ok()?;
        name.as_str().map(str::to_owned)
    }

    async fn script(&self, script: &str, arguments: Value) -> Outcome<Value> {
        self.session.post("execute/sync", &json!({ "script": script, "args": arguments })).await
    }
}

/// Notes what Firefox tells, and waves on what need not wait.
async fn listen(connection: Connection, mut events: UnboundedReceiver<Event>, heard: Arc<Mutex<Heard>>) {
    while let Some(Event { method, parameters }) = events.recv().await {
        match method.as_str() {
            "log.entryAdded" => lock(&heard).complaints.extend(complaint(&parameters)),
            "network.beforeRequestSent" if parameters["isBlocked"] == true => {
                let request = parameters["request"]["request"].clone();
                let address = parameters["request"]["url"].as_str().unwrap_or_default();
                match &mut lock(&heard).barrier {
                    Some(barrier) if address.contains(&barrier.part) => {
                        barrier.waiting.push(request);
                        continue;
                    }
                    _ => {}
                }
                // The page may have given it up by now.
                drop(connection.command("network.continueRequest", json!({ "request": request })).await);
            }
            _ => {}
        }
    }
}

/// What Firefox says of a request that ended with the page that made it. A test that goes to the next page while the
/// code of this one is still on its way causes it; a page that could not be fetched says so in its own words.
const ABORTED: &str = "AbortError: The operation was aborted.";

fn complaint(entry: &Value) -> Option<String> {
    let text = entry["text"].as_str().unwrap_or_default();
    (entry["level"] == "error" && text.trim_end() != ABORTED).then(|| text.to_owned())
}

fn lock(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}
