//! Compilers and headers for packages without a wheel: one layer, which is there while step 2 runs and in no image that
//! comes of it.

use super::{Release, archive::Archive, debian, labels};
use crate::{BuildError, EventSender, Presence, Step, builder::Builder, event::say, registry::in_words, stage::Stage};
use flate2::read::MultiGzDecoder;
use std::{
    collections::HashSet,
    fs::File,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};
use tar::{EntryType, Header};
use tokio_util::sync::CancellationToken;

/// Raised whenever another part of the packages is left out.
const REVISION: u32 = 1;
/// Parts of what the packages hold that compiling needs nothing of: link-time optimisation, sanitizers, profiling, static
/// libraries of Python and OpenSSL, what serves repositories, and all of Perl, which a few commands of git use.
const LEFT_OUT: [&str; 21] = [
    "/lto1",
    "lto-dump",
    "/libasan",
    "/libtsan",
    "/liblsan",
    "/libubsan",
    "/libhwasan",
    "gprof",
    "gnu-dwp",
    "/libpython3",
    "/libcrypto.a",
    "/libssl.a",
    "/git-daemon/",
    "/git-http-backend/",
    "/git-http-push/",
    "/git-imap-send/",
    "/git-shell/",
    "/scalar/",
    "/libperl",
    "/perl/",
    "/perl5/",
];
/// Folders of the tree that nothing but people reads.
const UNREAD: [&str; 7] = [
    "usr/share/bug/",
    "usr/share/doc/",
    "usr/share/info/",
    "usr/share/lintian/",
    "usr/share/locale/",
    "usr/share/man/",
    "usr/share/gitweb/",
];
/// The names that build tools call compilers by, which the packages leave to a script of theirs.
const NAMES: [(&str, &str); 2] = [("usr/bin/cc", "gcc"), ("usr/bin/c++", "g++")];

impl Builder {
    /// The image that step 2 runs in. On a base image made here it is that of step 1 with compilers and headers; any
    /// other image is used as it is, and brings its own compilers where they are needed.
    pub(crate) async fn installing_image(
        &self,
        stage: &Stage,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<String, BuildError> {
        let repository = self.stage_repository();
        let reference = |digest: &str| format!("{}/{repository}@{digest}", self.registry.address());
        let tag = tag(&stage.digest);
        if let Presence::Present(digest) = self.registry.presence(&repository, &tag).await {
            return Ok(reference(&digest));
        }
        let read = || self.registry.labels((&repository, &stage.digest));
        let (labels, lowest) = self.patiently(Step::Python, events, cancel, read).await?;
        let Some((release, lowest)) = lowest.and_then(|lowest| Some((labels::release(&labels, &lowest)?, lowest)))
        else {
            return Ok(reference(&stage.digest));
        };
        let archive = match self.toolchain(release, stage, &lowest, events, cancel).await {
            Ok(archive) => archive,
            // Most packages need none.
            Err(BuildError::Step { cause, .. }) => {
                let line = format!("Packages that have no wheel cannot be built: {cause}");
                say(events, Step::Python, line).await;
                return Ok(reference(&stage.digest));
            }
            Err(error) => return Err(error),
        };
        let layer = archive.layer(format!("compilers and headers ({})", release.name()));
        let push = || archive.push(&self.registry, &repository);
        self.patiently(Step::Python, events, cancel, push).await?;
        let insert = || self.registry.insert_layer(&repository, (&stage.digest, &tag), &layer);
        self.patiently(Step::Python, events, cancel, insert).await.map(|digest| reference(&digest))
    }

    /// The layer for base images of this release whose own layer is `lowest`, made once on this machine.
    async fn toolchain(
        &self,
        release: &Release,
        stage: &Stage,
        lowest: &str,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Archive, BuildError> {
        let making = cancel.run_until_cancelled(self.making_base.lock());
        let _making = making.await.ok_or(BuildError::Cancelled)?;
        let folder = self.base_folder();
        let content = lowest.trim_start_matches("sha256:");
        let name = format!("toolchain{REVISION}-{}-{content}", release.name());
        let lock = cancel.run_until_cancelled(Archive::lock(&folder, &name)).await.ok_or(BuildError::Cancelled)?;
        let _lock = lock?;
        if let Some(archive) = Archive::open(&folder, &name)? {
            return Ok(archive);
        }
        let line =
            format!("Fetching compilers for Python {} from Debian packages, once on this machine", release.python());
        say(events, Step::Python, line).await;
        let (work, tree) = debian::make_toolchain(release, &folder, events, cancel).await?;
        let base = self.lowest_layer(stage, work.path(), events, cancel).await?;
        let write = move |writer: &mut dyn Write| write_additions(MultiGzDecoder::new(base), tree, writer);
        Ok(Archive::create(&folder, &name, None, write).await?)
    }

    /// The lowest layer of an image of step 1, in a file of this folder.
    async fn lowest_layer(
        &self,
        stage: &Stage,
        folder: &Path,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<File, BuildError> {
        let repository = self.stage_repository();
        let file = folder.join("lowest.tar.gz");
        let pull = || async {
            let layers = self.registry.manifest(&repository, &stage.digest).await?.layers;
            let layer = layers.first().ok_or("the image has no layers")?;
            let mut target = tokio::fs::File::create(&file).await.map_err(|error| error.to_string())?;
            let image = self.registry.reference(&repository, &stage.digest);
            self.registry.client().pull_blob(&image, layer, &mut target).await.map_err(|error| in_words(&error))
        };
        self.patiently(Step::Python, events, cancel, pull).await?;
        Ok(File::open(&file)?)
    }

    /// Removes the image that step 2 runs in; one that is not there is no error.
    pub(crate) async fn remove_installing_image(&self, stage: &str) -> Result<(), String> {
        match self.registry.presence(&self.stage_repository(), &tag(stage)).await {
            Presence::Present(manifest) => self.registry.remove(&self.stage_repository(), &manifest).await,
            Presence::Absent => Ok(()),
            Presence::Unknown(reason) => Err(reason),
        }
    }
}

/// The tag of the image with compilers, of the manifest digest of an image of step 1.
fn tag(stage: &str) -> String {
    format!("build{REVISION}-{}", stage.trim_start_matches("sha256:"))
}

/// Writes an archive of what compilers need in a tree and a base image does not have.
fn write_additions(base: impl Read, tree: impl Read, writer: &mut dyn Write) -> io::Result<()> {
    let mut present = HashSet::new();
    for entry in tar::Archive::new(base).entries()? {
        present.insert(plain(&entry?.path()?));
    }
    let mut archive = tar::Builder::new(writer);
    for entry in tar::Archive::new(tree).entries()? {
        let mut entry = entry?;
        let path = plain(&entry.path()?);
        if present.contains(&path) || !is_needed(&path) {
            continue;
        }
        let mut header = entry.header().clone();
        match entry.link_name()? {
            Some(to) if header.entry_type() == EntryType::Link => {
                archive.append_link(&mut header, &path, plain(&to))?;
            }
            Some(to) => archive.append_link(&mut header, &path, to)?,
            None => archive.append_data(&mut header, &path, &mut entry)?,
        }
    }
    for (name, program) in NAMES {
        if !present.contains(Path::new(name)) {
            let mut header = Header::new_gnu();
            header.set_entry_type(EntryType::Symlink);
            header.set_mode(0o777);
            header.set_size(0);
            archive.append_link(&mut header, name, program)?;
        }
    }
    archive.finish()
}

/// A path of an archive, without `./` before it.
fn plain(path: &Path) -> PathBuf {
    path.strip_prefix("./").unwrap_or(path).components().collect()
}

/// Programs, headers and libraries are below `/usr`; what packages have elsewhere is about setting them up.
fn is_needed(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let place = format!("/{text}/");
    let is_left_out = |part: &&str| place.contains(*part);
    let is_header = text.starts_with("usr/include/");
    text.starts_with("usr/")
        && !UNREAD.iter().any(|folder| format!("{text}/").starts_with(folder))
        && (is_header || !LEFT_OUT.iter().any(is_left_out))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(paths: &[&str]) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for path in paths {
            let mut header = Header::new_gnu();
            header.set_size(4);
            header.set_mode(0o644);
            archive.append_data(&mut header, path, &b"text"[..]).unwrap();
        }
        archive.into_inner().unwrap()
    }

    #[test]
    fn only_what_the_base_image_has_not_and_compilers_need_is_added() {
        let base = archive(&["usr/bin/python3", "usr/lib/libc.so.6"]);
        let tree = archive(&[
            "./etc/gitconfig",
            "./usr/bin/gcc-12",
            "./usr/bin/python3",
            "./usr/include/python3.11/Python.h",
            "./usr/lib/gcc/12/cc1",
            "./usr/lib/gcc/12/lto1",
            "./usr/lib/python3.11/config-3.11/libpython3.11.a",
            "./usr/share/doc/gcc/copyright",
            "./usr/share/perl/5.36/strict.pm",
            "./var/lib/dpkg/status",
        ]);
        let mut written = Vec::new();
        write_additions(base.as_slice(), tree.as_slice(), &mut written).unwrap();
        let mut read = tar::Archive::new(written.as_slice());
        let paths = read.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().display().to_string());
        assert_eq!(
            paths.collect::<Vec<_>>(),
            ["usr/bin/gcc-12", "usr/include/python3.11/Python.h", "usr/lib/gcc/12/cc1", "usr/bin/cc", "usr/bin/c++"]
        );
    }
}
