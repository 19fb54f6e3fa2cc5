//! Compilers and headers for packages without a wheel: one layer, which is there while step 2 runs and in no image that
//! comes of it.

use super::{Release, archive::Archive, debian, images::BaseImages, release};
use crate::{error::BuildError, event::Step, job::Job};
use flate2::read::MultiGzDecoder;
use registry::{Presence, Registry, describe_error};
use std::{
    collections::HashSet,
    fs::File,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};
use tar::{EntryType, Header};

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

impl BaseImages {
    /// The image that step 2 runs in, by reference, for the image of step 1 with this digest. On a base image made here it
    /// is that of step 1 with compilers and headers; any other image is used as it is, and brings its own compilers where
    /// they are needed.
    pub(crate) async fn installing_image(&self, job: &Job<'_>, stage: &str) -> Result<String, BuildError> {
        let repository = &job.repositories.stages;
        let tag = tag(stage);
        if let Presence::Present(digest) = job.registry.presence(repository, &tag).await {
            return Ok(job.stage_reference(&digest));
        }
        let (labels, lowest) = job.retry(Step::Python, || job.registry.labels((repository, stage))).await?;
        let Some((release, lowest)) = lowest.and_then(|lowest| Some((release::release_of(&labels, &lowest)?, lowest)))
        else {
            return Ok(job.stage_reference(stage));
        };
        let archive = match self.toolchain(job, release, stage, &lowest).await {
            Ok(archive) => archive,
            // Most packages need none.
            Err(BuildError::Step { cause, .. }) => {
                let line = format!("Packages that have no wheel cannot be built: {cause}");
                job.log(Step::Python, line).await;
                return Ok(job.stage_reference(stage));
            }
            Err(error) => return Err(error),
        };
        let layer = archive.layer(format!("compilers and headers ({})", release.name()));
        job.retry(Step::Python, || archive.push(job.registry, repository)).await?;
        let insert = || job.registry.insert_layer(repository, (stage, &tag), &layer);
        job.retry(Step::Python, insert).await.map(|digest| job.stage_reference(&digest))
    }

    /// The layer for base images of this release whose own layer is `lowest`, made once on this machine.
    async fn toolchain(
        &self,
        job: &Job<'_>,
        release: &Release,
        stage: &str,
        lowest: &str,
    ) -> Result<Archive, BuildError> {
        let _making = job.unless_cancelled(self.lock()).await?;
        let folder = self.folder();
        let content = lowest.trim_start_matches("sha256:");
        let name = format!("toolchain{REVISION}-{}-{content}", release.name());
        let _lock = job.unless_cancelled(Archive::lock(folder, &name)).await??;
        if let Some(archive) = Archive::open(folder, &name)? {
            return Ok(archive);
        }
        let line =
            format!("Fetching compilers for Python {} from Debian packages, once on this machine", release.python());
        job.log(Step::Python, line).await;
        let (work, tree) = debian::make_toolchain(job, release, folder).await?;
        let base = lowest_layer(job, stage, work.path()).await?;
        let write = move |writer: &mut dyn Write| write_additions(MultiGzDecoder::new(base), tree, writer);
        Ok(Archive::create(folder, &name, None, write).await?)
    }
}

/// The lowest layer of an image of step 1, in a file of this folder.
async fn lowest_layer(job: &Job<'_>, stage: &str, folder: &Path) -> Result<File, BuildError> {
    let repository = &job.repositories.stages;
    let file = folder.join("lowest.tar.gz");
    let pull = || async {
        let layers = job.registry.manifest(repository, stage).await?.layers;
        let layer = layers.first().ok_or("the image has no layers")?;
        let mut target = tokio::fs::File::create(&file).await.map_err(|error| error.to_string())?;
        let image = job.registry.reference(repository, stage);
        job.registry.client().pull_blob(&image, layer, &mut target).await.map_err(|error| describe_error(&error))
    };
    job.retry(Step::Python, pull).await?;
    Ok(File::open(&file)?)
}

/// Removes the image that step 2 runs in, for the image of step 1 with this digest. A missing one is not an error.
pub(crate) async fn remove_installing_image(registry: &Registry, repository: &str, stage: &str) -> Result<(), String> {
    match registry.presence(repository, &tag(stage)).await {
        Presence::Present(manifest) => registry.remove(repository, &manifest).await,
        Presence::Absent => Ok(()),
        Presence::Unknown(reason) => Err(reason),
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
