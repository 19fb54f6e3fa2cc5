//! `terrarium register` and `terrarium export`: versions from files, and back.

use super::follow::{OutputMode, follow};
use crate::{
    client::Client,
    failure::Failure,
    file,
    options::{Reading, Server, pair, version_reference},
    output::{print_json, print_line, print_text},
};
use api::{Registered, VersionReference};
use clap::{Args, ValueEnum};
use std::{path::PathBuf, process::ExitCode};

/// `terrarium register`.
#[derive(Args)]
#[command(after_help = "\
Registering the same definition again changes nothing and prints the existing version.

Examples:
  terrarium register training environment.yml
  terrarium register training environment.yml --build              and build its image
  terrarium register training Dockerfile --version 2.1 --tag team=vision
  terrarium register vision ./vision                               a folder that its Dockerfile copies from
  terrarium register training ./saved                              an environment that Azure's SDK saved to a folder

A file that the definition takes its packages from (`conda_file:`, `condaDependenciesFile:`) is read with it, and has to
exist. Files that .dockerignore excludes are not uploaded, nor those that the workspace already has.")]
pub struct Register {
    /// The name of the environment
    pub name: String,
    /// A file with a definition (`-` reads standard input), or a folder with a Dockerfile or saved by Azure's SDK
    #[arg(value_name = "FILE|FOLDER")]
    pub file: PathBuf,
    /// How the file is read.
    #[command(flatten)]
    pub reading: Reading,
    /// The version; by default the next number
    #[arg(long)]
    pub version: Option<String>,
    /// What the environment is for
    #[arg(long, default_value = "")]
    pub description: String,
    /// A tag, NAME=VALUE; can be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub tag: Vec<(String, String)>,
    /// Build its image if there is none, and follow the log
    #[arg(long)]
    pub build: bool,
    /// Which workspace is asked.
    #[command(flatten)]
    pub server: Server,
}

/// `terrarium export`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  terrarium export training:7 --form conda > environment.yml
  terrarium export training:7 --form lock                           what was installed
  terrarium export training:7 --form spdx > bill.spdx.json          a bill of materials; also: cyclonedx")]
pub struct Export {
    /// A version, NAME:VERSION
    #[arg(value_name = "VERSION", value_parser = version_reference)]
    pub version: api::VersionReference,
    /// The file format
    #[arg(long, default_value = "v1")]
    pub form: ExportForm,
    /// Which workspace is asked.
    #[command(flatten)]
    pub server: Server,
}

/// A file format that a version is exported in.
#[derive(Clone, Copy, ValueEnum)]
pub enum ExportForm {
    /// A conda environment file
    Conda,
    /// A pip requirements file
    Requirements,
    /// A Dockerfile
    Dockerfile,
    /// Azure's v1 JSON
    V1,
    /// Azure's v2 YAML
    V2,
    /// The packages of its image, for pip or conda to install again
    Lock,
    /// A development container on its image
    Devcontainer,
    /// A bill of materials of its image, SPDX 2.3
    Spdx,
    /// A bill of materials of its image, `CycloneDX` 1.6
    #[value(help = "A bill of materials of its image, CycloneDX 1.6")]
    Cyclonedx,
}

/// Registers a file; with `--build` the exit code is that of the build.
///
/// # Errors
/// When the file holds no definition, or the workspace does not answer or refuses.
pub async fn register(arguments: &Register) -> Result<ExitCode, Failure> {
    let source = file::source(&arguments.file, &arguments.reading)?;
    let client = Client::new(&arguments.server)?;
    source.upload(&client).await?;
    let body = api::Register {
        definition: source.definition.to_json(),
        version: arguments.version.clone(),
        digests: None,
        description: arguments.description.clone(),
        tags: arguments.tag.iter().cloned().collect(),
        build: arguments.build,
        anonymous: false,
    };
    let registered: Registered = client.post(&api::path::versions(&arguments.name), &body).await?;
    let version = &registered.version;
    if arguments.server.json {
        print_json(&registered)?;
    } else {
        let reference = VersionReference { environment: version.environment.clone(), version: version.version.clone() };
        let what = match (registered.created, registered.updated) {
            (true, _) => "registered",
            (false, true) => "is already registered; its description, tags or place in lists changed",
            (false, false) => "is already registered; nothing changed",
        };
        print_line(format_args!("{reference} {what}\nimage hash {}", version.digests.image))?;
    }
    match registered.build {
        Some(build) => follow(&client, build, OutputMode::of(&arguments.server)).await,
        None => Ok(ExitCode::SUCCESS),
    }
}

/// Prints a version in a file format; with `--json` as `{"form", "text"}`.
///
/// # Errors
/// When there is no such version, or the form cannot hold it.
pub async fn export(arguments: &Export) -> Result<ExitCode, Failure> {
    let form = form_name(arguments.form);
    let path = api::path::export(&arguments.version.environment, &arguments.version.version, form);
    let text = Client::new(&arguments.server)?.text(&path).await?;
    if arguments.server.json {
        print_json(&serde_json::json!({ "form": form, "text": text }))?;
    } else {
        print_text(text)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn form_name(form: ExportForm) -> &'static str {
    match form {
        ExportForm::Conda => "conda",
        ExportForm::Requirements => "requirements",
        ExportForm::Dockerfile => "dockerfile",
        ExportForm::V1 => "v1",
        ExportForm::V2 => "v2",
        ExportForm::Lock => "lock",
        ExportForm::Devcontainer => "devcontainer",
        ExportForm::Spdx => "spdx",
        ExportForm::Cyclonedx => "cyclonedx",
    }
}
