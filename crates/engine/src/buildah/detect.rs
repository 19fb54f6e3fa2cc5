//! Finds buildah and makes its storage.

use super::{TOOL, tool::Buildah};
use crate::certificates;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use registry::{Mirror, Registry, RegistryAuth, is_loopback};
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs, io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::Stdio,
};
use tokio::process::Command;

impl Buildah {
    /// Looks for buildah, makes its storage in this folder, which must be its own, and removes what a killed process left there.
    ///
    /// # Errors
    /// Why there is no engine, and what to do.
    pub async fn detect(folder: &Path, registry: &Registry) -> Result<Self, String> {
        let version = version().await?;
        let (folder, bundle) = (folder.to_owned(), certificates::bundle());
        let (login, stall_timeout) = (PathBuf::new(), registry.timeout());
        let mut engine =
            Self { version, program: TOOL.into(), folder, driver: "overlay", bundle, login, stall_timeout };
        engine.prepare(registry).map_err(|error| format!("buildah's folder cannot be used: {error}"))?;
        let mut usable = engine.probe().await;
        if usable.is_err() {
            // No overlay on this file system; slower, but it works.
            engine.driver = "vfs";
            engine.configure_storage().map_err(|error| error.to_string())?;
            usable = engine.probe().await.or(usable);
        }
        usable.map_err(|reason| {
            format!("buildah does not work here: {reason}. It needs root or user namespaces and may mount file systems")
        })?;
        Ok(engine)
    }

    /// Its folders and configuration files.
    fn prepare(&mut self, registry: &Registry) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        self.folder = self.folder.canonicalize()?;
        match fs::remove_dir_all(self.work()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::create_dir(self.work())?,
        }
        self.configure_storage()?;
        let address = serde_json::to_string(registry.address())?;
        let insecure = registry.is_loopback();
        let mut registries =
            format!("unqualified-search-registries = []\n[[registry]]\nlocation = {address}\ninsecure = {insecure}\n");
        let hosts: BTreeSet<_> = registry.mirrors().iter().map(Mirror::host).collect();
        for host in hosts.into_iter().filter(|host| is_loopback(host) && *host != registry.address()) {
            let host = serde_json::to_string(host)?;
            // Writing to a text never fails.
            let _ = write!(registries, "[[registry]]\nlocation = {host}\ninsecure = true\n");
        }
        fs::write(self.folder.join("registries.conf"), registries)?;
        let own = self.folder.join("auth.json");
        if own.exists() {
            fs::remove_file(&own)?;
        }
        if let Some(file) = registry.credentials().file() {
            file.clone_into(&mut self.login);
            return Ok(());
        }
        self.login = own;
        if let RegistryAuth::Basic(name, password) = registry.authentication() {
            let auth = BASE64_STANDARD.encode(format!("{name}:{password}"));
            let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.login)?;
            serde_json::to_writer(file, &serde_json::json!({ "auths": { registry.address(): { "auth": auth } } }))?;
        }
        Ok(())
    }

    fn configure_storage(&self) -> io::Result<()> {
        let path = |name: &str| serde_json::to_string(&self.folder.join(name).to_string_lossy());
        let text = format!(
            "[storage]\ndriver = {:?}\ngraphroot = {}\nrunroot = {}\n",
            self.driver,
            path("storage")?,
            path("run")?
        );
        fs::write(self.folder.join("storage.conf"), text)
    }

    /// Whether it can do anything here; removes the containers of a killed process on the way.
    async fn probe(&self) -> Result<(), String> {
        self.adopt().map_err(|error| error.to_string())?;
        let mut command = self.process();
        command.args(["rm", "--all"]);
        self.output_of(command).await.map(drop)
    }

    /// Makes buildah know the containers that it was killed over while it made them: it removes no others.
    fn adopt(&self) -> io::Result<()> {
        let folder = self.folder.join("storage").join(format!("{}-containers", self.driver));
        let Ok(list) = fs::read(folder.join("containers.json")) else { return Ok(()) };
        let containers: Vec<serde_json::Value> = serde_json::from_slice(&list)?;
        for id in containers.iter().filter_map(|container| container["id"].as_str()) {
            let about = folder.join(id).join("userdata/buildah.json");
            if !about.exists() {
                fs::create_dir_all(folder.join(id).join("userdata"))?;
                fs::write(about, serde_json::json!({ "type": "buildah 0.0.1", "container-id": id }).to_string())?;
            }
        }
        Ok(())
    }
}

async fn version() -> Result<String, String> {
    let mut command = Command::new(TOOL);
    let output = command.arg("--version").stdin(Stdio::null()).output().await.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "buildah is not installed: install it (Debian, Ubuntu: apt install buildah)".into(),
        _ => format!("buildah cannot be run: {error}"),
    })?;
    let text = String::from_utf8_lossy(&output.stdout);
    let version = text.split_whitespace().nth(2).filter(|_| output.status.success());
    version.map(str::to_owned).ok_or_else(|| format!("buildah did not report its version: {}", text.trim()))
}
