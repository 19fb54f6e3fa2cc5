//! The OCI registry that holds the images: what it has, what it is sent, how to log in to it, and its mirrors.
//!
//! Images are composed here as manifests and configurations. What is in their layers is the caller's business.

mod blobs;
mod client;
mod collector;
mod configuration;
mod credentials;
mod login_methods;
mod manifest;
mod mirror;
mod presence;
mod removal;

pub use client::{Registry, describe_error, is_loopback};
pub use collector::{CollectionRequest, Collector};
pub use configuration::{Extension, NewImage, NewLayer};
pub use credentials::{Credentials, CredentialsError, Login};
pub use manifest::{Manifest, Published};
pub use mirror::{Mirror, NoMirror};
pub use oci_client::{Reference, manifest::OciDescriptor, secrets::RegistryAuth};
pub use presence::Presence;
