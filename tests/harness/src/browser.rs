//! The browser that pages are opened in: Chromium by default, or Firefox.

use crate::{
    ColorScheme, Outcome, Page, Viewport,
    protocol::{Protocol, chromium, firefox},
};
use fantoccini::ClientBuilder;
use std::env;

/// Which browser to use: `chromium`, the default, or `firefox`.
const BROWSER: &str = "TERRARIUM_BROWSER";

/// A browser. Each page gets its own driver, process and fresh profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Through `ChromeDriver`.
    Chromium,
    /// Through geckodriver.
    Firefox,
}

impl Browser {
    /// The browser named by the environment variable `TERRARIUM_BROWSER`, or Chromium.
    ///
    /// # Errors
    /// When the variable names another browser.
    pub fn start() -> Outcome<Self> {
        match env::var(BROWSER).as_deref() {
            Err(_) | Ok("" | "chromium") => Ok(Self::Chromium),
            Ok("firefox") => Ok(Self::Firefox),
            Ok(other) => Err(format!("{BROWSER} is {other}: set it to chromium or firefox").into()),
        }
    }

    /// Opens a page in a fresh profile.
    ///
    /// # Errors
    /// When the browser or its driver is not installed or does not start.
    pub async fn open(&self, viewport: Viewport) -> Outcome<Page> {
        let (mut driver, capabilities) = match self {
            Self::Chromium => (chromium::driver()?, chromium::capabilities()),
            Self::Firefox => (firefox::driver()?, firefox::capabilities()),
        };
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let client = ClientBuilder::rustls()?.capabilities(capabilities).connect(driver.url()).await?;
        let session = client.session_id().await?.ok_or("the browser has no session")?;
        let session = driver.set_session(&session);
        let protocol = match self {
            Self::Chromium => Protocol::Chromium(chromium::Chromium::new(session)),
            Self::Firefox => {
                let socket = client.capabilities().and_then(|got| got.get("webSocketUrl")?.as_str().map(str::to_owned));
                let socket = socket.ok_or("Firefox is too old: it does not support WebDriver BiDi")?;
                Protocol::Firefox(firefox::Firefox::connect(session, &socket).await?)
            }
        };
        let page = Page::new(client, protocol, driver);
        page.set_appearance(viewport, ColorScheme::Light).await?;
        Ok(page)
    }
}
