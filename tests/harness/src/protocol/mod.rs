//! What classic `WebDriver` lacks: elements by accessible role and name, the preferred colour scheme, console errors, and
//! held requests.
//!
//! fantoccini speaks classic `WebDriver` only, so the connection to Firefox is ours (`bidi.rs`, 100 lines), and Chromium's commands
//! are sent as JSON. thirtyfour 0.38 has typed commands of both protocols and could replace fantoccini and that file. It would
//! not replace the rest, which is most of this module: finding by accessible name, the colour scheme, held requests and dropped
//! folders. Its `bidi` feature is off by default and adds a dozen crates, so for now the saving is not worth the change.

mod bidi;
pub mod chromium;
pub mod firefox;

use crate::{ColorScheme, Outcome, Viewport};
use chromium::Chromium;
use firefox::Firefox;
use std::path::Path;

/// The protocol of a page's browser.
#[derive(Debug)]
pub enum Protocol {
    /// The Chrome `DevTools` protocol.
    Chromium(Chromium),
    /// `WebDriver BiDi`.
    Firefox(Firefox),
}

impl Protocol {
    /// The `WebDriver` id of the element with this role whose name contains this text, an exact match first.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn find(&self, role: &str, name: &str) -> Outcome<Option<String>> {
        match self {
            Self::Chromium(chromium) => chromium.find(role, name).await,
            Self::Firefox(firefox) => firefox.find(role, name).await,
        }
    }

    /// The names of all elements with this role.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn names(&self, role: &str) -> Outcome<Vec<String>> {
        match self {
            Self::Chromium(chromium) => chromium.names(role).await,
            Self::Firefox(firefox) => firefox.names(role).await,
        }
    }

    /// Sets the size and the colour scheme of the page.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn set_appearance(&self, viewport: Viewport, colors: ColorScheme) -> Outcome<()> {
        match self {
            Self::Chromium(chromium) => chromium.set_appearance(viewport, colors).await,
            Self::Firefox(firefox) => firefox.set_appearance(viewport, colors).await,
        }
    }

    /// The errors in the browser's console since the last call, without failed requests.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn console_errors(&self) -> Outcome<Vec<String>> {
        match self {
            Self::Chromium(chromium) => chromium.console_errors().await,
            Self::Firefox(firefox) => Ok(firefox.console_errors()),
        }
    }

    /// Holds requests to URLs that contain this text.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn hold_requests(&self, part: &str) -> Outcome<()> {
        match self {
            Self::Chromium(chromium) => chromium.hold_requests(part).await,
            Self::Firefox(firefox) => firefox.hold_requests(part).await,
        }
    }

    /// Whether tests can choose and drop folders in this browser.
    #[must_use]
    pub fn can_use_folders(&self) -> bool {
        matches!(self, Self::Chromium(_))
    }

    /// Drops a folder in the middle of the page.
    ///
    /// # Errors
    /// When the browser refuses, or does not support it.
    pub async fn drop_folder(&self, path: &Path) -> Outcome<()> {
        match self {
            Self::Chromium(chromium) => chromium.drop_folder(path).await,
            Self::Firefox(_) => Err("tests cannot drop a folder in Firefox".into()),
        }
    }

    /// Sends the requests that were held.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn release_requests(&self) -> Outcome<()> {
        match self {
            Self::Chromium(chromium) => chromium.release_requests().await,
            Self::Firefox(firefox) => firefox.release_requests().await,
        }
    }
}
