//! The one place that decides whether an actor may do something.

use super::Actor;
use crate::Error;
use api::{Permission, VersionReference, code};
use definition::Digest;
use std::fmt;

/// What a permission is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Resource<'a> {
    /// The workspace as a whole, and lists of what is in it.
    Workspace,
    /// An environment, by its name.
    Environment(&'a str),
    /// A version.
    Version(&'a VersionReference),
    /// An image, by its hash.
    Image(Digest),
    /// A build.
    Build(i64),
    /// A run.
    Run(i64),
    /// A build context.
    Context(Digest),
    /// An uploaded file or a folder of them, by its path.
    Upload(&'a str),
}

impl fmt::Display for Resource<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workspace => formatter.write_str("this workspace"),
            Self::Environment(name) => write!(formatter, "environment {name}"),
            Self::Version(reference) => write!(formatter, "version {reference}"),
            Self::Image(hash) => write!(formatter, "image {}", hash.short()),
            Self::Build(id) => write!(formatter, "build {id}"),
            Self::Run(id) => write!(formatter, "run {id}"),
            Self::Context(digest) => write!(formatter, "build context {}", digest.short()),
            Self::Upload(path) => write!(formatter, "upload {path}"),
        }
    }
}

/// Refuses an actor who lacks the permission.
///
/// # Errors
/// With [`code::FORBIDDEN`], naming the permission and the resource.
pub fn authorize(actor: &Actor, permission: Permission, resource: Resource<'_>) -> Result<(), Error> {
    if actor.may(permission) {
        return Ok(());
    }
    let message = format!("{} does not have the permission \u{201c}{permission}\u{201d} for {resource}", actor.name());
    Err(Error::refuse(code::FORBIDDEN, message).help("Ask an administrator of the workspace for it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_address_permits_what_it_was_signed_for() {
        let actor = Actor::of_signed_address("ada", &[Permission::ViewBuilds]);
        assert!(authorize(&actor, Permission::ViewBuilds, Resource::Build(7)).is_ok());
        let error = authorize(&actor, Permission::Evict, Resource::Workspace).unwrap_err();
        assert!(error.is(code::FORBIDDEN), "{error}");
        assert_eq!(error.to_string(), "ada does not have the permission \u{201c}evict\u{201d} for this workspace");
    }
}
