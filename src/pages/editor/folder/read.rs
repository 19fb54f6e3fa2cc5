//! Reading a folder: its files by digest as a build sees them, without the Dockerfile and what `.dockerignore` excludes, as
//! the command line does; or the environment that Azure's SDK saved to it.

use super::text;
use crate::browser::folders::{self, FolderFile};
use definition::{
    BuildContext, Digest, ImportError, MAXIMUM_BYTES, SAVED_ENVIRONMENT,
    context::{ContextFile, Ignored, MAX_FILES, Selection, context_path, ignore_files, select},
};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use web_sys::File;

/// The maximum number of files, including ignored ones.
pub const MAX_ENTRIES: usize = 10 * MAX_FILES;
/// The bytes of a file that are read at once: few enough that the page stays responsive.
const CHUNK_SIZE: u64 = 1 << 20;
const ELF_MAGIC: &[u8] = b"\x7fELF";

/// A folder that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Contents {
    pub name: String,
    pub dockerfile_path: String,
    pub dockerfile: String,
    /// The files that may be the Dockerfile.
    pub dockerfiles: Vec<String>,
    /// The files that a build sees.
    pub selection: Selection,
    /// The number of files that are left out.
    pub ignored: usize,
}

/// How far the reading of a folder is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    pub files: usize,
    pub total_files: usize,
    pub bytes: u64,
    pub total_bytes: u64,
}

/// The handles of the files of a context, by path.
pub type Handles = BTreeMap<String, File>;

/// Reads the files that a build sees, with the Dockerfile at this path. `limit` is their total size in bytes.
///
/// # Errors
/// When there is no Dockerfile, a file cannot be in a build context or cannot be read, or there is too much.
pub async fn read(
    name: String,
    files: &[FolderFile],
    dockerfile_path: Option<String>,
    limit: u64,
    report: impl Fn(Progress),
) -> Result<(Contents, Handles), ImportError> {
    if files.len() > MAX_ENTRIES {
        return Err(text::too_many(MAX_ENTRIES));
    }
    let dockerfiles = dockerfiles(files.iter().map(|file| file.path.as_str()));
    let chosen = dockerfile_path.or_else(|| dockerfiles.first().cloned());
    let dockerfile_path = context_path(&chosen.ok_or_else(|| text::no_dockerfile(&name))?)?;
    let find = |path: &str| files.iter().find(|file| file.path == path);
    let dockerfile = match find(&dockerfile_path) {
        Some(file) => short_text(file).await?,
        None => return Err(text::no_dockerfile(&name)),
    };
    let mut ignored = Ignored::default();
    for path in ignore_files(&dockerfile_path) {
        if let Some(file) = find(&path) {
            ignored = Ignored::read(&short_text(file).await?)?;
            break;
        }
    }
    let seen: Vec<&FolderFile> =
        files.iter().filter(|file| file.path != dockerfile_path && !ignored.holds(&file.path)).collect();
    let ignored_count = files.len() - 1 - seen.len();
    if seen.len() > MAX_FILES {
        return Err(text::too_many(MAX_FILES));
    }
    let (mut handles, mut progress) =
        (Handles::new(), Progress { files: 0, total_files: seen.len(), bytes: 0, total_bytes: 0 });
    for file in &seen {
        let handle = file.open().await.map_err(|_| text::unreadable(&file.path))?;
        progress.total_bytes += size(&handle);
        if progress.total_bytes > limit {
            return Err(text::too_large(limit));
        }
        handles.insert(context_path(&file.path)?, handle);
    }
    let mut hashed = Vec::with_capacity(handles.len());
    for (path, handle) in &handles {
        report(progress);
        let file = hash(path, handle, |bytes| report(Progress { bytes: progress.bytes + bytes, ..progress })).await?;
        progress.files += 1;
        progress.bytes += file.size;
        hashed.push(file);
    }
    let selection = select(hashed, &dockerfile_path, &Ignored::default())?;
    Ok((Contents { name, dockerfile_path, dockerfile, dockerfiles, selection, ignored: ignored_count }, handles))
}

impl Contents {
    /// The build context for a definition.
    pub fn context(&self) -> BuildContext {
        BuildContext {
            location: self.name.clone(),
            dockerfile_path: self.dockerfile_path.clone(),
            digest: Some(self.selection.digest),
            dockerfile: Some(self.dockerfile.clone()),
        }
    }

    /// In bytes.
    pub fn size(&self) -> u64 {
        self.selection.files.iter().map(|file| file.size).sum()
    }

    /// The same with another mode of one file.
    pub fn with_mode(&self, path: &str, executable: bool) -> Self {
        let mut files = self.selection.files.clone();
        if let Some(file) = files.iter_mut().find(|file| file.path == path) {
            file.executable = executable;
        }
        let digest = definition::context::context_digest(&files);
        Self { selection: Selection { digest, files, ..self.selection.clone() }, ..self.clone() }
    }
}

/// The paths of possible Dockerfiles: first the one at the top, then the others from the top down.
fn dockerfiles<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<String> {
    let is_dockerfile = |path: &&str| {
        let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
        !name.ends_with(".dockerignore")
            && (name == "dockerfile" || name.starts_with("dockerfile.") || name.ends_with(".dockerfile"))
    };
    let mut found: Vec<String> = paths.filter(is_dockerfile).map(ToOwned::to_owned).collect();
    found.sort_by_key(|path| (path != "Dockerfile", path.matches('/').count(), path.clone()));
    found
}

async fn short_text(file: &FolderFile) -> Result<String, ImportError> {
    let unreadable = |_| text::unreadable(&file.path);
    let handle = file.open().await.map_err(unreadable)?;
    if size(&handle) > MAXIMUM_BYTES as u64 {
        return Err(text::too_long(&file.path));
    }
    let bytes = folders::part(&handle, 0.0, handle.size()).await.map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|_| text::not_utf8(&file.path))
}

/// Hashes a file chunk by chunk and reports the bytes so far.
async fn hash(path: &str, handle: &File, report: impl Fn(u64)) -> Result<ContextFile, ImportError> {
    let (mut hasher, mut at, size) = (Sha256::new(), 0, size(handle));
    let mut executable = false;
    while at < size {
        let end = (at + CHUNK_SIZE).min(size);
        #[expect(clippy::cast_precision_loss, reason = "a file has less than 2^52 bytes")]
        let bytes = folders::part(handle, at as f64, end as f64).await.map_err(|_| text::unreadable(path))?;
        if bytes.len() as u64 != end - at {
            return Err(text::unreadable(path));
        }
        executable |= at == 0 && is_executable(&bytes);
        hasher.update(&bytes);
        at = end;
        report(at);
    }
    let sha256 = Digest::from(<[u8; 32]>::from(hasher.finalize()));
    Ok(ContextFile { path: path.to_owned(), executable, size, sha256 })
}

/// Whether a file that begins like this is probably executable. Browsers do not provide the mode.
fn is_executable(beginning: &[u8]) -> bool {
    beginning.starts_with(b"#!") || beginning.starts_with(ELF_MAGIC)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "browsers count bytes in whole numbers")]
fn size(file: &File) -> u64 {
    file.size() as u64
}

/// The number of files of a saved environment that are read; the SDK writes three.
const MAX_SAVED_FILES: usize = 50;

/// Whether Azure's SDK saved an environment to the folder with these files.
pub fn is_saved_environment(files: &[FolderFile]) -> bool {
    files.iter().any(|file| file.path == SAVED_ENVIRONMENT)
}

/// The handles of the files that may belong to a saved environment, by path: those at the top that are small enough to hold
/// packages or a Dockerfile.
///
/// # Errors
/// The path of a file that the browser no longer finds.
pub async fn open_saved_environment(files: &[FolderFile]) -> Result<Vec<(String, File)>, String> {
    let mut found: Vec<&FolderFile> = files.iter().filter(|file| !file.path.contains('/')).collect();
    found.sort_by_key(|file| (file.path != SAVED_ENVIRONMENT, file.path.clone()));
    let mut opened = Vec::new();
    for file in found.into_iter().take(MAX_SAVED_FILES) {
        let handle = file.open().await.map_err(|_| file.path.clone())?;
        #[expect(clippy::cast_precision_loss, reason = "a limit is small")]
        let is_small = handle.size() <= MAXIMUM_BYTES as f64;
        if is_small || file.path == SAVED_ENVIRONMENT {
            opened.push((file.path.clone(), handle));
        }
    }
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dockerfile_of_the_folder_itself_is_the_first_choice() {
        let paths =
            ["docker/Dockerfile", "gpu.Dockerfile", "Dockerfile.dockerignore", "a/b/Dockerfile.cpu", "Dockerfile"];
        let found = dockerfiles(paths.into_iter());
        assert_eq!(found, ["Dockerfile", "gpu.Dockerfile", "docker/Dockerfile", "a/b/Dockerfile.cpu"]);
        assert!(dockerfiles(["src/main.py", "dockerfiles/readme.md"].into_iter()).is_empty());
    }

    #[test]
    fn scripts_and_programs_are_taken_for_executable() {
        assert!(is_executable(b"#!/bin/sh\n") && is_executable(b"\x7fELF\x02"));
        assert!(!is_executable(b"print()") && !is_executable(b""));
    }

    #[test]
    fn another_mode_is_another_digest() {
        let file = ContextFile { path: "run".into(), executable: false, size: 1, sha256: Digest::of("a") };
        let selection = select(vec![file], "Dockerfile", &Ignored::default()).expect("one file fits");
        let contents = Contents {
            name: "vision".into(),
            dockerfile_path: "Dockerfile".into(),
            dockerfile: String::new(),
            dockerfiles: Vec::new(),
            selection,
            ignored: 0,
        };
        let other = contents.with_mode("run", true);
        assert_ne!(other.selection.digest, contents.selection.digest);
        assert_eq!(other.with_mode("run", false), contents);
    }
}
