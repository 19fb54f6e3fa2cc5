//! Engines behind the Docker Engine API: dockerd, Docker Desktop, Podman's service.

mod archive;
mod build;
mod certificates;
mod connect;
mod credentials;
mod daemon;
mod engine;
mod failure;
mod leftovers;
mod mounts;
mod probe;
mod progress;
mod push;
mod run;

pub use daemon::{Daemon, Kind};
