//! A registry and an index that want a password.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

/// A registry for `anna` with this password; it ends with the test.
pub struct PrivateRegistry {
    child: Child,
    pub address: String,
    pub folder: PathBuf,
}

impl PrivateRegistry {
    pub fn start(folder: &Path, password: &str) -> Self {
        fs::create_dir_all(folder).unwrap();
        let hash = "import crypt, sys; print('anna:' + crypt.crypt(sys.argv[1], crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16)))";
        let hash = Command::new("python3").args(["-W", "ignore", "-c", hash, password]).output().unwrap();
        assert!(hash.status.success(), "{}", String::from_utf8_lossy(&hash.stderr));
        fs::write(folder.join("htpasswd"), hash.stdout).unwrap();
        let configuration = serde_json::json!({
            "version": "0.1",
            "storage": { "filesystem": { "rootdirectory": folder.join("images") } },
            "http": { "addr": "127.0.0.1:0" },
            "auth": { "htpasswd": { "realm": "test", "path": folder.join("htpasswd") } },
        });
        fs::write(folder.join("registry.json"), configuration.to_string()).unwrap();
        let mut command = Command::new("docker-registry");
        command.arg("serve").arg(folder.join("registry.json")).env("OTEL_TRACES_EXPORTER", "none");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let listening = lines.by_ref().map(Result::unwrap).find(|line| line.contains("listening on "));
        let line = listening.expect("the registry listens");
        let after = line.split_once("listening on ").unwrap().1;
        let address = after.split(['"', ' ', ',']).next().unwrap().to_owned();
        // Whoever does not read what it says stops it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, folder: folder.to_owned() }
    }
}

impl Drop for PrivateRegistry {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// An index with one package, for whoever knows this login (`NAME:PASSWORD` in base64).
pub struct PrivateIndex {
    pub address: String,
    /// The logins that it saw.
    pub seen: Arc<Mutex<Vec<String>>>,
}

impl PrivateIndex {
    pub fn start(host: &str, package: &str, folder: &Path, login: String) -> Self {
        wheel(folder, package);
        let listener = TcpListener::bind((host, 0)).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (folder, noted) = (folder.to_owned(), Arc::clone(&seen));
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let (folder, login, noted) = (folder.clone(), login.clone(), Arc::clone(&noted));
                std::thread::spawn(move || answer(connection.unwrap(), &folder, &login, &noted));
            }
        });
        Self { address, seen }
    }
}

fn answer(mut connection: TcpStream, folder: &Path, wanted: &str, seen: &Mutex<Vec<String>>) {
    let mut request = Vec::new();
    let mut letter = [0];
    while !request.ends_with(b"\r\n\r\n") && connection.read(&mut letter).is_ok_and(|length| length == 1) {
        request.extend(letter);
    }
    let request = String::from_utf8(request).unwrap();
    let login = request.lines().find_map(|line| {
        let (name, value) = line.split_once(": Basic ")?;
        name.eq_ignore_ascii_case("authorization").then(|| value.to_owned())
    });
    let known = login.as_deref() == Some(wanted);
    seen.lock().unwrap().extend(login);
    let path = request.split(' ').nth(1).unwrap_or("/").trim_matches('/').to_owned();
    let file = [folder.join(&path), folder.join(&path).join("index.html")].into_iter().find(|file| file.is_file());
    let (status, body) = match file {
        _ if !known => ("401 Unauthorized\r\nWWW-Authenticate: Basic", Vec::new()),
        Some(file) => ("200 OK\r\nContent-Type: text/html", fs::read(file).unwrap()),
        None => ("404 Not Found", Vec::new()),
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let body = if request.starts_with("HEAD") { &[] } else { body.as_slice() };
    // Whoever asked may already have gone.
    let _ = connection.write_all(&[head.as_bytes(), body].concat());
}

/// A wheel and the page that lists it.
fn wheel(folder: &Path, package: &str) {
    let script = "import sys, zipfile\nfolder, name = sys.argv[1:]\ninfo = name + '-1.0.dist-info/'\n\
                  with zipfile.ZipFile(folder + '/' + name + '-1.0-py3-none-any.whl', 'w') as wheel:\n    \
                  wheel.writestr(name + '.py', 'WORD = \"private\"\\n')\n    \
                  wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: ' + name + '\\nVersion: 1.0\\n')\n    \
                  wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')\n    \
                  wheel.writestr(info + 'RECORD', '')\n";
    let pages = folder.join("simple").join(package);
    fs::create_dir_all(&pages).unwrap();
    assert!(Command::new("python3").args(["-c", script]).arg(folder).arg(package).status().unwrap().success());
    let page = format!("<a href=\"/{package}-1.0-py3-none-any.whl\">{package}-1.0-py3-none-any.whl</a>");
    fs::write(pages.join("index.html"), page).unwrap();
}
