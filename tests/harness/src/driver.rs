//! The process between a test and its browser.

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

/// How often a driver is started: the port that it chose may be taken before it listens, which ends it.
const ATTEMPTS: u32 = 5;
/// The programs of browsers.
const BROWSERS: [&str; 4] = ["firefox-esr", "firefox", "chromium", "chrome"];

/// A `WebDriver` on a free port, with the one browser that it opened.
#[derive(Debug)]
pub struct Driver {
    port: u16,
    url: String,
    session: Option<String>,
    process: Process,
}

/// What `WebDriver` knows of a browser, for what the client library does not ask.
#[derive(Clone, Debug)]
pub struct Session {
    http: reqwest::Client,
    url: String,
}

impl Driver {
    /// Starts it. In its output the port stands behind these words.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub fn start(command: &mut Command, announcement: &str) -> Outcome<Self> {
        let mut attempt = 1;
        loop {
            match Self::attempt(command, announcement) {
                Err(_) if attempt < ATTEMPTS => attempt += 1,
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
                // Its browser goes on talking, and would stand still if nobody listened.
                thread::spawn(move || io::copy(&mut output, &mut io::sink()));
                let url = format!("http://127.0.0.1:{port}");
                return Ok(Self { port, url, session: None, process });
            }
            line.clear();
        }
        Err(format!("{name} ended before it listened").into())
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Takes note of its session, which ends with this value.
    pub fn entered(&mut self, session: &str) -> Session {
        self.session = Some(session.to_owned());
        Session { http: reqwest::Client::new(), url: format!("{}/session/{session}", self.url) }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Ends the browser too, which killing the driver alone would leave behind; the driver is killed after this.
        if let Some(session) = &self.session
            && let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port))
        {
            let request = format!("DELETE /session/{session} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            drop(stream.write_all(request.as_bytes()));
            // The answer comes when the browser is gone.
            drop(stream.read_exact(&mut [0]));
        }
        // One that did not end when it was asked to would go on without its driver.
        let left = BROWSERS.iter().filter_map(|browser| descendants(self.process.id(), browser).ok()).flatten();
        for browser in left {
            drop(signal("KILL", browser));
        }
    }
}

impl Session {
    /// Asks for something.
    ///
    /// # Errors
    /// When the browser does not answer or refuses.
    pub async fn get(&self, path: &str) -> Outcome<Value> {
        self.answer(path, self.http.get(format!("{}/{path}", self.url))).await
    }

    /// Tells it to do something.
    ///
    /// # Errors
    /// When the browser does not answer or refuses.
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
