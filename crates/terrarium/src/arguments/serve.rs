//! What `terrarium serve` is told.

use super::{EngineChoice, Https, Limits, TokenChoice};
use clap::Args;
use std::{net::SocketAddr, path::PathBuf};

/// `terrarium serve`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  terrarium serve
  terrarium serve --listen 127.0.0.1:9000 --data /srv/terrarium
  terrarium serve --registry registry.example.org:5000 --default-base-image python:3.12

There are no users yet, so it listens on loopback only. Building runs what definitions say; buildah
does so with chroot isolation, which is no security boundary: let only people build whom you trust,
or let Docker Engine build, with --engine docker.")]
pub struct Serve {
    /// The loopback address and port to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// The folder that keeps everything: versions, logs, images
    #[arg(long, default_value = ".terrarium", value_name = "FOLDER")]
    pub data: PathBuf,
    /// The name of the workspace
    #[arg(long, default_value = "workspace")]
    pub name: String,
    /// The registry for images, HOST:PORT; without it one is started in the data folder
    #[arg(long, value_name = "HOST:PORT")]
    pub registry: Option<String>,
    /// The names and passwords of registries, as `podman login` keeps them; without it those of
    /// `REGISTRY_AUTH_FILE`, else ~/.docker/config.json
    #[arg(long, value_name = "FILE")]
    pub registry_credentials: Option<PathBuf>,
    /// A registry that stands in for another when base images are fetched, such as
    /// mcr.microsoft.com=registry.example.org/microsoft; may be given several times. No hash changes
    #[arg(long, value_name = "REGISTRY=REGISTRY")]
    pub mirror: Vec<builder::Mirror>,
    /// The base image of definitions that name none; without it one is made from this distribution's packages
    #[arg(long, value_name = "REFERENCE")]
    pub default_base_image: Option<String>,
    /// A channel for definitions that name none; may be given several times, the first has priority
    #[arg(long, value_name = "CHANNEL")]
    pub default_channel: Vec<String>,
    /// What every definition has to keep to: a file in JSON or YAML, see docs/CHECKS.md
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// What builds images: buildah, docker or podman; auto takes the first of these that works
    #[arg(long, env = "TERRARIUM_ENGINE", default_value = "auto", hide_possible_values = true)]
    pub engine: EngineChoice,
    /// Which tokens let the Azure SDKs in: `checked` takes those of `terrarium azure-config`; `any` takes every
    /// token, whoever made it, for a machine where everybody is trusted
    #[arg(long, default_value = "checked", value_name = "TOKENS", hide_possible_values = true)]
    pub azure_tokens: TokenChoice,
    /// How it offers HTTPS.
    #[command(flatten)]
    pub https: Https,
    /// What builds and runs may take.
    #[command(flatten)]
    pub limits: Limits,
}
