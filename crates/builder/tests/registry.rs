//! The registry, when it answers and when it does not.

#![expect(clippy::unwrap_used, reason = "tests")]

use builder::{Presence, Registry, RegistryProcess};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// A server that gives every request this answer.
async fn server(answer: &'static str) -> Registry {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await.unwrap();
                stream.write_all(answer.as_bytes()).await.unwrap();
            });
        }
    });
    Registry::new(address.to_string())
}

#[tokio::test]
async fn it_keeps_its_port_and_its_data_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let start = async || RegistryProcess::start(folder.path()).await.unwrap_or_else(|error| panic!("{error}"));
    let first = start().await;
    let registry = first.registry();
    assert_eq!(registry.reachable().await, Ok(()));
    assert_eq!(registry.presence("terrarium/env", "none").await, Presence::Absent);
    first.stop().await;
    assert!(registry.reachable().await.is_err());
    let second = start().await;
    assert_eq!(second.registry().address(), registry.address());
}

#[tokio::test]
async fn it_is_started_again_when_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let process = RegistryProcess::start(folder.path()).await.unwrap_or_else(|error| panic!("{error}"));
    let configuration = folder.path().canonicalize().unwrap().join("registry.json");
    let number = || {
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        let ours = |line: Vec<u8>| String::from_utf8_lossy(&line).contains(&*configuration.to_string_lossy());
        let mut ours = processes.filter(|process| std::fs::read(process.path().join("cmdline")).is_ok_and(ours));
        ours.next().map(|process| process.file_name().into_string().unwrap())
    };
    let first = number().unwrap();
    assert!(std::process::Command::new("kill").args(["-KILL", &first]).status().unwrap().success());
    let restarted = async {
        while number().is_none_or(|number| number == first) || process.registry().reachable().await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_mins(1), restarted).await.unwrap();
}

#[tokio::test]
async fn when_it_is_down_presence_is_unknown() {
    let registry = Registry::new("127.0.0.1:1");
    let Presence::Unknown(reason) = registry.presence("terrarium/env", "none").await else { panic!() };
    assert!(reason.starts_with("Connection refused"), "{reason}");
    assert!(registry.reachable().await.is_err());
}

#[tokio::test]
async fn when_it_is_broken_presence_is_unknown() {
    let registry = server("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
    assert_eq!(
        registry.presence("terrarium/env", "none").await,
        Presence::Unknown("it answered with status 503".into())
    );
}

#[tokio::test]
async fn when_it_does_not_answer_presence_is_unknown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let registry = Registry::new(listener.local_addr().unwrap().to_string());
    assert_eq!(
        registry.presence("terrarium/env", "none").await,
        Presence::Unknown("no answer within 2 seconds".into())
    );
}

#[test]
fn credentials_do_not_show() {
    let registry = Registry::new("registry.example").with_credentials("anna", "secret");
    assert_eq!(format!("{registry:?}"), r#"Registry { address: "registry.example", .. }"#);
}
