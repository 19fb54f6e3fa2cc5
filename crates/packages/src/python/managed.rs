//! A Python that uv brings into the environment, where the image has none that the definition accepts. It is fetched on
//! this machine and put where the step sees it, with the paths that it has in the image.

use super::{
    accepted::accepted,
    downloads::{Download, list_downloads},
};
use crate::{
    cache::touch,
    error::{PackageError, refused},
    folders::{ENVIRONMENT, Folders, PYTHONS},
    lock::{Locked, PackageManager, PackageRequest},
    log::{LogSender, log_line},
    pip::uv,
};
use std::{
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Stdio,
};
use tokio::{process::Command, task::spawn_blocking};

/// The maximum size of a file with paths to rewrite, in bytes.
const MAX_TEXT_BYTES: u64 = 4 << 20;

/// What an image has, as the step tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImagePythons {
    /// The versions, in the order in which they are found.
    versions: Vec<String>,
    /// The C library (`gnu`, `musl`).
    libc: String,
}

impl ImagePythons {
    /// What the first command of a recipe told, after it was carried out in the same folder.
    ///
    /// # Errors
    /// When it told nothing.
    pub fn read(work: &Path) -> io::Result<Self> {
        let outputs = Folders::new(work).outputs()?;
        let lines = outputs.read_text(Path::new("pythons"), MAX_TEXT_BYTES)?;
        let libc = outputs.read_text(Path::new("libc"), MAX_TEXT_BYTES)?;
        Self::parse(&format!("{libc}{lines}")).ok_or_else(|| io::Error::other("the image does not tell its C library"))
    }

    /// The C library on the first line, then a version a line; what follows it is left out.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.lines().filter_map(|line| line.split(' ').next());
        let libc = words.next()?.to_owned();
        Some(Self { versions: words.map(str::to_owned).collect(), libc })
    }

    /// The text that [`Self::parse`] reads.
    #[must_use]
    pub fn to_text(&self) -> String {
        [std::slice::from_ref(&self.libc), &self.versions].concat().join("\n") + "\n"
    }
}

/// Puts a Python into the environment where the image has none that is accepted. `work` is the folder of a recipe whose
/// first command was carried out.
///
/// # Errors
/// [`PackageError::Refused`] with what to do when uv cannot bring one.
pub async fn provide_python(
    request: PackageRequest<'_>,
    image: &ImagePythons,
    work: &Path,
    cache: &Path,
    log: &LogSender,
) -> Result<(), PackageError> {
    let Some(constraint) = &request.python.virtual_environment else { return Ok(()) };
    let locked = request.lock.into_iter().flatten().find(|package| package.source == PackageManager::Uv);
    let accepted = match locked {
        Some(python) => format!("{}\n", python.version),
        None => accepted(constraint)?,
    };
    let accepts = |version: &str| accepted.lines().any(|line| line == version);
    if locked.is_none() && image.versions.iter().any(|version| accepts(version)) {
        return Ok(());
    }
    let wanted = locked.map_or(constraint.trim_start_matches('='), |python| &python.version);
    let impossible = |reason: String| {
        let has = match image.versions[..] {
            [] => "none".to_owned(),
            _ => image.versions.join(" "),
        };
        refused(format!(
            "the definition asks for Python {wanted}, the base image has {has}, and uv cannot install it: {reason}. Change \
             the version, or take a base image with that Python"
        ))
    };
    let downloads = list_downloads(request.platform).await.map_err(|error| impossible(error.to_string()))?;
    let fits = |download: &&Download| download.libc == image.libc && accepts(&download.version);
    let download = downloads.iter().find(fits).ok_or_else(|| impossible("it knows no such version".to_owned()))?;
    let fetched = fetch(download, cache, log).await.map_err(|error| impossible(error.to_string()))?;

    log_line(log, format!("Putting Python {} of uv into the environment", download.version)).await;
    touch(&fetched);
    let folders = Folders::new(work);
    let target = folders.environment.join(PYTHONS).join(&download.key);
    blocking(move || copy(&fetched, &target)).await?;
    folders.write_input("accepted", &format!("{}\n", download.version))?;
    let locked = Locked {
        name: "python".into(),
        version: download.version.clone(),
        source: PackageManager::Uv,
        build: None,
        sha256: None,
        url: Some(download.url.clone()).filter(|url| !url.starts_with("file:")),
    };
    folders.write_input("python.json", &serde_json::to_string(&locked).map_err(io::Error::from)?)?;
    Ok(())
}

/// A Python as it is in environments, from the cache or fetched.
async fn fetch(download: &Download, cache: &Path, log: &LogSender) -> Result<PathBuf, PackageError> {
    let folder = cache.join(PYTHONS);
    let ready = folder.join(&download.key);
    if ready.is_dir() {
        return Ok(ready);
    }
    fs::create_dir_all(&folder)?;
    log_line(log, format!("Fetching Python {}", download.version)).await;
    let temporary = tempfile::Builder::new().prefix(".fetching-").tempdir_in(&folder)?;
    let installed = temporary.path().canonicalize()?.join(&download.key);
    let mut command = Command::new(uv::folder(log).await?.join("uv"));
    uv::with_python_settings(&mut command);
    command.args(["--no-config", "--no-progress", "--cache-dir"]).arg(temporary.path().join("cache"));
    command.args(["python", "install", "--no-bin", &download.key, "--install-dir"]);
    command.arg(installed.parent().unwrap_or(&folder)).stdin(Stdio::null()).kill_on_drop(true);
    let output = command.output().await?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        let errors = errors.trim().trim_start_matches("error: ").replace('\n', " ");
        return Err(refused(errors));
    }
    let place = format!("{ENVIRONMENT}/{PYTHONS}/{}", download.key);
    let moved = installed.clone();
    blocking(move || relocate(&moved, &place)).await?;
    match fs::rename(&installed, &ready) {
        // Another build was faster.
        Err(_) if ready.is_dir() => Ok(ready),
        renamed => renamed.map(|()| ready).map_err(Into::into),
    }
}

/// Writes another place into the files of an installation that name the one where it is.
fn relocate(installed: &Path, place: &str) -> io::Result<()> {
    let here = installed.to_string_lossy();
    for entry in below(installed)? {
        let about = fs::symlink_metadata(&entry)?;
        if !about.is_file() || about.len() > MAX_TEXT_BYTES {
            continue;
        }
        // What is no text names no place.
        if let Ok(text) = String::from_utf8(fs::read(&entry)?)
            && text.contains(&*here)
        {
            fs::write(&entry, text.replace(&*here, place))?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in below(from)? {
        let target = to.join(entry.strip_prefix(from).map_err(io::Error::other)?);
        let about = fs::symlink_metadata(&entry)?;
        if about.is_symlink() {
            symlink(fs::read_link(&entry)?, target)?;
        } else if about.is_dir() {
            fs::create_dir(target)?;
        } else {
            fs::copy(&entry, target)?;
        }
    }
    Ok(())
}

/// Everything below a folder, a folder before what is in it; links are not followed.
fn below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
            found.push(entry.path());
        }
    }
    Ok(found)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_image_has_is_read_back() {
        let image = ImagePythons::parse("musl\n3.11.2 /usr/bin/python3\n3.11.2 /usr/bin/python3.11\n").unwrap();
        assert_eq!(ImagePythons::parse(&image.to_text()), Some(image.clone()));
        assert_eq!((image.libc.as_str(), image.versions.len()), ("musl", 2));
        assert_eq!(ImagePythons::parse(""), None);
    }

    #[test]
    fn an_installation_names_the_place_that_it_has_in_the_image() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().join("cpython-3.12.1");
        fs::create_dir_all(here.join("lib")).unwrap();
        fs::write(here.join("lib/sysconfig.py"), format!("prefix = '{}'", here.display())).unwrap();
        fs::write(here.join("lib/binary"), b"\xff\xfe").unwrap();
        symlink("sysconfig.py", here.join("lib/link")).unwrap();
        relocate(&here, "/opt/env/python/cpython-3.12.1").unwrap();
        let copied = folder.path().join("env/python/cpython-3.12.1");
        copy(&here, &copied).unwrap();
        assert_eq!(fs::read_to_string(copied.join("lib/link")).unwrap(), "prefix = '/opt/env/python/cpython-3.12.1'");
    }
}
