//! The arguments of `terrarium serve`.

use api::amount::{read_bytes, read_duration};
use clap::{Args, ValueEnum};
use http::ConnectionLimits;
use std::{net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

/// `terrarium serve`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  terrarium serve
  terrarium serve --listen 127.0.0.1:9000 --data /srv/terrarium
  terrarium serve --registry registry.example.org:5000 --default-base-image python:3.12

There are no users yet, so it listens on loopback only. Builds run the commands in definitions; buildah
runs them with chroot isolation, which is not a security boundary: allow only people whom you trust to
build, or build with Docker Engine (--engine docker).")]
pub struct Serve {
    /// The loopback address and port to listen on; port 0 chooses a free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// The folder for all data: versions, logs, images
    #[arg(long, default_value = ".terrarium", value_name = "FOLDER")]
    pub data: PathBuf,
    /// The name of the workspace
    #[arg(long, default_value = "workspace")]
    pub name: String,
    /// The registry for images, HOST:PORT; by default one is started in the data folder
    #[arg(long, value_name = "HOST:PORT")]
    pub registry: Option<String>,
    /// Registry credentials as `podman login` stores them; by default those of `REGISTRY_AUTH_FILE`, or
    /// else ~/.docker/config.json
    #[arg(long, value_name = "FILE")]
    pub registry_credentials: Option<PathBuf>,
    /// A mirror from which the base images of a registry are pulled, such as
    /// mcr.microsoft.com=registry.example.org/microsoft; can be repeated. Hashes do not change
    #[arg(long, value_name = "REGISTRY=REGISTRY")]
    pub mirror: Vec<builder::Mirror>,
    /// The base image for definitions that name none; by default one is built from this distribution's packages
    #[arg(long, value_name = "REFERENCE")]
    pub default_base_image: Option<String>,
    /// A channel for definitions that name none; can be repeated, the first has priority
    #[arg(long, value_name = "CHANNEL")]
    pub default_channel: Vec<String>,
    /// The policy for all definitions: a file in JSON or YAML, see docs/CHECKS.md
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// The engine that builds images: buildah, docker or podman; auto uses the first of these that works
    #[arg(long, env = "TERRARIUM_ENGINE", default_value = "auto", hide_possible_values = true)]
    pub engine: EngineChoice,
    /// Which tokens of the Azure SDKs are accepted: `checked` only those of `terrarium azure-config`; `any`
    /// every token, for machines on which everybody is trusted
    #[arg(long, default_value = "checked", value_name = "TOKENS", hide_possible_values = true)]
    pub azure_tokens: TokenChoice,
    /// HTTPS.
    #[command(flatten)]
    pub https: Https,
    /// Limits on connections.
    #[command(flatten)]
    pub connections: ConnectionOptions,
    /// Limits on builds and runs.
    #[command(flatten)]
    pub limits: Limits,
}

/// Which engine builds.
#[derive(Clone, Copy, ValueEnum)]
pub enum EngineChoice {
    /// The first that works: buildah, Docker Engine, Podman
    Auto,
    /// buildah, without a daemon
    Buildah,
    /// Docker Engine or Docker Desktop, also elsewhere by `DOCKER_HOST`
    Docker,
    /// Podman's service
    Podman,
}

impl From<EngineChoice> for builder::Choice {
    fn from(choice: EngineChoice) -> Self {
        match choice {
            EngineChoice::Auto => Self::Automatic,
            EngineChoice::Buildah => Self::Buildah,
            EngineChoice::Docker => Self::Daemon(builder::Kind::Docker),
            EngineChoice::Podman => Self::Daemon(builder::Kind::Podman),
        }
    }
}

/// Which tokens of the Azure SDKs are accepted.
#[derive(Clone, Copy, ValueEnum)]
pub enum TokenChoice {
    /// Those that this workspace signed
    Checked,
    /// Every token
    Any,
}

/// HTTPS.
#[derive(Args)]
#[command(next_help_heading = "HTTPS")]
pub struct Https {
    /// The loopback address and port for HTTPS, or none; by default 127.0.0.1:8443, or a free port if that is taken
    #[arg(id = "listen-tls", long = "listen-tls", value_name = "ADDRESS|none")]
    pub listen: Option<TlsAddress>,
    /// The certificate chain in PEM; by default one is generated for this machine and kept
    #[arg(long = "tls-certificate", value_name = "FILE", requires = "key")]
    pub certificate: Option<PathBuf>,
    /// The private key of the certificate, in PEM
    #[arg(long = "tls-key", value_name = "FILE", requires = "certificate")]
    pub key: Option<PathBuf>,
}

/// Where HTTPS is offered.
#[derive(Clone, Copy)]
pub enum TlsAddress {
    /// Nowhere
    None,
    /// At this address
    At(SocketAddr),
}

impl FromStr for TlsAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "none" {
            return Ok(Self::None);
        }
        text.parse().map(Self::At).map_err(|_| "write it as ADDRESS:PORT, for example 127.0.0.1:8443, or none")
    }
}

/// Limits on connections.
#[derive(Args)]
#[command(next_help_heading = "Connections")]
pub struct ConnectionOptions {
    /// How many connections are served at the same time; further ones wait until one is closed
    #[arg(long, default_value_t = 512, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    pub max_connections: u16,
    /// How long a client can take to send the headers of a request, and how long an idle connection is kept open
    #[arg(long, default_value = "30s", value_name = "TIME", value_parser = read_timeout)]
    pub header_timeout: Duration,
    /// How long a client can stop sending the body of a request before the request is refused
    #[arg(long, default_value = "1min", value_name = "TIME", value_parser = read_timeout)]
    pub body_timeout: Duration,
    /// How often clients of HTTP/2 are asked whether they are still there
    #[arg(long, default_value = "30s", value_name = "TIME", value_parser = read_timeout)]
    pub ping_interval: Duration,
}

impl ConnectionOptions {
    /// The limits of the listeners.
    pub fn limits(&self) -> ConnectionLimits {
        ConnectionLimits {
            max_connections: self.max_connections.into(),
            header_timeout: self.header_timeout,
            ping_interval: self.ping_interval,
        }
    }
}

/// Reads a time of at least a second: less would close connections that work.
fn read_timeout(text: &str) -> Result<Duration, String> {
    let timeout = Duration::from_millis(read_duration(text)?);
    if timeout < Duration::from_secs(1) {
        return Err("at least 1s".to_owned());
    }
    Ok(timeout)
}

/// Limits on builds and runs.
#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// How many builds run at the same time
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub parallel_builds: u32,
    /// How long a build can take before it is stopped; its finished steps are kept
    #[arg(long, default_value = "2h", value_name = "TIME", value_parser = read_duration)]
    pub build_time_limit: u64,
    /// How many commands run at the same time
    #[arg(long, default_value_t = 2, value_name = "NUMBER")]
    pub parallel_runs: u32,
    /// How long a command can run before it is stopped
    #[arg(long, default_value = "24h", value_name = "TIME", value_parser = read_duration)]
    pub run_time_limit: u64,
    /// The maximum size of an image, as the sum of its compressed layers
    #[arg(long, default_value = "30GB", value_name = "SIZE", value_parser = read_bytes)]
    pub image_limit: u64,
    /// How many lines of a log are kept, in addition to its end
    #[arg(long, default_value_t = 200_000, value_name = "NUMBER")]
    pub log_lines: u64,
    /// How much of a log is kept, in addition to its end
    #[arg(long, default_value = "64MB", value_name = "SIZE", value_parser = read_bytes)]
    pub log_size: u64,
    /// Builds are stopped when less than this is free on the disk of the data folder
    #[arg(long, default_value = "250MB", value_name = "SIZE", value_parser = read_bytes)]
    pub keep_free: u64,
    /// The maximum size of the package and byte code caches; least recently used entries are removed first
    #[arg(long, default_value = "20GB", value_name = "SIZE", value_parser = read_bytes)]
    pub cache_limit: u64,
    /// How long a build waits for a registry or index that does not answer or transfers no data
    #[arg(long, default_value = "1min", value_name = "TIME", value_parser = read_duration)]
    pub registry_timeout: u64,
}

impl From<&Limits> for api::Limits {
    fn from(limits: &Limits) -> Self {
        Self {
            parallel_builds: limits.parallel_builds,
            build_time: limits.build_time_limit,
            parallel_runs: limits.parallel_runs,
            run_time: limits.run_time_limit,
            log_lines: limits.log_lines,
            log_size: limits.log_size,
            image_size: limits.image_limit,
            keep_free: limits.keep_free,
            caches: limits.cache_limit,
        }
    }
}
