//! The real binary, serving and asked.

use serde_json::Value;
use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

/// `terrarium serve` on a free port; it ends with the test.
pub struct Served {
    child: Child,
    pub url: String,
}

impl Served {
    /// Starts it with its log in the file `server.log` of the data folder.
    pub fn start(data: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        std::fs::create_dir_all(data).unwrap();
        let log = File::options().create(true).append(true).open(data.join("server.log")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_terrarium"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).args(arguments);
        command.env("RUST_LOG", "debug").envs(variables.iter().copied()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let told = lines.map(Result::unwrap).find_map(|line| Some(line.split_once("http://")?.1.to_owned()));
        let address = told.unwrap_or_else(|| panic!("{}", std::fs::read_to_string(data.join("server.log")).unwrap()));
        Self { child, url: format!("http://{}", address.split_whitespace().next().unwrap()) }
    }

    /// Runs a command of the client.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, &[])
    }

    /// The same with variables of its own.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_terrarium"));
        command.args(arguments).env("TERRARIUM_SERVER", &self.url).envs(variables.iter().copied());
        command.output().unwrap()
    }

    /// What a command says, of which this exit code is expected.
    pub fn told(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        text
    }

    /// `GET` of JSON.
    pub async fn get(&self, path: &str) -> Value {
        serde_json::from_str(&self.text(path).await).unwrap()
    }

    /// `GET` of text, whatever the status.
    pub async fn text(&self, path: &str) -> String {
        reqwest::get(format!("{}{path}", self.url)).await.unwrap().text().await.unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
