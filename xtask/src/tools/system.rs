//! What the system's package manager installs.

use crate::{Error, run};
use std::path::Path;

/// A program and the Debian package that has it; a program with a `/` is a path that must exist.
pub type Program = (&'static str, &'static str);

/// What builds need: an engine, a registry, and a way to make a base image where none can be pulled.
pub const ENGINE: &[Program] =
    &[("buildah", "buildah"), ("docker-registry", "docker-registry"), ("mmdebstrap", "mmdebstrap")];
/// The other engines that the tests know, and what they run containers with.
const DAEMONS: &[Program] = &[("dockerd", "docker.io"), ("podman", "podman"), ("/usr/sbin/runc", "runc")];
/// What browser tests and pictures need.
pub const BROWSER: &[Program] = &[
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "fonts-dejavu"),
];
/// The other browser that the tests know.
pub const FIREFOX: &[Program] = &[("firefox", "firefox-esr")];
/// What installs wasm-opt.
pub const NPM: Program = ("npm", "npm");

/// Installs the packages whose programs are missing.
///
/// # Errors
/// When something is missing and this is no Debian, or nobody who may install: says what to install.
pub fn system(programs: &[Program]) -> Result<(), Error> {
    let missing: Vec<_> =
        programs.iter().filter(|(program, _)| !present(program)).map(|(_, package)| *package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    let Some(apt) = run::find("apt-get") else {
        return Err(Error::Missing(format!("install these with your package manager, then run this again: {list}")));
    };
    let root = run::output(run::program("id").arg("-u"))?.trim() == "0";
    let sudo = run::find("sudo");
    if !root && sudo.is_none() {
        return Err(Error::Missing(format!("run as root `apt-get install {list}`, then run this again")));
    }
    eprintln!("Installing from the system's packages: {list}");
    let apt_get = |arguments: &[&str]| {
        let mut command = match (&sudo, root) {
            (Some(sudo), false) => run::program(sudo),
            _ => run::program("env"),
        };
        command.arg("DEBIAN_FRONTEND=noninteractive").arg(&apt).args(arguments);
        run::run(&mut command)
    };
    apt_get(&["update", "-qq"])?;
    let mut install = vec!["install", "-qq", "--yes", "--no-install-recommends"];
    install.extend(missing);
    apt_get(&install)
}

/// Installs the other engines, where that starts no service: the tests start their own.
///
/// # Errors
/// When something is missing and cannot be installed, or would start services.
pub fn daemons() -> Result<(), Error> {
    let missing = DAEMONS.iter().any(|(program, _)| !present(program));
    if missing && Path::new("/run/systemd/system").exists() {
        let list: Vec<_> = DAEMONS.iter().map(|(_, package)| *package).collect();
        return Err(Error::Skipped(format!(
            "Docker Engine and Podman are tested where they are installed; installing them here would start services: {}",
            list.join(" ")
        )));
    }
    system(DAEMONS)
}

fn present(program: &str) -> bool {
    if program.contains('/') { Path::new(program).exists() } else { run::find(program).is_some() }
}
