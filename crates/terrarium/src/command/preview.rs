//! `terrarium preview`: whether definitions would reuse an image.

use super::trial;
use crate::{
    client::Client,
    failure::Failure,
    file,
    options::{Reading, Server},
    output::{print_json, print_line, print_note},
};
use api::{Image, PreviewRequest, PreviewResponse, StagePresence, Trial, TrialOutcome, Verdict};
use clap::Args;
use definition::{Definition, check_python, checks::Check};
use std::{path::PathBuf, process::ExitCode};

/// `terrarium preview`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  terrarium preview environment.yml
  terrarium preview --json environment.yml | jq -r .verdict        hit, miss or unknown")]
pub struct Preview {
    /// Files with definitions (`-` reads standard input), or folders with a Dockerfile or saved by Azure's SDK
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub files: Vec<PathBuf>,
    /// How files are read.
    #[command(flatten)]
    pub reading: Reading,
    /// Which workspace is asked.
    #[command(flatten)]
    pub server: Server,
}

/// Prints the verdict on every file.
///
/// # Errors
/// When a file holds no definition, or the workspace does not answer or refuses.
pub async fn preview(arguments: &Preview) -> Result<ExitCode, Failure> {
    let read = |path: &PathBuf| file::source(path, &arguments.reading).map(|source| source.definition);
    let read: Vec<Definition> = arguments.files.iter().map(read).collect::<Result<_, _>>()?;
    let definitions = read.iter().map(Definition::to_json).collect();
    let request = PreviewRequest { definitions, ..PreviewRequest::default() };
    let client = Client::new(&arguments.server)?;
    let response: PreviewResponse = client.post(api::path::PREVIEWS, &request).await?;
    for (path, preview) in arguments.files.iter().zip(&response.previews) {
        if arguments.server.json {
            print_json(preview)?;
        } else {
            print_line(format_args!("{}: {}", path.display(), summary(preview)))?;
            if let Some(trial) = partly_working(&client, preview).await? {
                for line in trial::lines(&trial) {
                    print_line(line)?;
                }
            }
        }
    }
    warn_of_python(&client, arguments.files.iter().zip(&read)).await?;
    Ok(ExitCode::SUCCESS)
}

/// The trial of the image that would be reused, if it found problems.
async fn partly_working(client: &Client, preview: &api::Preview) -> Result<Option<Trial>, Failure> {
    let known = preview.image.as_ref().filter(|_| preview.verdict == Verdict::Hit);
    let Some(known) = known.and_then(|image| image.trial.as_ref()) else { return Ok(None) };
    if known.outcome == TrialOutcome::Works {
        return Ok(None);
    }
    let image: Image = client.get(&api::path::image(preview.digests.image)).await?;
    Ok(image.trial)
}

/// Warns of definitions whose Python is not available in the workspace.
async fn warn_of_python(
    client: &Client,
    definitions: impl Iterator<Item = (&PathBuf, &Definition)>,
) -> Result<(), Failure> {
    let workspace: api::Workspace = client.get(api::path::WORKSPACE).await?;
    for (path, definition) in definitions {
        let mut definition = definition.clone();
        workspace.fill(&mut definition);
        for Check { message, help, .. } in check_python(&workspace.pythons, &definition) {
            print_note(format_args!("{}: warning: {message}\n  {help}", path.display()));
        }
    }
    Ok(())
}

fn summary(preview: &api::Preview) -> String {
    if let Some(outside) = preview.outside.first() {
        return format!("cannot reuse an image, it refers to {}: {}", outside.reference, outside.help);
    }
    match preview.verdict {
        Verdict::Hit => match &preview.image {
            Some(image) => {
                let user = image.used_by.first().map_or_else(|| format!("build {}", image.build), ToString::to_string);
                format!("hit, reuses the image of {user}, {}", image.reference)
            }
            None => "hit".into(),
        },
        Verdict::Miss => {
            let steps = match preview.stage {
                StagePresence::Cached => "base image and Docker steps are cached",
                StagePresence::Missing => "base image and Docker steps are built too",
                StagePresence::Unknown => "unknown whether the Docker steps are cached",
            };
            match (preview.building, &preview.lost) {
                (Some(build), _) => format!("miss, but build {build} is making this image"),
                (None, Some(lost)) => {
                    let user =
                        lost.used_by.first().map_or_else(|| format!("build {}", lost.build), ToString::to_string);
                    format!("miss, the registry no longer has the image of {user}, so it is built again; {steps}")
                }
                (None, None) => format!("miss, a new image is built; {steps}"),
            }
        }
        Verdict::Unknown => {
            format!("unknown, {}", preview.reason.as_deref().unwrap_or("the registry does not answer"))
        }
    }
}
