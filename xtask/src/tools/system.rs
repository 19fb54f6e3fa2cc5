//! Programs from the system's package manager.

use crate::{Error, run};
use std::{ffi::OsString, path::Path};

/// A program and the Debian package that has it; a program with a `/` is a path that must exist.
pub type Program = (&'static str, &'static str);

/// For builds: an engine, a registry, and a tool that makes base images.
pub const ENGINE: &[Program] =
    &[("buildah", "buildah"), ("docker-registry", "docker-registry"), ("mmdebstrap", "mmdebstrap")];
/// The other engines of the tests, and their container runtime.
const DAEMONS: &[Program] = &[("dockerd", "docker.io"), ("podman", "podman"), ("/usr/sbin/runc", "runc")];
/// For browser tests and screenshots.
pub const BROWSER: &[Program] = &[
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "fonts-dejavu"),
];
/// For the examples in the documents.
pub const DOCUMENTS: &[Program] = &[("curl", "curl"), ("jq", "jq")];
/// The other browser of the tests.
pub const FIREFOX: &[Program] = &[("firefox", "firefox-esr")];
/// For installing wasm-opt and axe-core.
pub const NPM: Program = ("npm", "npm");
/// For bundling the console.
pub const BUNDLING: &[Program] = &[NPM];

/// Installs the packages whose programs are missing.
///
/// # Errors
/// When something is missing and cannot be installed, because this is not Debian or there is no root access: the message lists the packages.
pub fn system(programs: &[Program]) -> Result<(), Error> {
    match Installation::of(programs)? {
        Some(installation) => installation.run(),
        None => Ok(()),
    }
}

/// The installation of missing packages.
pub struct Installation {
    /// apt-get, with sudo if needed.
    apt_get: Vec<OsString>,
    packages: Vec<&'static str>,
}

impl Installation {
    /// Finds the packages of missing programs, if any, prints them, and asks for the password of sudo if it needs one, so that
    /// nothing else needs input.
    ///
    /// # Errors
    /// When something is missing and cannot be installed, because this is not Debian or there is no root access: the message lists the packages.
    pub fn of(programs: &[Program]) -> Result<Option<Self>, Error> {
        let packages: Vec<_> =
            programs.iter().filter(|(program, _)| !is_installed(program)).map(|(_, package)| *package).collect();
        if packages.is_empty() {
            return Ok(None);
        }
        let list = packages.join(" ");
        let Some(apt) = run::find("apt-get") else {
            return Err(Error::Missing(format!(
                "install these with your package manager, then run this again: {list}"
            )));
        };
        let mut apt_get: Vec<OsString> = vec!["env".into(), "DEBIAN_FRONTEND=noninteractive".into(), apt.into()];
        if run::output(run::program("id").arg("-u"))?.trim() == "0" {
            eprintln!("Installing from the system's packages: {list}");
        } else {
            let Some(sudo) = run::find("sudo") else {
                return Err(Error::Missing(format!("run as root `apt-get install {list}`, then run this again")));
            };
            eprintln!("Installing from the system's packages, with sudo: {list}");
            run::run(run::program(&sudo).arg("--validate"))?;
            apt_get.insert(0, sudo.into());
        }
        Ok(Some(Self { apt_get, packages }))
    }

    /// Installs the packages. The output of apt-get is shown when it fails.
    ///
    /// # Errors
    /// When apt-get fails.
    pub fn run(&self) -> Result<(), Error> {
        self.apt_get(&["update", "-qq"])?;
        let install = ["install", "-qq", "--yes", "--no-install-recommends"];
        self.apt_get(&[&install[..], &self.packages].concat())
    }

    fn apt_get(&self, arguments: &[&str]) -> Result<(), Error> {
        let mut command = run::program(&self.apt_get[0]);
        command.args(&self.apt_get[1..]).args(arguments);
        run::quietly(&mut command)
    }
}

/// Installs the other engines, unless that would start services: the tests start their own.
///
/// # Errors
/// [`Error::Skipped`] when installing would start services; when the installation fails.
pub fn daemons() -> Result<(), Error> {
    let missing = DAEMONS.iter().any(|(program, _)| !is_installed(program));
    if missing && Path::new("/run/systemd/system").exists() {
        let list: Vec<_> = DAEMONS.iter().map(|(_, package)| *package).collect();
        return Err(Error::Skipped(format!(
            "Docker Engine and Podman are tested where they are installed; installing them here would start services: {}",
            list.join(" ")
        )));
    }
    system(DAEMONS)
}

fn is_installed(program: &str) -> bool {
    if program.contains('/') { Path::new(program).exists() } else { run::find(program).is_some() }
}
