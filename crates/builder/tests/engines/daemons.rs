//! Daemons of the tests' own, with folders of their own. Whatever happens to the tests, the kernel ends them, the
//! containers that they started and their mounts.

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

/// How long a daemon may take until it listens.
const START_TIMEOUT: Duration = Duration::from_mins(2);

/// A daemon that listens.
pub struct Daemon {
    /// Its socket, `unix://…`.
    pub address: String,
    /// The same daemon as one that is elsewhere, `tcp://…`.
    pub elsewhere: Option<String>,
}

/// Docker's, without a network of its own, or why it cannot be started.
pub fn docker(folder: &Path) -> Result<Daemon, String> {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap().port();
    let (socket, elsewhere) = (folder.join("docker.sock"), format!("tcp://127.0.0.1:{port}"));
    let mut command = contained("dockerd");
    command.args(["--iptables=false", "--ip6tables=false", "--bridge=none", "--tls=false"]);
    for (option, name) in [("--data-root", "data"), ("--exec-root", "exec"), ("--pidfile", "pid")] {
        command.arg(option).arg(folder.join(name));
    }
    command.arg("--host").arg(format!("unix://{}", socket.display())).args(["--host", &elsewhere]);
    let address = start("dockerd", command, folder, &socket)?;
    Ok(Daemon { address, elsewhere: Some(elsewhere) })
}

/// Podman's, or why it cannot be started.
pub fn podman(folder: &Path) -> Result<Daemon, String> {
    podman_with(folder, "runtime = \"runc\"")
}

/// Podman's with a runtime that refuses to start anything, in these words.
pub fn podman_that_starts_nothing(folder: &Path, words: &str) -> Result<Daemon, String> {
    let runtime = folder.join("refusing");
    fs::write(&runtime, format!("#!/bin/sh\necho '{words}' >&2\nexit 1\n")).unwrap();
    fs::set_permissions(&runtime, fs::Permissions::from_mode(0o755)).unwrap();
    podman_with(folder, &format!("runtime = \"refusing\"\nruntimes.refusing = [{:?}]", runtime.display().to_string()))
}

fn podman_with(folder: &Path, runtime: &str) -> Result<Daemon, String> {
    let quoted = |name: &str| serde_json::to_string(&folder.join(name)).unwrap();
    let files = [
        (
            "containers.conf",
            format!(
                "[containers]\nnetns = \"host\"\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\n[engine]\n{runtime}\n\
                 cgroup_manager = \"cgroupfs\"\nevents_logger = \"file\"\ntmp_dir = {}\n",
                quoted("libpod")
            ),
        ),
        (
            "storage.conf",
            format!(
                "[storage]\ndriver = \"overlay\"\ngraphroot = {}\nrunroot = {}\n",
                quoted("storage"),
                quoted("run")
            ),
        ),
        (
            "registries.conf",
            "unqualified-search-registries = []\n[[registry]]\nlocation = \"127.0.0.1\"\ninsecure = true\n".to_owned(),
        ),
    ];
    fs::create_dir_all(folder.join("tmp")).unwrap();
    let socket = folder.join("podman.sock");
    let mut command = contained("podman");
    command.args(["system", "service", "--time=0", &format!("unix://{}", socket.display())]);
    command.env("TMPDIR", folder.join("tmp")).env("CONTAINERS_CONF", folder.join("containers.conf"));
    command.env("CONTAINERS_STORAGE_CONF", folder.join("storage.conf"));
    command.env("CONTAINERS_REGISTRIES_CONF", folder.join("registries.conf"));
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    let address = start("podman", command, folder, &socket)?;
    Ok(Daemon { address, elsewhere: None })
}

/// A command that ends with the thread that starts it, together with everything that it starts and mounts.
fn contained(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--", "unshare", "--pid", "--mount", "--fork", "--kill-child=KILL"]);
    command.args(["--mount-proc", "--", program]).stdin(Stdio::null());
    command
}

/// Starts a daemon and waits until it listens.
fn start(program: &str, mut command: Command, folder: &Path, socket: &Path) -> Result<String, String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let installed = |program: &str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if let Some(missing) = [program, "runc"].into_iter().find(|program| !installed(program)) {
        return Err(format!("{missing} is not installed"));
    }
    let log = folder.join("log");
    let file = File::create(&log).unwrap();
    command.stdout(file.try_clone().unwrap()).stderr(file);
    let mut child = kept(command).map_err(|error| format!("{program} cannot be started: {error}"))?;
    let began = Instant::now();
    loop {
        let last = || fs::read_to_string(&log).unwrap_or_default().lines().last().unwrap_or_default().to_owned();
        if std::os::unix::net::UnixStream::connect(socket).is_ok() {
            return Ok(format!("unix://{}", socket.display()));
        }
        if let Some(status) = child.try_wait().unwrap() {
            return Err(format!("{program} ended with {status}: {}", last()));
        }
        if began.elapsed() > START_TIMEOUT {
            child.kill().unwrap();
            return Err(format!("{program} does not begin to listen: {}", last()));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Starts a command on a thread that lives as long as the tests.
fn kept(mut command: Command) -> std::io::Result<Child> {
    let (sender, started) = mpsc::channel();
    std::thread::spawn(move || {
        sender.send(command.spawn()).unwrap();
        loop {
            std::thread::park();
        }
    });
    started.recv().unwrap()
}

/// A folder of one daemon.
pub fn folder(parent: &Path, name: &str) -> PathBuf {
    let folder = parent.join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}
