//! `terrarium register`: a definition becomes a version.

use super::{
    follow::{Told, follow},
    print_json,
};
use crate::{arguments::Register, client::Client, failure::Failure, file};
use api::{Registered, VersionReference};
use std::process::ExitCode;

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
        let what = if registered.created { "registered" } else { "was registered already, nothing is written" };
        println!("{reference} {what}\nimage hash {}", version.digests.image);
    }
    match registered.build {
        Some(build) => follow(&client, build, Told::by(&arguments.server)).await,
        None => Ok(ExitCode::SUCCESS),
    }
}
