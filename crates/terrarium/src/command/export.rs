//! `terrarium export`: a version as a file.

use super::print_json;
use crate::{
    arguments::{Export, Form},
    client::Client,
    failure::Failure,
};
use std::process::ExitCode;

/// Prints a version in the wanted form; with `--json` as `{"form", "text"}`.
///
/// # Errors
/// When there is no such version, or the form cannot hold it.
pub async fn export(arguments: &Export) -> Result<ExitCode, Failure> {
    let form = word(arguments.form);
    let path = api::path::export(&arguments.version.environment, &arguments.version.version, form);
    let text = Client::new(&arguments.server)?.text(&path).await?;
    if arguments.server.json {
        print_json(&serde_json::json!({ "form": form, "text": text }))?;
    } else {
        print!("{text}");
    }
    Ok(ExitCode::SUCCESS)
}

fn word(form: Form) -> &'static str {
    match form {
        Form::Conda => "conda",
        Form::Requirements => "requirements",
        Form::Dockerfile => "dockerfile",
        Form::V1 => "v1",
        Form::V2 => "v2",
        Form::Lock => "lock",
        Form::Devcontainer => "devcontainer",
        Form::Spdx => "spdx",
        Form::Cyclonedx => "cyclonedx",
    }
}
