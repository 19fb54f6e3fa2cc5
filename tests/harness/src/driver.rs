//! chromedriver and geckodriver: the process between a test and its browser.

use crate::{
    Outcome, Process,
    process::{descendants, signal},
};
use serde_json::Value;
use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Command, Stdio},
    thread,
};

/// A driver exits when the port that it chose is taken before it listens.
const MAX_ATTEMPTS: u32 = 5;
/// The names of browser processes.
const BROWSERS: [&str; 4] = ["firefox-esr", "firefox", "chromium", "chrome"];

/// A `WebDriver` process on a free port, with the one browser that it started.
#[derive(Debug)]
pub struct Driver {
    port: u16,
    url: String,
    session: Option<String>,
    process: Process,
}

/// A `WebDriver` session, for commands that the client library does not have.
#[derive(Clone, Debug)]
pub struct Session {
    http: reqwest::Client,
    url: String,
}

impl Driver {
    /// Starts a driver. Its output names the port after this announcement.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn start(command: &mut Command, announcement: &str) -> Outcome<Self> {
        let mut attempt = 1;
        loop {
            match Self::attempt(command, announcement) {
                Err(_) if attempt < MAX_ATTEMPTS => attempt += 1,
                started => return started,
            }
        }
    }

    fn attempt(command: &mut Command, announcement: &str) -> Outcome<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut process = Process::start(command.stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let mut output = BufReader::new(process.child().stdout.take().ok_or("no output to read")?);
        let mut line = String::new();
        while output.read_line(&mut line)? > 0 {
            let port = line
                .rsplit_once(announcement)
                .and_then(|(_, port)| port.trim().trim_end_matches('.').parse::<u16>().ok());
            if let Some(port) = port {
                // The browser inherits the pipe and would block if nobody read it.
                thread::spawn(move || io::copy(&mut output, &mut io::sink()));
                let url = format!("http://127.0.0.1:{port}");
                return Ok(Self { port, url, session: None, process });
            }
            line.clear();
        }
        Err(format!("{name} exited before it listened").into())
    }

    /// The URL that it listens on.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Sets the session, which ends with this value.
    pub fn set_session(&mut self, session: &str) -> Session {
        self.session = Some(session.to_owned());
        Session { http: reqwest::Client::new(), url: format!("{}/session/{session}", self.url) }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Ends the browser too: killing the driver alone would leave it behind. The driver is killed after this.
        if let Some(session) = &self.session
            && let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port))
        {
            let request = format!("DELETE /session/{session} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            drop(stream.write_all(request.as_bytes()));
            // The response comes when the browser has exited.
            drop(stream.read_exact(&mut [0]));
        }
        // A browser that ignored the request would outlive its driver.
        let browsers = BROWSERS.iter().filter_map(|browser| descendants(self.process.id(), browser).ok()).flatten();
        for browser in browsers {
            drop(signal("KILL", browser));
        }
    }
}

impl Session {
    /// Sends `GET`.
    ///
    /// # Errors
    /// When the browser does not answer, or with an error.
    pub async fn get(&self, path: &str) -> Outcome<Value> {
        self.answer(path, self.http.get(format!("{}/{path}", self.url))).await
    }

    /// Sends `POST`.
    ///
    /// # Errors
    /// When the browser does not answer, or with an error.
    pub async fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        self.answer(path, self.http.post(format!("{}/{path}", self.url)).json(body)).await
    }

    async fn answer(&self, path: &str, request: reqwest::RequestBuilder) -> Outcome<Value> {
        let response = request.send().await?;
        let status = response.status();
        let mut answer: Value = response.json().await?;
        let value = answer["value"].take();
        if status.is_success() { Ok(value) } else { Err(format!("{path}: {}", value["message"]).into()) }
    }
}
