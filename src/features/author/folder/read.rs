//! What a build sees of a folder: its files by digest, without the Dockerfile and without what `.dockerignore` names. The
//! rules are those of the command line.

use super::text;
use crate::browser::folders::{self, FolderFile};
use definition::{
    BuildContext, Digest, ImportError, MAXIMUM_BYTES,
    context::{ContextFile, Ignored, MOST_FILES, Selection, context_path, ignore_files, select},
};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use web_sys::File;

/// How many files are looked at, ignored ones among them.
pub const MOST_ENTRIES: usize = 10 * MOST_FILES;
/// How much of a file is read at once, in bytes: little enough that the page goes on meanwhile.
const PART: u64 = 1 << 20;
/// How a program of Linux begins.
const PROGRAM: &[u8] = b"\x7fELF";

/// A folder that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Contents {
    /// Its name.
    pub name: String,
    /// The path of the Dockerfile in it.
    pub dockerfile_path: String,
    /// The text of the Dockerfile.
    pub dockerfile: String,
    /// Every file that may be the Dockerfile.
    pub dockerfiles: Vec<String>,
    /// What a build sees.
    pub selection: Selection,
    /// How many files are left out.
    pub ignored: usize,
}

/// How far reading is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// How many files were read.
    pub files: usize,
    /// Of how many.
    pub of: usize,
    /// How many bytes were read.
    pub bytes: u64,
    /// Of how many.
    pub size: u64,
}

/// The handles of the files of a context, by path.
pub type Handles = BTreeMap<String, File>;

/// Reads what a build sees of the files of a folder, with the Dockerfile at this path, when they are not larger than `limit`
/// together, in bytes.
///
/// # Errors
/// When there is no Dockerfile, a file cannot be in a build context or cannot be read, or there is too much.
pub async fn read(
    name: String,
    files: &[FolderFile],
    dockerfile_path: Option<String>,
    limit: u64,
    told: impl Fn(Progress),
) -> Result<(Contents, Handles), ImportError> {
    if files.len() > MOST_ENTRIES {
        return Err(text::too_many(MOST_ENTRIES));
    }
    let dockerfiles = dockerfiles(files.iter().map(|file| file.path.as_str()));
    let wanted = dockerfile_path.or_else(|| dockerfiles.first().cloned());
    let dockerfile_path = context_path(&wanted.ok_or_else(|| text::no_dockerfile(&name))?)?;
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
    let left_out = files.len() - 1 - seen.len();
    if seen.len() > MOST_FILES {
        return Err(text::too_many(MOST_FILES));
    }
    let (mut handles, mut progress) = (Handles::new(), Progress { files: 0, of: seen.len(), bytes: 0, size: 0 });
    for file in &seen {
        let handle = file.open().await.map_err(|_| text::unreadable(&file.path))?;
        progress.size += size(&handle);
        if progress.size > limit {
            return Err(text::too_large(limit));
        }
        handles.insert(context_path(&file.path)?, handle);
    }
    let mut known = Vec::with_capacity(handles.len());
    for (path, handle) in &handles {
        told(progress);
        let file =
            fingerprint(path, handle, |bytes| told(Progress { bytes: progress.bytes + bytes, ..progress })).await?;
        progress.files += 1;
        progress.bytes += file.size;
        known.push(file);
    }
    let selection = select(known, &dockerfile_path, &Ignored::default())?;
    Ok((Contents { name, dockerfile_path, dockerfile, dockerfiles, selection, ignored: left_out }, handles))
}

impl Contents {
    /// What a definition says of it.
    pub fn context(&self) -> BuildContext {
        BuildContext {
            location: self.name.clone(),
            dockerfile_path: self.dockerfile_path.clone(),
            digest: Some(self.selection.digest),
            dockerfile: Some(self.dockerfile.clone()),
        }
    }

    /// The size of all files together, in bytes.
    pub fn size(&self) -> u64 {
        self.selection.files.iter().map(|file| file.size).sum()
    }

    /// The same with one file that may be executed, or may not.
    pub fn with_mode(&self, path: &str, executable: bool) -> Self {
        let mut files = self.selection.files.clone();
        if let Some(file) = files.iter_mut().find(|file| file.path == path) {
            file.executable = executable;
        }
        let digest = definition::context::context_digest(&files);
        Self { selection: Selection { digest, files, ..self.selection.clone() }, ..self.clone() }
    }
}

/// The paths that may be the Dockerfile's, the most likely first: that of the folder itself, then the others from the top
/// down.
fn dockerfiles<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<String> {
    let is_one = |path: &&str| {
        let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
        !name.ends_with(".dockerignore")
            && (name == "dockerfile" || name.starts_with("dockerfile.") || name.ends_with(".dockerfile"))
    };
    let mut found: Vec<String> = paths.filter(is_one).map(ToOwned::to_owned).collect();
    found.sort_by_key(|path| (path != "Dockerfile", path.matches('/').count(), path.clone()));
    found
}

async fn short_text(file: &FolderFile) -> Result<String, ImportError> {
    let unreadable = |_| text::unreadable(&file.path);
    let handle = file.open().await.map_err(unreadable)?;
    if size(&handle) > MAXIMUM_BYTES as u64 {
        return Err(text::no_text(&file.path, "is larger than 1 MiB"));
    }
    let bytes = folders::part(&handle, 0.0, handle.size()).await.map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|_| text::no_text(&file.path, "is not UTF-8"))
}

/// Reads a file part by part; `told` how many bytes so far.
async fn fingerprint(path: &str, handle: &File, told: impl Fn(u64)) -> Result<ContextFile, ImportError> {
    let (mut hasher, mut at, size) = (Sha256::new(), 0, size(handle));
    let mut executable = false;
    while at < size {
        let end = (at + PART).min(size);
        #[expect(clippy::cast_precision_loss, reason = "a file has less than 2^52 bytes")]
        let bytes = folders::part(handle, at as f64, end as f64).await.map_err(|_| text::unreadable(path))?;
        if bytes.len() as u64 != end - at {
            return Err(text::unreadable(path));
        }
        executable |= at == 0 && may_be_executed(&bytes);
        hasher.update(&bytes);
        at = end;
        told(at);
    }
    let sha256 = Digest::from(<[u8; 32]>::from(hasher.finalize()));
    Ok(ContextFile { path: path.to_owned(), executable, size, sha256 })
}

/// Whether a file with this beginning is most likely to be executed. Browsers do not tell its mode.
fn may_be_executed(beginning: &[u8]) -> bool {
    beginning.starts_with(b"#!") || beginning.starts_with(PROGRAM)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "browsers count bytes in whole numbers")]
fn size(file: &File) -> u64 {
    file.size() as u64
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
        assert!(may_be_executed(b"#!/bin/sh\n") && may_be_executed(b"\x7fELF\x02"));
        assert!(!may_be_executed(b"print()") && !may_be_executed(b""));
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
