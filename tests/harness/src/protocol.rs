//! What tests need of a browser and `WebDriver` alone does not give: elements as the accessibility tree names them, the
//! reader's colours and room, what the console complains about, and a network that holds back.

mod bidi;
pub mod chromium;
pub mod firefox;

use crate::{
    Outcome,
    look::{Colours, Look},
};
use chromium::Chromium;
use firefox::Firefox;
use std::path::Path;

/// The protocol of the browser behind a page.
#[derive(Debug)]
pub enum Protocol {
    /// Chromium's own.
    Chromium(Chromium),
    /// `WebDriver BiDi`.
    Firefox(Firefox),
}

impl Protocol {
    /// The element of this role whose name contains these words, as `WebDriver` names it; an exact match first.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn find(&self, role: &str, name: &str) -> Outcome<Option<String>> {
        match self {
            Self::Chromium(chromium) => chromium.find(role, name).await,
            Self::Firefox(firefox) => firefox.find(role, name).await,
        }
    }

    /// The names of everything that has this role.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn names(&self, role: &str) -> Outcome<Vec<String>> {
        match self {
            Self::Chromium(chromium) => chromium.names(role).await,
            Self::Firefox(firefox) => firefox.names(role).await,
        }
    }

    /// Gives the page this much room and these colours.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn wear(&self, look: Look, colours: Colours) -> Outcome<()> {
        match self {
            Self::Chromium(chromium) => chromium.wear(look, colours).await,
            Self::Firefox(firefox) => firefox.wear(look, colours).await,
        }
    }

    /// What the console complained about since this was last asked, but for answers of the network.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn complaints(&self) -> Outcome<Vec<String>> {
        match self {
            Self::Chromium(chromium) => chromium.complaints().await,
            Self::Firefox(firefox) => Ok(firefox.complaints()),
        }
    }

    /// Holds back what is fetched from addresses with this part.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn hold_back(&self, part: &str) -> Outcome<()> {
        match self {
            Self::Chromium(chromium) => chromium.hold_back(part).await,
            Self::Firefox(firefox) => firefox.hold_back(part).await,
        }
    }

    /// Whether the browser lets tests choose a folder.
    #[must_use]
    pub fn gives_folders(&self) -> bool {
        matches!(self, Self::Chromium(_))
    }

    /// Drops a folder on the middle of the page.
    ///
    /// # Errors
    /// When the browser refuses, or does not let tests do that.
    pub async fn drop_folder(&self, path: &Path) -> Outcome<()> {
        match self {
            Self::Chromium(chromium) => chromium.drop_folder(path).await,
            Self::Firefox(_) => Err("Firefox lets no test drop a folder".into()),
        }
    }

    /// Lets through what was held back.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn let_through(&self) -> Outcome<()> {
        match self {
            Self::Chromium(chromium) => chromium.let_through().await,
            Self::Firefox(firefox) => firefox.let_through().await,
        }
    }
}
