//! The obvious Dockerfile.

use harness::Outcome;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// This machine's certificates, which pip needs in networks with their own authority.
const CERTIFICATES: &str = "/etc/ssl/certs";
/// The variables of this machine that configure pip's indexes.
const VARIABLES: [&str; 4] = ["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_CERT"];

/// Buildah with its own storage, which has the base image.
pub struct Obvious {
    folder: PathBuf,
    base: String,
    target: String,
}

impl Obvious {
    /// Creates the storage and pulls the base image.
    pub fn start(folder: &Path, registry: &str, base: &str) -> Outcome<Self> {
        let context = folder.join("context");
        fs::create_dir_all(&context)?;
        fs::create_dir(folder.join("tmp"))?;
        let path = |name: &str| format!("{:?}", folder.join(name).display().to_string());
        let storage =
            format!("[storage]\ndriver = \"overlay\"\ngraphroot = {}\nrunroot = {}\n", path("storage"), path("run"));
        fs::write(folder.join("storage.conf"), storage)?;
        let registries = format!("[[registry]]\nlocation = {registry:?}\ninsecure = true\n");
        fs::write(folder.join("registries.conf"), registries)?;
        let target = format!("{registry}/by-hand/env:latest");
        let obvious = Self { folder: folder.to_owned(), base: base.to_owned(), target };
        obvious.buildah(&["pull", base])?;
        Ok(obvious)
    }

    /// Builds an image and returns the time until the registry has it.
    pub fn build(&self, requirements: &[String]) -> Outcome<Duration> {
        let context = self.folder.join("context");
        fs::write(context.join("requirements.txt"), requirements.join("\n") + "\n")?;
        let arguments: String = VARIABLES.map(|name| format!("ARG {name}\n")).concat();
        let dockerfile = format!(
            "FROM {}\n{arguments}COPY requirements.txt /tmp/requirements.txt\n\
             RUN python3 -m venv /opt/env && /opt/env/bin/pip install --no-cache-dir -r /tmp/requirements.txt\n\
             ENV PATH=/opt/env/bin:$PATH\n",
            self.base
        );
        fs::write(context.join("Dockerfile"), dockerfile)?;
        let mut words = ["bud", "--layers", "--format", "oci", "--isolation", "chroot", "--network", "host", "--tag"]
            .map(str::to_owned)
            .to_vec();
        words.push(self.target.clone());
        if Path::new(CERTIFICATES).is_dir() {
            words.extend(["--volume".to_owned(), format!("{CERTIFICATES}:{CERTIFICATES}:ro")]);
        }
        for (name, value) in VARIABLES.iter().filter_map(|name| Some((name, env::var(name).ok()?))) {
            words.extend(["--build-arg".to_owned(), format!("{name}={value}")]);
        }
        words.push(context.display().to_string());
        let began = Instant::now();
        self.buildah(&words.iter().map(String::as_str).collect::<Vec<_>>())?;
        self.buildah(&["push", &self.target])?;
        Ok(began.elapsed())
    }

    fn buildah(&self, words: &[&str]) -> Outcome<()> {
        // In a separate mount namespace, so that no mount is left behind.
        let mut command = Command::new("unshare");
        command.args(["--mount", "--", "buildah"]).args(words).stdin(Stdio::null());
        command.env("CONTAINERS_STORAGE_CONF", self.folder.join("storage.conf"));
        command.env("CONTAINERS_REGISTRIES_CONF", self.folder.join("registries.conf"));
        let output = command.env("TMPDIR", self.folder.join("tmp")).output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!("buildah {}: {}", words[0], String::from_utf8_lossy(&output.stderr)).into())
    }
}
