//! Where the focus is, and going there without a mouse.

use crate::{Outcome, Page};

/// Going through a whole page takes fewer steps, a list with the rows of other stories included.
const STEPS: usize = 300;

/// What has the focus: its name for somebody who cannot see it, or else what stands in it.
const FOCUSED: &str = "
    const at = document.activeElement;
    const label = at.getAttribute('aria-label') ?? at.labels?.[0]?.innerText ?? at.innerText ?? '';
    return at === document.body ? '' : `${at.tagName.toLowerCase()} ${label.trim().replace(/\\s+/g, ' ')}`;";

impl Page {
    /// The element that has the focus, as its tag and its name (`button New`); empty when none has.
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

    /// Goes on with the tabulator until an element has the focus whose tag and name contain these words.
    ///
    /// # Errors
    /// When there is no such element on the way; the message has those that there were.
    pub async fn tab_to(&self, name: &str) -> Outcome<()> {
        let mut passed = Vec::new();
        for _ in 0..STEPS {
            let focused = self.focused().await?;
            if focused.contains(name) {
                return Ok(());
            }
            passed.push(focused);
            self.keys(&["Tab"]).await?;
        }
        Err(format!("the tabulator does not lead to \u{201c}{name}\u{201d} but to {passed:?}").into())
    }
}
