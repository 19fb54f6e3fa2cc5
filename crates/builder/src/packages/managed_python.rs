//! A Python that uv brings into the environment, where the image has none that the definition accepts. It is fetched on
//! this machine and put where the step sees it, with the paths that it has in the image.

use super::folders::Folders;
use super::kept::use_now;
use super::python_downloads::{self, Download};
use super::{ENVIRONMENT, Wanted, accepted, refused, say, uv};
use crate::{BuildError, EventSender, Locked, PackageManager};
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::Command;
use tokio::task::spawn_blocking;

/// Where such Pythons are, in the environment.
pub const PYTHONS: &str = "python";
/// Files with paths in them are smaller: 4 MiB.
const MAX_TEXT_SIZE: u64 = 4 << 20;

/// What an image has, as the step tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ImagePythons {
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
    pub(crate) fn read(work: &Path) -> io::Result<Self> {
        let folders = Folders::of(work);
        let lines = fs::read_to_string(folders.written("pythons"))?;
        let libc = fs::read_to_string(folders.written("libc"))?;
        Self::parse(&format!("{libc}{lines}")).ok_or_else(|| io::Error::other("the image does not tell its C library"))
    }

    /// The C library on the first line, then a version a line; what follows it is left out.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut words = text.lines().filter_map(|line| line.split(' ').next());
        let libc = words.next()?.to_owned();
        Some(Self { versions: words.map(str::to_owned).collect(), libc })
    }

    /// The text that [`Self::parse`] reads.
    pub(crate) fn to_text(&self) -> String {
        [std::slice::from_ref(&self.libc), &self.versions].concat().join("\n") + "\n"
    }
}

/// Puts a Python into the environment where the image has none that is accepted. `work` is the folder of a recipe whose
/// first command was carried out.
///
/// # Errors
/// [`BuildError::Step`] with what to do when uv cannot bring one.
pub(crate) async fn provide_python(
    wanted: Wanted<'_>,
    image: &ImagePythons,
    work: &Path,
    cache: &Path,
    events: &EventSender,
) -> Result<(), BuildError> {
    let Some(constraint) = &wanted.python.virtual_environment else { return Ok(()) };
    let locked = wanted.lock.into_iter().flatten().find(|package| package.source == PackageManager::Uv);
    let accepted = match locked {
        Some(python) => format!("{}\n", python.version),
        None => accepted::accepted(constraint)?,
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
    let downloads = python_downloads::list().await.map_err(|error| impossible(error.to_string()))?;
    let fits = |download: &&Download| download.libc == image.libc && accepts(&download.version);
    let download = downloads.iter().find(fits).ok_or_else(|| impossible("it knows no such version".to_owned()))?;
    let fetched = fetch(download, cache, events).await.map_err(|error| impossible(error.to_string()))?;

    say(events, format!("Putting Python {} of uv into the environment", download.version)).await;
    use_now(&fetched);
    let folders = Folders::of(work);
    let target = folders.environment.join(PYTHONS).join(&download.key);
    blocking(move || copy(&fetched, &target)).await?;
    folders.write("accepted", &format!("{}\n", download.version))?;
    let locked = Locked {
        name: "python".into(),
        version: download.version.clone(),
        source: PackageManager::Uv,
        build: None,
        sha256: None,
        url: Some(download.url.clone()).filter(|url| !url.starts_with("file:")),
    };
    folders.write("python.json", &serde_json::to_string(&locked).map_err(io::Error::from)?)?;
    Ok(())
}

/// A Python as it is in environments, from the cache or fetched.
async fn fetch(download: &Download, cache: &Path, events: &EventSender) -> Result<PathBuf, BuildError> {
    let folder = cache.join(PYTHONS);
    let ready = folder.join(&download.key);
    if ready.is_dir() {
        return Ok(ready);
    }
    fs::create_dir_all(&folder)?;
    say(events, format!("Fetching Python {}", download.version)).await;
    let temporary = tempfile::Builder::new().prefix(".fetching-").tempdir_in(&folder)?;
    let installed = temporary.path().canonicalize()?.join(&download.key);
    let mut command = Command::new(uv::folder(events).await?.join("uv"));
    uv::with_python_settings(&mut command);
    command.args(["--no-config", "--no-progress", "--cache-dir"]).arg(temporary.path().join("cache"));
    command.args(["python", "install", "--no-bin", &download.key, "--install-dir"]);
    command.arg(installed.parent().unwrap_or(&folder)).stdin(Stdio::null()).kill_on_drop(true);
    let output = command.output().await?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim().trim_start_matches("error: ").replace('\n', " ");
        return Err(refused(said));
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
        if !about.is_file() || about.len() > MAX_TEXT_SIZE {
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
