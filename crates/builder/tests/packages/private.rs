//! Indexes and channels that want credentials, and those that never answer.

use crate::channel::{channel, package};
use crate::step::{Step, carry_out, conda, pip, wanted};
use builder::packages::{self, PackageError, PackageRequest};
use builder::recognise;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// Serves a folder to `anna` with the password `s3cret`, and nothing to others. Gives `127.0.0.1:PORT`.
pub async fn serve(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let folder = folder.to_owned();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(answer(connection, folder.clone()));
        }
    });
    address
}

/// What was asked for, at `HOST:PORT`, by anybody.
static ASKED: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// The paths that were asked for at an address of [`serve`].
pub fn paths(address: &str) -> Vec<String> {
    let asked = ASKED.lock().unwrap();
    asked.iter().filter(|(at, _)| at == address).map(|(_, path)| path.clone()).collect()
}

async fn answer(mut connection: TcpStream, folder: PathBuf) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(connection.read_u8().await.unwrap());
    }
    let request = String::from_utf8(request).unwrap();
    let path = request.split(' ').nth(1).unwrap();
    ASKED.lock().unwrap().push((connection.local_addr().unwrap().to_string(), path.to_owned()));
    let path = path.trim_matches('/');
    let file = [folder.join(path), folder.join(path).join("index.html")].into_iter().find(|file| file.is_file());
    let known = request.to_lowercase().contains("authorization: basic yw5uytpzm2nyzxq=");
    let (status, body) = match file {
        _ if !known => ("401 Unauthorized\r\nWWW-Authenticate: Basic", Vec::new()),
        Some(file) => ("200 OK\r\nContent-Type: text/html", fs::read(file).unwrap()),
        None => ("404 Not Found", Vec::new()),
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let body = if request.starts_with("HEAD") { &[] } else { body.as_slice() };
    // Whoever asked may already have gone.
    let _ = connection.write_all(&[head.as_bytes(), body].concat()).await;
}

/// Every text below a folder.
pub fn texts(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| if path.is_dir() { texts(&path) } else { fs::read_to_string(path).unwrap_or_default() })
        .collect()
}

#[tokio::test]
async fn a_private_channel_is_used_and_leaves_no_credentials() {
    let folder = channel(&[package("a", "1.0").file("share/a", "text")]);
    let address = serve(folder.path()).await;
    let (step, recipe) = Step::prepare(&conda(&[&format!("http://anna:s3cret@{address}")], &["a"], "")).await;
    let recipe = recipe.unwrap();
    assert!(step.environment().join("share/a").is_file());
    assert!(!texts(&step.environment()).contains("s3cret") && texts(&step.environment()).contains(&address));
    assert!(carry_out(&recipe, "").status.success());
    assert_eq!(step.lock()[0].url, Some(format!("http://{address}/noarch/a-1.0-0.tar.bz2")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_index_is_used_and_leaves_no_credentials() {
    let folder = tempfile::tempdir().unwrap();
    let address = serve(folder.path()).await;
    private_wheel(folder.path());
    let plan = pip("", &format!("--index-url http://anna:s3cret@{address}/simple\nours\n"));
    let (step, recipe) = Step::prepare(&plan).await;
    let recipe = recipe.unwrap();
    let look = "grep -rl s3cret /opt/env || /opt/env/bin/python -c 'import ours; print(ours.WORD)'";
    let output = tokio::task::block_in_place(|| carry_out(&recipe, look));
    let words = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.ends_with("private\n") && !words.contains("s3cret"), "{words}");
    let ours = step.lock().into_iter().find(|package| package.name == "ours").unwrap();
    assert_eq!(ours.url, Some(format!("http://{address}/ours-1.0-py3-none-any.whl")));
}

/// A wheel and the page that lists it.
fn private_wheel(folder: &Path) {
    let script = "import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1] + '/ours-1.0-py3-none-any.whl', 'w') as wheel:\n    \
                  wheel.writestr('ours.py', 'WORD = \"private\"\\n')\n    \
                  wheel.writestr('ours-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: ours\\nVersion: 1.0\\n')\n    \
                  wheel.writestr('ours-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')\n    \
                  wheel.writestr('ours-1.0.dist-info/RECORD', '')\n";
    let made = std::process::Command::new("python3").args(["-c", script]).arg(folder).status().unwrap();
    assert!(made.success());
    fs::create_dir_all(folder.join("simple/ours")).unwrap();
    let page = "<a href=\"/ours-1.0-py3-none-any.whl\">ours-1.0-py3-none-any.whl</a>";
    fs::write(folder.join("simple/ours/index.html"), page).unwrap();
}

#[tokio::test]
async fn a_build_that_waits_for_a_channel_can_be_cancelled() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let plan = conda(&[&format!("http://{}", silent.local_addr().unwrap())], &["a"], "");
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().join("work");
    let (events, _log) = tokio::sync::mpsc::channel(100);
    let cancel = CancellationToken::new();
    let asked = async {
        let _connection = silent.accept().await.unwrap();
        cancel.cancel();
        std::future::pending::<()>().await;
    };
    let cache = folder.path().join("cache");
    let wanted = wanted(&plan);
    let outcome = tokio::select! {
        outcome = packages::prepare(wanted, &work, &cache, &events, &cancel) => outcome,
        () = asked => unreachable!("it waits for ever"),
    };
    assert!(matches!(outcome, Err(PackageError::Cancelled)), "{outcome:?}");
    assert_eq!(fs::read_dir(packages::environment(&work)).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_refuses_the_password_is_named_and_not_the_package_alone() {
    let folder = tempfile::tempdir().unwrap();
    let address = serve(folder.path()).await;
    private_wheel(folder.path());
    for (login, why) in [
        ("anna:wr0ng@", "does not take the user name and password that it was given"),
        ("", "requires a user name and password, and none is known for it"),
    ] {
        let plan = pip("", &format!("--index-url http://{login}{address}/simple\nours\n"));
        let (step, recipe) = Step::prepare(&plan).await;
        let output = tokio::task::block_in_place(|| carry_out(&recipe.unwrap(), ""));
        assert!(!output.status.success(), "{output:?}");
        let cause = step.cause(&plan).await;
        assert!(cause.starts_with(&format!("ours was not found, but the index at {address} {why} (401 ")), "{cause}");
        assert!(!cause.contains("wr0ng"), "{cause}");
        assert_eq!(recognise(&[], &cause).map(|found| found.rule.id), Some("interactive-auth"));
    }
}

#[tokio::test]
async fn a_channel_that_hangs_is_named() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let plan = conda(&[&format!("http://anna:s3cret@{address}/private")], &["a"], "");
    let hurried = PackageRequest { timeout: Duration::from_secs(1), ..wanted(&plan) };
    let cause = Step::prepare_for(hurried).await.1.unwrap_err().to_string();
    assert!(cause.starts_with(&format!("the channel http://{address}/private/ cannot be read: ")), "{cause}");
    assert!(cause.contains("timed out") && !cause.contains("s3cret"), "{cause}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_hangs_is_named_by_its_host() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let plan = pip("", &format!("--index-url http://anna:s3cret@{address}/simple\nsix\n"));
    let hurried = PackageRequest { timeout: Duration::from_secs(1), ..wanted(&plan) };
    let (step, recipe) = Step::prepare_for(hurried).await;
    let output = tokio::task::block_in_place(|| carry_out(&recipe.unwrap(), ""));
    assert!(!output.status.success(), "{output:?}");
    let cause = step.cause(&plan).await;
    let words =
        format!("the index at {address} cannot be used: operation timed out (http://{address}/simple/six/). Make sure");
    assert!(cause.starts_with(&words), "{cause}");
    assert_eq!(recognise(&[], &cause).map(|found| found.rule.id), Some("index-unreachable"));
}
