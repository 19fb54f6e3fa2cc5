//! The command line.

mod azure_config;
mod choices;
mod evict;
mod https;
mod limits;
mod local;
mod serve;
mod submit;

pub use azure_config::{AzureConfig, ConfigForm};
pub use choices::{CheckFormat, EngineChoice, FailOn, FileKind, Form, TokenChoice, ToolChoice};
pub use evict::Evict;
pub use https::{Https, TlsAddress};
pub use limits::Limits;
pub use local::{Pull, Run};
pub use serve::Serve;
pub use submit::{Runs, Submit};

use clap::{Args, Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// A workspace for machine-learning environments
///
/// An environment is a base image, Docker steps and packages.
///
/// Terrarium tells before you submit whether a definition reuses an image, and if not, why.
#[derive(Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "\
First steps:
  terrarium serve                          bring up a workspace, then open the address it prints
  terrarium preview environment.yml        would this reuse an image?
  terrarium register training environment.yml --build
                                           make it a version and build its image
  terrarium run training -- python train.py
                                           run a command in it, on this machine
  terrarium submit training -- python train.py
                                           the same on the machine of the workspace"
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Bring up a workspace with its console on this machine
    #[command(after_help = "\
Examples:
  terrarium serve
  terrarium serve --listen 127.0.0.1:9000 --data /srv/terrarium
  terrarium serve --registry registry.example.org:5000 --default-base-image python:3.12

There are no users yet, so it listens on loopback only. Building runs what definitions say; buildah
does so with chroot isolation, which is no security boundary: let only people build whom you trust,
or let Docker Engine build, with --engine docker.")]
    Serve(Serve),
    /// Print the image hash of files, without a server
    #[command(after_help = "\
Two files with the same image hash build the same image: order, case and blanks do not count.

Examples:
  terrarium hash Dockerfile
  terrarium hash --base-image python:3.12 environment.yml requirements.txt
  terrarium hash --json --base-image python:3.12 environment.yml | jq -r .digests.image

With --json each line is {\"file\", \"digests\": {base, steps, python, spark, stage, image}} or
{\"file\", \"error\": {message, line}}. The exit code is 1 when any file has no hash.")]
    Hash(Hash),
    /// Say what will surprise somebody about files, without a server
    #[command(after_help = "\
Each line is FILE:LINE: SEVERITY RULE: MESSAGE; docs/CHECKS.md lists the rules. What can be mended with
one click is mended in the console.

Examples:
  terrarium check environment.yml Dockerfile
  terrarium check --fail-on warning environment.yml
  terrarium check --format sarif environment.yml > checks.sarif
  terrarium check --policy policy.yml environment.yml

The exit code is 1 when there are errors, or with --fail-on warning when there are warnings.")]
    Check(Check),
    /// Ask whether definitions would reuse an image, before submitting them
    #[command(after_help = "\
Examples:
  terrarium preview environment.yml
  terrarium preview --json environment.yml | jq -r .verdict        hit, miss or unknown")]
    Preview(Preview),
    /// Make a definition the next version of an environment
    #[command(after_help = "\
The same definition again gives the version that is there; nothing is written.

Examples:
  terrarium register training environment.yml
  terrarium register training environment.yml --build              and build its image
  terrarium register training Dockerfile --version 2.1 --tag team=vision
  terrarium register vision ./vision                               a folder that its Dockerfile copies from

What the folder's .dockerignore names stays here; what the workspace has is not sent again.")]
    Register(Register),
    /// Build the image of a version or a file and follow the log
    #[command(after_help = "\
A build of the same definition that is under way is joined; an image that is there is reused.
The exit code is 0 when there is an image in the end, 1 when not.

Examples:
  terrarium build training:7
  terrarium build environment.yml
  terrarium build training:7 --rebuild                              unpinned packages may move
  terrarium build training:7 --locked                               its image again, as it was")]
    Build(Build),
    /// Run a command in an environment, on this machine
    #[command(after_help = "\
The command sees the folder it was started in as /workspace, and begins there. `python` is that of the
environment. Its image is pulled once; Docker, Podman or buildah runs it, whichever works first. At a
terminal, Ctrl-C ends a command that buildah runs at once; the others let it clear up.

Examples:
  terrarium run training -- python train.py
  terrarium run training:7 --env OMP_NUM_THREADS=4 -- python train.py --epochs 3
  cat rows.csv | terrarium run scoring -- python score.py

The exit code is that of the command, or 125 when it could not be run.")]
    Run(Run),
    /// Run a command in an environment, on the machine of the workspace
    #[command(after_help = "\
A file or folder with a definition is registered when it is new; the image is built when there is none.
Its log goes to standard error, the output of the command to standard output. The run goes on when you
leave: `terrarium runs` and the console show it.

Examples:
  terrarium submit training -- python train.py
  terrarium submit training:7 --folder . --env EPOCHS=3 -- python train.py
  terrarium submit environment.yml --env HF_TOKEN -- python -c 'import numpy'
  terrarium submit training --detach -- sh -c 'python train.py && python score.py'

The files of --folder are in /workspace, where the command starts; what it writes there is not kept. The
value of a variable that is a secret, by its name or its form, is not shown, and not kept once the run
has begun.

The exit code is that of the command, 127 when there is no such command, or 125 when it could not be run.")]
    Submit(Submit),
    /// List the runs of the workspace, newest first
    #[command(after_help = "\
Examples:
  terrarium runs
  terrarium runs --environment training --state failed
  terrarium runs --json | jq -r 'select(.state == \"failed\") | .failure.message'")]
    Runs(Runs),
    /// Bring the image of an environment to this machine
    #[command(after_help = "\
Prints the image by digest, as other tools of this machine take it.

Examples:
  terrarium pull training
  docker run --rm -it $(terrarium pull training:7 --tool docker) python")]
    Pull(Pull),
    /// Make room: say which images are worth least, and let them go
    #[command(after_help = "\
Says what would go, and why, until --yes is given. Images that versions are tied to stay; of the others
the lock, the log and the history stay, so that they can be built again.

Examples:
  terrarium evict --free 10GB                                      what would go for 10 GB
  terrarium evict --free 10GB --yes
  terrarium evict --unused --older-than 30 --yes                   what nobody needs, after 30 days")]
    Evict(Evict),
    /// Write a version as a file for other tools
    #[command(after_help = "\
Examples:
  terrarium export training:7 --form conda > environment.yml
  terrarium export training:7 --form lock                           what was really installed
  terrarium export training:7 --form spdx > bill.spdx.json          a bill of materials; also: cyclonedx")]
    Export(Export),
    /// Point Microsoft's SDKs for Azure Machine Learning at a workspace of this machine
    #[command(after_help = "\
Prints environment variables with a token, for a server that offers HTTPS. The key that signs the token
is read from the data folder, so only who may read that folder can make one; no server hands it out.

Examples:
  eval \"$(terrarium azure-config)\"                                 and says what to write in Python and R
  eval \"$(terrarium azure-config --data /srv/terrarium --hours 1)\"
  terrarium azure-config --form json | jq -r .TERRARIUM_TOKEN")]
    AzureConfig(AzureConfig),
}

/// `terrarium hash`.
#[derive(Args)]
pub struct Hash {
    /// Files with definitions, `-` reads standard input; or folders with a Dockerfile
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub files: Vec<PathBuf>,
    /// How what is given is read.
    #[command(flatten)]
    pub reading: Reading,
    /// The base image of files that name none
    #[arg(long, value_name = "REFERENCE")]
    pub base_image: Option<String>,
    /// One JSON object a line, for machines
    #[arg(long)]
    pub json: bool,
}

/// `terrarium check`.
#[derive(Args)]
pub struct Check {
    /// Files with definitions; `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What the files are; told from the content when not given
    #[arg(long)]
    pub kind: Option<FileKind>,
    /// The policy of a workspace, as `terrarium serve --policy` takes it
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// How the checks are written
    #[arg(long, default_value = "text")]
    pub format: CheckFormat,
    /// From which severity on the command fails
    #[arg(long, default_value = "error", value_name = "SEVERITY")]
    pub fail_on: FailOn,
}

/// `terrarium preview`.
#[derive(Args)]
pub struct Preview {
    /// Files with definitions, `-` reads standard input; or folders with a Dockerfile
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub files: Vec<PathBuf>,
    /// How what is given is read.
    #[command(flatten)]
    pub reading: Reading,
    /// Where the workspace is.
    #[command(flatten)]
    pub server: Server,
}

/// `terrarium register`.
#[derive(Args)]
pub struct Register {
    /// The name of the environment
    pub name: String,
    /// The file with the definition, `-` reads standard input; or a folder with a Dockerfile
    #[arg(value_name = "FILE|FOLDER")]
    pub file: PathBuf,
    /// How what is given is read.
    #[command(flatten)]
    pub reading: Reading,
    /// The version; without it the next number
    #[arg(long)]
    pub version: Option<String>,
    /// What the environment is for
    #[arg(long, default_value = "")]
    pub description: String,
    /// A tag, NAME=VALUE; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub tag: Vec<(String, String)>,
    /// Build its image when there is none, and follow the log
    #[arg(long)]
    pub build: bool,
    /// Where the workspace is.
    #[command(flatten)]
    pub server: Server,
}

/// `terrarium build`.
#[derive(Args)]
pub struct Build {
    /// A version, NAME:VERSION, a file with a definition, or a folder with a Dockerfile
    #[arg(value_name = "VERSION|FILE|FOLDER")]
    pub target: PathBuf,
    /// How what is given is read.
    #[command(flatten)]
    pub reading: Reading,
    /// Build although there is an image; the older image keeps its digest
    #[arg(long)]
    pub rebuild: bool,
    /// Install exactly the packages of the image that the version has or had, whatever the indexes hold today
    #[arg(long)]
    pub locked: bool,
    /// Where the workspace is.
    #[command(flatten)]
    pub server: Server,
}

/// `terrarium export`.
#[derive(Args)]
pub struct Export {
    /// A version, NAME:VERSION
    #[arg(value_name = "VERSION", value_parser = reference)]
    pub version: api::VersionReference,
    /// The form of the file
    #[arg(long, default_value = "v1")]
    pub form: Form,
    /// Where the workspace is.
    #[command(flatten)]
    pub server: Server,
}

/// How files and folders are read.
#[derive(Args)]
pub struct Reading {
    /// What a file is; told from the content when not given
    #[arg(long)]
    pub kind: Option<FileKind>,
    /// The path of the Dockerfile in a folder
    #[arg(long, default_value = "Dockerfile", value_name = "PATH")]
    pub dockerfile: String,
}

/// Where the workspace is, and who reads the answer.
#[derive(Args)]
pub struct Server {
    /// The address of the workspace
    #[arg(long, env = "TERRARIUM_SERVER", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    pub server: String,
    /// JSON, for machines
    #[arg(long)]
    pub json: bool,
}

impl Command {
    /// Whether machines read what is printed.
    pub fn json(&self) -> bool {
        match self {
            Self::Serve(_) => false,
            Self::Hash(hash) => hash.json,
            Self::AzureConfig(config) => config.form == ConfigForm::Json,
            Self::Check(check) => check.format != CheckFormat::Text,
            Self::Preview(Preview { server, .. })
            | Self::Register(Register { server, .. })
            | Self::Build(Build { server, .. })
            | Self::Evict(Evict { server, .. })
            | Self::Run(Run { server, .. })
            | Self::Submit(Submit { server, .. })
            | Self::Runs(Runs { server, .. })
            | Self::Pull(Pull { server, .. })
            | Self::Export(Export { server, .. }) => server.json,
        }
    }

    /// The exit code when it fails by itself. What runs another command leaves that one its own codes.
    pub fn failed(&self) -> ExitCode {
        if matches!(self, Self::Run(_) | Self::Submit(_)) { ExitCode::from(125) } else { ExitCode::FAILURE }
    }
}

fn reference(text: &str) -> Result<api::VersionReference, String> {
    text.parse().map_err(|_| "write it as NAME:VERSION, for example training:7".into())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let written = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let (name, value) = written.ok_or("write it as NAME=VALUE, for example team=vision")?;
    Ok((name.into(), value.into()))
}
