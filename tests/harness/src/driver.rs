//! Chromium, driven.

use crate::{Outcome, Page, Process};
use fantoccini::ClientBuilder;
use serde_json::json;
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Command, Stdio},
};

/// `ChromeDriver` on a free port. Every page that it opens has a fresh profile.
#[derive(Debug)]
pub struct Browser {
    port: u16,
    _process: Process,
}

/// How much room a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A desk, 1440 by 900.
    Desk,
    /// A narrow telephone, 360 by 800.
    Narrow,
}

/// Which colours the reader's system prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// Dark on light, as every page begins.
    Light,
    /// Light on dark.
    Dark,
}

impl Look {
    pub(crate) fn size(self) -> (u32, u32) {
        match self {
            Self::Desk => (1440, 900),
            Self::Narrow => (360, 800),
        }
    }
}

impl Browser {
    /// Starts `ChromeDriver`.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn start() -> Outcome<Self> {
        let mut command = Command::new("chromedriver");
        let mut process = Process::start(command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let mut output = BufReader::new(process.child().stdout.take().ok_or("no output to read")?);
        let mut line = String::new();
        while output.read_line(&mut line)? > 0 {
            let port = line
                .rsplit_once("started successfully on port ")
                .and_then(|(_, port)| port.trim().trim_end_matches('.').parse().ok());
            if let Some(port) = port {
                return Ok(Self { port, _process: process });
            }
            line.clear();
        }
        Err("chromedriver ended before it listened".into())
    }

    /// Opens a page in a profile of its own.
    ///
    /// # Errors
    /// When Chromium does not start.
    pub async fn open(&self, look: Look) -> Outcome<Page> {
        let (width, height) = look.size();
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
            &format!("--window-size={width},{height}"),
        ];
        let capabilities = json!({
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let url = format!("http://127.0.0.1:{}", self.port);
        let client = ClientBuilder::rustls()?.capabilities(capabilities).connect(&url).await?;
        let page = Page::new(client, &url).await?;
        page.wear(look, Colours::Light).await?;
        Ok(page)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends the browsers too, which killing the driver alone would leave behind; the driver is killed after this.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            drop(stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
            drop(stream.read_to_end(&mut Vec::new()));
        }
    }
}
