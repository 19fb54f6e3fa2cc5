//! Chromium, by the Chrome `DevTools` protocol through `ChromeDriver`.

use crate::{
    ColorScheme, Outcome, Viewport,
    driver::{Driver, Session},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{path::Path, process::Command};

/// The Chromium of a page.
#[derive(Debug)]
pub struct Chromium(Session);

/// A node of the accessibility tree.
#[derive(Deserialize)]
struct Node {
    #[serde(default)]
    ignored: bool,
    name: Option<Text>,
    #[serde(rename = "backendDOMNodeId")]
    id: Option<i64>,
}

#[derive(Deserialize)]
struct Text {
    value: Value,
}

impl Node {
    fn name(&self) -> &str {
        self.name.as_ref().and_then(|name| name.value.as_str()).unwrap_or_default()
    }
}

/// Starts `ChromeDriver`.
///
/// # Errors
/// When it is not installed or does not start.
pub fn driver() -> Outcome<Driver> {
    Driver::start(Command::new("chromedriver").arg("--port=0"), "started successfully on port ")
}

/// The capabilities that Chromium is started with.
pub fn capabilities() -> Value {
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--lang=en-GB",
        "--force-prefers-reduced-motion",
    ];
    json!({ "goog:chromeOptions": { "args": arguments }, "goog:loggingPrefs": { "browser": "ALL" } })
}

impl Chromium {
    /// Chromium in this session.
    pub fn new(session: Session) -> Self {
        Self(session)
    }

    /// See [`Protocol::find`](super::Protocol::find).
    pub async fn find(&self, role: &str, name: &str) -> Outcome<Option<String>> {
        let nodes = self.with_role(role).await?;
        let exact = nodes.iter().find(|node| node.name() == name);
        match exact.or_else(|| nodes.iter().find(|node| node.name().contains(name))) {
            Some(node) => self.element(node).await,
            None => Ok(None),
        }
    }

    /// See [`Protocol::names`](super::Protocol::names).
    pub async fn names(&self, role: &str) -> Outcome<Vec<String>> {
        Ok(self.with_role(role).await?.iter().map(|node| node.name().to_owned()).collect())
    }

    /// See [`Protocol::set_appearance`](super::Protocol::set_appearance).
    pub async fn set_appearance(&self, viewport: Viewport, colors: ColorScheme) -> Outcome<()> {
        let (width, height) = viewport.size();
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", metrics).await?;
        let features = json!([
            { "name": "prefers-color-scheme", "value": colors.keyword() },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.command("Emulation.setEmulatedMedia", json!({ "features": features })).await.map(drop)
    }

    /// See [`Protocol::console_errors`](super::Protocol::console_errors).
    pub async fn console_errors(&self) -> Outcome<Vec<String>> {
        let entries = self.0.post("se/log", &json!({ "type": "browser" })).await?;
        let entries = entries.as_array().cloned().unwrap_or_default();
        let message = |entry: &Value| entry["message"].as_str().unwrap_or_default().to_owned();
        Ok(entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE" && entry["source"] != "network" || entry["source"] == "security")
            .map(message)
            .collect())
    }

    /// See [`Protocol::hold_requests`](super::Protocol::hold_requests).
    pub async fn hold_requests(&self, part: &str) -> Outcome<()> {
        let patterns = json!({ "patterns": [{ "urlPattern": format!("*{part}*") }] });
        self.command("Fetch.enable", patterns).await.map(drop)
    }

    /// See [`Protocol::release_requests`](super::Protocol::release_requests).
    pub async fn release_requests(&self) -> Outcome<()> {
        self.command("Fetch.disable", json!({})).await.map(drop)
    }

    /// See [`Protocol::drop_folder`](super::Protocol::drop_folder).
    pub async fn drop_folder(&self, path: &Path) -> Outcome<()> {
        let data = json!({ "items": [], "files": [path.display().to_string()], "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": 300, "y": 300, "data": data });
            self.command("Input.dispatchDragEvent", event).await?;
        }
        Ok(())
    }

    async fn with_role(&self, role: &str) -> Outcome<Vec<Node>> {
        let document = self.command("DOM.getDocument", json!({ "depth": 0 })).await?;
        let query = json!({ "nodeId": document["root"]["nodeId"], "role": role });
        let answer = self.command("Accessibility.queryAXTree", query).await?;
        let found: Vec<Node> = serde_json::from_value(answer["nodes"].clone())?;
        Ok(found.into_iter().filter(|node| !node.ignored).collect())
    }

    /// The `WebDriver` id of a node, handed over in a variable of the page. `None` when the node is gone.
    async fn element(&self, node: &Node) -> Outcome<Option<String>> {
        let Some(id) = node.id else { return Ok(None) };
        let Ok(resolved) = self.command("DOM.resolveNode", json!({ "backendNodeId": id })).await else {
            return Ok(None);
        };
        let call = json!({
            "objectId": resolved["object"]["objectId"],
            "functionDeclaration": "function () { window.found = this }",
        });
        if self.command("Runtime.callFunctionOn", call).await.is_err() {
            return Ok(None);
        }
        let script = "return window.found.isConnected ? window.found : null";
        let found = self.0.post("execute/sync", &json!({ "script": script, "args": [] })).await?;
        let reference = found.as_object().and_then(|reference| reference.values().next());
        Ok(reference.and_then(Value::as_str).map(str::to_owned))
    }

    async fn command(&self, name: &str, parameters: Value) -> Outcome<Value> {
        self.0.post("goog/cdp/execute", &json!({ "cmd": name, "params": parameters })).await
    }
}
