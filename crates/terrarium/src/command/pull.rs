//! `terrarium pull`: the image of a version on this machine.

use super::{image, print_json};
use crate::{arguments::Pull, client::Client, failure::Failure, local::Tool};
use std::process::ExitCode;

/// Prints the image by digest; with `--json` as `{"reference", "tool"}`.
///
/// # Errors
/// When there is no such version or image, no tool, or the registry does not give the image.
pub async fn pull(arguments: &Pull) -> Result<ExitCode, Failure> {
    let client = Client::new(&arguments.server)?;
    let tool = Tool::find(arguments.tool).await?;
    let version = image::version(&client, &arguments.version).await?;
    let image = image::image(&client, &version).await?;
    tool.pull(&image.reference).await?;
    if arguments.server.json {
        print_json(&serde_json::json!({ "reference": image.reference, "tool": tool.program() }))?;
    } else {
        println!("{}", image.reference);
    }
    Ok(ExitCode::SUCCESS)
}
