//! The browser that pages are opened in: Chromium, or Firefox when it is asked for.

use crate::{
    Outcome, Page,
    look::{Colours, Look},
    protocol::{Protocol, chromium, firefox},
};
use fantoccini::ClientBuilder;
use std::env;

/// Which browser: `chromium`, which it is by default, or `firefox`.
const BROWSER: &str = "TERRARIUM_BROWSER";

/// A browser. Every page that it opens has a driver, a process and a fresh profile of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Through `ChromeDriver`.
    Chromium,
    /// Through geckodriver.
    Firefox,
}

impl Browser {
    /// The browser that the environment variable `TERRARIUM_BROWSER` names; Chromium when it is not set.
    ///
    /// # Errors
    /// When it names another one.
    pub fn start() -> Outcome<Self> {
        match env::var(BROWSER).as_deref() {
            Err(_) | Ok("" | "chromium") => Ok(Self::Chromium),
            Ok("firefox") => Ok(Self::Firefox),
            Ok(other) => Err(format!("{BROWSER} is {other}: set it to chromium or firefox").into()),
        }
    }

    /// Opens a page in a profile of its own.
    ///
    /// # Errors
    /// When browser or driver are not installed or do not start.
    pub async fn open(&self, look: Look) -> Outcome<Page> {
        let (mut driver, capabilities) = match self {
            Self::Chromium => (chromium::driver()?, chromium::capabilities()),
            Self::Firefox => (firefox::driver()?, firefox::capabilities()),
        };
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let client = ClientBuilder::rustls()?.capabilities(capabilities).connect(driver.url()).await?;
        let session = client.session_id().await?.ok_or("the browser has no session")?;
        let session = driver.entered(&session);
        let protocol = match self {
            Self::Chromium => Protocol::Chromium(chromium::Chromium::new(session)),
            Self::Firefox => {
                let socket = client.capabilities().and_then(|got| got.get("webSocketUrl")?.as_str().map(str::to_owned));
                let socket = socket.ok_or("Firefox offers no WebDriver BiDi: it is too old")?;
                Protocol::Firefox(firefox::Firefox::connect(session, &socket).await?)
            }
        };
        let page = Page::new(client, protocol, driver);
        page.wear(look, Colours::Light).await?;
        Ok(page)
    }
}
