//! A folder with a Dockerfile: what a build sees of it, and sending that to the workspace.

use crate::{client::Client, failure::Failure, output::print_note};
use definition::{
    BuildContext, Digest, ImportError, MAXIMUM_BYTES,
    context::{ContextFile, Ignored, Selection, context_path, ignore_files, select},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};
use std::{
    fs::{self, File},
    io::{self, Read, Seek},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

/// A folder with a Dockerfile that was read.
pub struct Folder {
    files: Files,
    dockerfile_path: String,
    dockerfile: String,
}

impl Folder {
    /// Reads a folder, without what its `.dockerignore` names.
    ///
    /// # Errors
    /// When there is no Dockerfile, or a file that cannot be in a build context.
    pub fn read(root: &Path, dockerfile_path: &str) -> Result<Self, ImportError> {
        let dockerfile_path = context_path(dockerfile_path)?;
        let dockerfile = text(root, &dockerfile_path)?.ok_or_else(|| ImportError {
            line: None,
            message: format!("{} has no file {dockerfile_path}", root.display()),
            help: "Use --dockerfile with its path, or give a file with a definition".into(),
        })?;
        let files = Files::without(root, &dockerfile_path)?;
        Ok(Self { files, dockerfile_path, dockerfile })
    }

    /// What a definition says of it.
    pub fn context(&self, location: String) -> BuildContext {
        BuildContext {
            location,
            dockerfile_path: self.dockerfile_path.clone(),
            digest: Some(self.files.selection.digest),
            dockerfile: Some(self.dockerfile.clone()),
        }
    }

    /// Sends the files, unless the workspace has them.
    ///
    /// # Errors
    /// When a file cannot be read, the workspace refuses or does not answer.
    pub async fn upload(&self, client: &Client) -> Result<(), Failure> {
        self.files.upload(client).await
    }
}

/// The files of a folder.
pub struct Files {
    root: PathBuf,
    dockerfile_path: String,
    selection: Selection,
}

impl Files {
    /// Reads every file of a folder, without what its `.dockerignore` names.
    ///
    /// # Errors
    /// When there is a file that the workspace does not take.
    pub fn read(root: &Path) -> Result<Self, ImportError> {
        Self::without(root, "")
    }

    /// The same without the Dockerfile at this path.
    fn without(root: &Path, dockerfile_path: &str) -> Result<Self, ImportError> {
        let mut ignored = Ignored::default();
        for path in ignore_files(dockerfile_path) {
            if let Some(lines) = text(root, &path)? {
                ignored = Ignored::read(&lines)?;
                break;
            }
        }
        let mut paths = Vec::new();
        walk(root, "", &ignored, &mut paths)?;
        let files = paths.into_iter().filter(|path| *path != dockerfile_path);
        let files = files.map(|path| file(root, path)).collect::<Result<_, _>>()?;
        let selection = select(files, dockerfile_path, &ignored)?;
        Ok(Self { root: root.to_owned(), dockerfile_path: dockerfile_path.to_owned(), selection })
    }

    /// Their digest.
    pub fn digest(&self) -> Digest {
        self.selection.digest
    }

    /// Sends them, unless the workspace has them.
    ///
    /// # Errors
    /// When a file cannot be read, the workspace refuses or does not answer.
    pub async fn upload(&self, client: &Client) -> Result<(), Failure> {
        let digest = self.selection.digest;
        match client.text(&api::path::context(digest)).await {
            Err(Failure::Error(error)) if error.code == api::code::NOT_FOUND => {}
            answer => return answer.map(drop),
        }
        let size: u64 = self.selection.files.iter().map(|file| file.size).sum();
        let files = self.selection.files.len();
        print_note(format_args!("uploading {files} files, {} KiB, of {}", size.div_ceil(1024), self.root.display()));
        // Which lines of `.dockerignore` count depends on the Dockerfile.
        let dockerfile = utf8_percent_encode(&self.dockerfile_path, NON_ALPHANUMERIC);
        let path = format!("{}?digest={digest}&dockerfile={dockerfile}", api::path::CONTEXTS);
        client.upload(&path, self.pack()?).await
    }

    /// The files as a tar archive, at its beginning.
    fn pack(&self) -> io::Result<File> {
        let mut archive = tar::Builder::new(tempfile::tempfile()?);
        for file in &self.selection.files {
            let mut header = tar::Header::new_gnu();
            header.set_size(file.size);
            header.set_mode(if file.executable { 0o755 } else { 0o644 });
            // Should it change meanwhile, the workspace finds another digest.
            let content = File::open(self.root.join(&file.path))?.take(file.size);
            archive.append_data(&mut header, &file.path, content)?;
        }
        let mut packed = archive.into_inner()?;
        packed.rewind()?;
        Ok(packed)
    }
}

/// Finds the files below a folder that are not ignored.
fn walk(root: &Path, below: &str, ignored: &Ignored, paths: &mut Vec<String>) -> Result<(), ImportError> {
    let folder = root.join(below);
    let entries = fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(&folder, &error))?;
        let name = entry.file_name();
        let name = name.into_string().map_err(|name| ImportError {
            line: None,
            message: format!("the name `{}` is not UTF-8", name.display()),
            help: "Rename the file, or ignore its folder with a .dockerignore".into(),
        })?;
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        let kind = entry.file_type().map_err(|error| unreadable(&entry.path(), &error))?;
        if kind.is_dir() {
            if !ignored.holds_all_of(&path) {
                walk(root, &path, ignored, paths)?;
            }
        } else if kind.is_file() && !ignored.holds(&path) {
            paths.push(context_path(&path)?);
        } else if !ignored.holds(&path) {
            let what = if kind.is_symlink() { "a symbolic link" } else { "no file" };
            return Err(ImportError {
                line: None,
                message: format!("`{path}` is {what}; a build context holds files and folders"),
                help: "Put the file in its place, or keep it out with a .dockerignore".into(),
            });
        }
    }
    Ok(())
}

fn file(root: &Path, path: String) -> Result<ContextFile, ImportError> {
    let place = root.join(&path);
    let read = || -> io::Result<ContextFile> {
        let mut file = File::open(&place)?;
        let executable = file.metadata()?.permissions().mode() & 0o100 != 0;
        let (mut hasher, mut piece, mut size) = (Sha256::new(), vec![0; 64 << 10], 0);
        loop {
            let length = file.read(&mut piece)?;
            if length == 0 {
                break;
            }
            size += length as u64;
            hasher.update(&piece[..length]);
        }
        Ok(ContextFile { path, executable, size, sha256: Digest::from(<[u8; 32]>::from(hasher.finalize())) })
    };
    read().map_err(|error| unreadable(&place, &error))
}

/// The text of a file; none when there is no such file.
fn text(root: &Path, path: &str) -> Result<Option<String>, ImportError> {
    let place = root.join(path);
    let file = match File::open(&place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file.map_err(|error| unreadable(&place, &error))?,
    };
    let mut text = String::new();
    file.take(MAXIMUM_BYTES as u64 + 1).read_to_string(&mut text).map_err(|error| unreadable(&place, &error))?;
    Ok(Some(text))
}

fn unreadable(place: &Path, error: &io::Error) -> ImportError {
    ImportError {
        line: None,
        message: format!("{} cannot be read: {error}", place.display()),
        help: "Check the path and who may read it".into(),
    }
}
