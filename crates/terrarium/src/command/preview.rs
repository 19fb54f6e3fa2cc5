//! `terrarium preview`: would these reuse an image?

use super::{print_json, trial};
use crate::{arguments::Preview, client::Client, failure::Failure, file};
use api::{Image, PreviewRequest, PreviewResponse, StagePresence, Trial, TrialOutcome, Verdict};
use definition::{Definition, check_python, checks::Check};
use std::{path::PathBuf, process::ExitCode};

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
            println!("{}: {}", path.display(), words(preview));
            if let Some(trial) = partly_working(&client, preview).await? {
                for line in trial::lines(&trial) {
                    println!("{line}");
                }
            }
        }
    }
    warn_of_python(&client, arguments.files.iter().zip(&read)).await?;
    Ok(ExitCode::SUCCESS)
}

/// What trying the image found that would be reused, when it does not wholly work.
async fn partly_working(client: &Client, preview: &api::Preview) -> Result<Option<Trial>, Failure> {
    let known = preview.image.as_ref().filter(|_| preview.verdict == Verdict::Hit);
    let Some(known) = known.and_then(|image| image.trial.as_ref()) else { return Ok(None) };
    if known.outcome == TrialOutcome::Works {
        return Ok(None);
    }
    let image: Image = client.get(&api::path::image(preview.digests.image)).await?;
    Ok(image.trial)
}

/// Says of definitions that their Python cannot be had in the workspace.
async fn warn_of_python(
    client: &Client,
    definitions: impl Iterator<Item = (&PathBuf, &Definition)>,
) -> Result<(), Failure> {
    let workspace: api::Workspace = client.get(api::path::WORKSPACE).await?;
    for (path, definition) in definitions {
        let mut definition = definition.clone();
        workspace.fill(&mut definition);
        for Check { message, help, .. } in check_python(&workspace.pythons, &definition) {
            eprintln!("{}: warning: {message}\n  {help}", path.display());
        }
    }
    Ok(())
}

fn words(preview: &api::Preview) -> String {
    if let Some(outside) = preview.outside.first() {
        return format!("can reuse nothing, it points to {}: {}", outside.reference, outside.help);
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
                StagePresence::Unknown => "whether Docker steps are cached is not known",
            };
            match (preview.building, &preview.lost) {
                (Some(build), _) => format!("miss, but build {build} is making this image"),
                (None, Some(lost)) => {
                    let user =
                        lost.used_by.first().map_or_else(|| format!("build {}", lost.build), ToString::to_string);
                    format!("miss, the registry no longer has the image of {user}: it is built again; {steps}")
                }
                (None, None) => format!("miss, a new image is built; {steps}"),
            }
        }
        Verdict::Unknown => {
            format!("unknown, {}", preview.reason.as_deref().unwrap_or("the registry does not answer"))
        }
    }
}
