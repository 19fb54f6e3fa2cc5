//! The focus, and moving it without a mouse.

use crate::{Outcome, Page};

/// More than the elements of any page, including the rows that other stories add to lists.
const MAX_STEPS: usize = 300;

/// The tag and the accessible name, or else the text, of the element that has the focus.
const FOCUSED: &str = "
    const at = document.activeElement;
    const label = at.getAttribute('aria-label') ?? at.labels?.[0]?.innerText ?? at.innerText ?? '';
    return at === document.body ? '' : `${at.tagName.toLowerCase()} ${label.trim().replace(/\\s+/g, ' ')}`;";

impl Page {
    /// The tag and the name of the element that has the focus (`button New`); empty when none has.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn focused(&self) -> Outcome<String> {
        Ok(self.script(FOCUSED).await?.as_str().unwrap_or_default().to_owned())
    }

    /// The title of the tab.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn title(&self) -> Outcome<String> {
        Ok(self.client().title().await?)
    }

    /// Presses Tab until an element has the focus whose tag and name contain this text.
    ///
    /// # Errors
    /// When no such element is reached; the message lists those that were.
    pub async fn tab_to(&self, name: &str) -> Outcome<()> {
        let mut passed = Vec::new();
        for _ in 0..MAX_STEPS {
            let focused = self.focused().await?;
            if focused.contains(name) {
                return Ok(());
            }
            passed.push(focused);
            self.press_keys(&["Tab"]).await?;
        }
        Err(format!("Tab does not reach \u{201c}{name}\u{201d}, only {passed:?}").into())
    }
}
