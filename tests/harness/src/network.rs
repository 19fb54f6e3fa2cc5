//! The network between a page and everything else.

use crate::{Outcome, Page};
use serde_json::json;

impl Page {
    /// Holds back what the page fetches from addresses of this pattern, until it is let through.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn hold_back(&self, pattern: &str) -> Outcome<()> {
        let patterns = json!({ "patterns": [{ "urlPattern": pattern }] });
        self.protocol().command("Fetch.enable", patterns).await.map(drop)
    }

    /// Lets through what was held back.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn let_through(&self) -> Outcome<()> {
        self.protocol().command("Fetch.disable", json!({})).await.map(drop)
    }
}
