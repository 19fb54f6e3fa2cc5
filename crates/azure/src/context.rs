//! Build contexts as Azure's clients name them: the address of a folder of uploaded files.
//!
//! A definition keeps the folder without the address of this server, which may change from start to start:
//! `azureml://datastores/workspaceblobstore/paths/FOLDER/`. Its files are read when it is registered, and are from then on the
//! build context of that version, by digest. A Dockerfile or a context that came another way has an address as well: that
//! of its version, which means the same when a client sends it back.

use super::{address::Origin, storage::CONTAINER};
use api::{Version, code};
use bytes::Bytes;
use definition::{BuildContext, Definition, Digest};
use futures::Stream;
use http::Error;
use std::io;
use workspace::{Workspace, access::Actor, contexts::ContextUpload, definitions::Checked, input::Name};

/// How the place of an uploaded folder begins in a definition.
const STORED: &str = "azureml://datastores/workspaceblobstore/paths/";
/// Below it the Dockerfiles of versions are found.
pub const VERSIONS: &str = "/terrarium/versions/";

/// The address of the folder of a version's Dockerfile, and the Dockerfile's path in it; none when it has none.
pub fn address(origin: &Origin, version: &Version, definition: &Definition) -> Option<(String, String)> {
    let own = || format!("{}{VERSIONS}{}/{}/", origin.0, version.environment, version.version);
    match &definition.context {
        Some(context) => {
            let address = match context.location.strip_prefix(STORED) {
                Some(folder) => format!("{}/{CONTAINER}/{folder}", origin.0),
                None if context.digest.is_some() || context.location.is_empty() => own(),
                None => context.location.clone(),
            };
            Some((address, context.dockerfile_path.clone()))
        }
        None => definition.dockerfile.as_ref().map(|_| (own(), "Dockerfile".to_owned())),
    }
}

/// Takes what a client gave as the address of a build context for what it is: files that were uploaded, the Dockerfile of
/// a version, or a place elsewhere, which is written down.
pub async fn resolve(workspace: &Workspace, actor: &Actor, definition: &mut Definition) -> Result<(), Error> {
    let Some(context) = definition.context.take_if(|context| context.digest.is_none()) else { return Ok(()) };
    let Some(path) = path_here(&context.location) else {
        definition.context = Some(context);
        return Ok(());
    };
    if let Some(rest) = path.strip_prefix(VERSIONS) {
        return of_version(workspace, actor, rest, definition).await;
    }
    let Some(folder) = uploaded(&path) else {
        definition.context = Some(context);
        return Ok(());
    };
    let archive = files(workspace, actor, &folder).await?;
    let upload =
        ContextUpload { dockerfile: context.dockerfile_path.clone(), applies_dockerignore: true, digest: None };
    let uploaded = workspace.contexts.upload(actor, upload, archive).await?;
    let dockerfile = uploaded.dockerfile.ok_or_else(|| {
        let message = format!("the build context has no file {}", context.dockerfile_path);
        Error::refuse(code::INVALID_CONTEXT, message)
            .field("build.dockerfilePath")
            .help("Name the Dockerfile by its path in the folder")
    })?;
    definition.context = Some(BuildContext {
        location: format!("{STORED}{folder}"),
        digest: Some(uploaded.context.digest),
        dockerfile: Some(dockerfile),
        ..context
    });
    Ok(())
}

/// The digest of the files that were uploaded to this address, which are kept as a build context.
pub async fn folder(workspace: &Workspace, actor: &Actor, address: &str) -> Result<Digest, Error> {
    let folder = path_here(address).as_deref().and_then(uploaded).ok_or_else(|| {
        Error::refuse(code::INVALID_PARAMETER, "this is no address of uploaded files")
            .field("properties.codeUri")
            .help("Upload the folder first; the client does so when it is given a local path")
    })?;
    let archive = files(workspace, actor, &folder).await?;
    let upload = ContextUpload { dockerfile: String::new(), applies_dockerignore: false, digest: None };
    Ok(workspace.contexts.upload(actor, upload, archive).await?.context.digest)
}

/// The folder of uploads that a path on this server names.
fn uploaded(path: &str) -> Option<String> {
    let folder = path.strip_prefix('/')?.strip_prefix(CONTAINER)?.strip_prefix('/')?;
    Some(format!("{}/", folder.trim_end_matches('/')))
}

async fn files(
    workspace: &Workspace,
    actor: &Actor,
    folder: &str,
) -> Result<impl Stream<Item = io::Result<Bytes>> + Send + Unpin + 'static, Error> {
    workspace.uploads.archive(actor, folder).await?.ok_or_else(|| {
        Error::refuse(code::MISSING_CONTEXT, format!("no files were uploaded to {folder}"))
            .field("build.contextUri")
            .help("Upload the folder first; the client does so when it is given a local path")
    })
}

/// The path of an address on this server.
fn path_here(location: &str) -> Option<String> {
    if let Some(folder) = location.strip_prefix(STORED) {
        return Some(format!("/{CONTAINER}/{folder}"));
    }
    let url = url::Url::parse(location).ok()?;
    let here = match url.host()? {
        url::Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => address.is_loopback(),
    };
    let path = percent_encoding::percent_decode_str(url.path()).decode_utf8().ok()?;
    here.then(|| path.into_owned())
}

/// The Dockerfile, base image and context of a version, which a client names by the address that we gave it.
async fn of_version(
    workspace: &Workspace,
    actor: &Actor,
    rest: &str,
    definition: &mut Definition,
) -> Result<(), Error> {
    let gone = || {
        Error::refuse(code::MISSING_CONTEXT, "there is no version with this build context").field("build.contextUri")
    };
    let (name, version) = rest.trim_end_matches('/').split_once('/').ok_or_else(gone)?;
    let version = workspace.versions.get(actor, &Name::environment(name)?, version).await?;
    let source = Checked::stored_definition(&version.definition)?;
    definition.base_image = source.base_image;
    definition.dockerfile = source.dockerfile;
    definition.context = source.context;
    Ok(())
}
