//! Elements as the browser's accessibility tree names them.

use crate::Outcome;
use serde::Deserialize;
use serde_json::{Value, json};

/// Chromium's own protocol, through `ChromeDriver`.
#[derive(Clone, Debug)]
pub struct Protocol {
    http: reqwest::Client,
    session: String,
}

/// An element of the accessibility tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is called.
    pub name: String,
    id: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
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

impl Protocol {
    /// The protocol of a session.
    pub fn new(driver: &str, session: &str) -> Self {
        Self { http: reqwest::Client::new(), session: format!("{driver}/session/{session}") }
    }

    /// Everything on the page that has this role.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn with_role(&self, role: &str) -> Outcome<Vec<Node>> {
        let document = self.command("DOM.getDocument", json!({ "depth": 0 })).await?;
        let query = json!({ "nodeId": document["root"]["nodeId"], "role": role });
        let answer = self.command("Accessibility.queryAXTree", query).await?;
        let found: Vec<Found> = serde_json::from_value(answer["nodes"].clone())?;
        Ok(found
            .into_iter()
            .filter(|node| !node.ignored)
            .filter_map(|node| {
                let name = node.name.and_then(|name| name.value.as_str().map(str::to_owned)).unwrap_or_default();
                Some(Node { name, id: node.id? })
            })
            .collect())
    }

    /// Puts the element into `window.found`, where a script picks it up. False when it is gone by now.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn hand_over(&self, node: &Node) -> Outcome<bool> {
        let Ok(resolved) = self.command("DOM.resolveNode", json!({ "backendNodeId": node.id })).await else {
            return Ok(false);
        };
        let call = json!({
            "objectId": resolved["object"]["objectId"],
            "functionDeclaration": "function () { window.found = this }",
        });
        Ok(self.command("Runtime.callFunctionOn", call).await.is_ok())
    }

    /// What the browser's console says since the last time this was asked.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn console(&self) -> Outcome<Vec<Value>> {
        let entries = self.post("se/log", &json!({ "type": "browser" })).await?;
        Ok(entries.as_array().cloned().unwrap_or_default())
    }

    /// Runs one command.
    ///
    /// # Errors
    /// When the browser does not answer or refuses.
    pub async fn command(&self, name: &str, parameters: Value) -> Outcome<Value> {
        self.post("goog/cdp/execute", &json!({ "cmd": name, "params": parameters })).await
    }

    async fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        let response = self.http.post(format!("{}/{path}", self.session)).json(body).send().await?;
        let status = response.status();
        let mut answer: Value = response.json().await?;
        let value = answer["value"].take();
        if status.is_success() { Ok(value) } else { Err(format!("{path}: {}", value["message"]).into()) }
    }
}
