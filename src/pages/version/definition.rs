//! The contents of a version: its definition, Dockerfiles, variables and build context.

use super::text;
use crate::{
    api::{self, Query, use_query},
    ui::{Tone, badge, code, load, note, words},
};
use ::api::{Context, Image, Version, path};
use definition::{BuildContext, Definition, Dependency, canonical, context::ContextFile, plan};
use leptos::prelude::*;

pub fn variables(version: &Version) -> Vec<(String, String)> {
    Definition::from_json(&version.definition).map(|read| read.variables.into_iter().collect()).unwrap_or_default()
}

/// The definition as it was registered.
pub fn contents(version: &Version) -> AnyView {
    let definition = match Definition::from_json(&version.definition) {
        Ok(definition) => definition,
        Err(error) => return note(Tone::Bad, error.message, view! { <p>{error.help}</p> }),
    };
    let platform = format!("{}/{}", definition.platform.os, definition.platform.architecture);
    let base = definition.base_image.clone().unwrap_or_else(|| text::BASE_IN_DOCKERFILE.into());
    let dockerfile = definition.dockerfile.as_ref().map(|dockerfile| {
        view! { <h2>{text::STEPS}</h2> {code(text::STEPS, dockerfile)} }
    });
    let context = definition.context.as_ref().map(build_context);
    let spark: Vec<String> = definition
        .spark_packages
        .iter()
        .map(|package| format!("{}:{}:{}", package.group, package.artifact, package.version))
        .collect();
    let spark = (!spark.is_empty()).then(|| view! { <h2>{text::SPARK}</h2> {code(text::SPARK, &spark.join("\n"))} });
    view! {
        <div class="contents">
            <dl class="dl">
                <dt>{text::BASE}</dt> <dd><code>{base}</code></dd>
                <dt>{text::PLATFORM}</dt> <dd><code>{platform}</code></dd>
                {version.python.as_ref().map(|python| view! {
                    <dt>{text::INTERPRETER}</dt> <dd><code>{python.interpreter.clone()}</code></dd>
                })}
            </dl>
            {dockerfile} {context} {python(&definition)} {spark}
        </div>
    }
    .into_any()
}

fn python(definition: &Definition) -> AnyView {
    if definition.user_managed {
        return view! { <h2>{text::PYTHON}</h2> <p class="soft">{text::USER_MANAGED}</p> }.into_any();
    }
    let rows: Vec<AnyView> = packages(definition).into_iter().map(|(spec, from)| row(spec, from)).collect();
    let channels = (!definition.channels.is_empty()).then(|| text::channels(&definition.channels));
    view! {
        <h2>{text::PYTHON} " " <span class="hint">{channels}</span></h2>
        <table class="grid packages">
            <thead><tr><th scope="col">{text::PACKAGE}</th> <th scope="col">{text::VERSION}</th> <th scope="col">{text::FROM}</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// The packages, each with its list.
fn packages(definition: &Definition) -> Vec<(&str, &'static str)> {
    let mut packages = Vec::new();
    for dependency in &definition.dependencies {
        match dependency {
            Dependency::Conda(spec) => packages.push((spec.as_str(), "conda")),
            Dependency::Pip(entries) => {
                packages.extend(entries.iter().flat_map(|entry| entry.lines()).map(|line| (line, "pip")));
            }
        }
    }
    packages
}

fn row(spec: &str, from: &'static str) -> AnyView {
    let (name, constraint) = split(spec);
    let constraint = if constraint.is_empty() {
        view! { <span class="quiet">{text::ANY}</span> }.into_any()
    } else {
        view! { <code>{constraint.to_owned()}</code> }.into_any()
    };
    view! { <tr><td><code>{name.to_owned()}</code></td> <td>{constraint}</td> <td>{badge("", from)}</td></tr> }
        .into_any()
}

/// The name of a package and its constraint.
fn split(spec: &str) -> (&str, &str) {
    let spec = spec.trim();
    let end = if spec.starts_with('-') || spec.contains("://") { spec.len() } else { constraint_start(spec) };
    let (name, constraint) = spec.split_at(end);
    (name.trim(), constraint.trim())
}

fn constraint_start(spec: &str) -> usize {
    spec.find(['=', '<', '>', '!', '~', ' ', ';', '@']).unwrap_or(spec.len())
}

/// The Dockerfiles of the image, or those of a build.
pub fn dockerfile(version: &Version, image: Query<Image>) -> AnyView {
    let planned = Definition::from_json(&version.definition).ok().and_then(|read| canonical(&read).ok());
    let planned = planned.map(|canonical| plan(&canonical).dockerfile).unwrap_or_default();
    (move || match image.get() {
        Some(Ok(image)) if !image.dockerfile.is_empty() => code(text::DOCKERFILE, &image.dockerfile),
        _ => view! { <p class="hint pad">{text::PLANNED}</p> {code(text::DOCKERFILE, &planned)} }.into_any(),
    })
    .into_any()
}

pub fn variable_table(variables: &[(String, String)]) -> AnyView {
    if variables.is_empty() {
        return view! { <p class="hint pad">{text::NO_VARIABLES}</p> }.into_any();
    }
    let rows = variables.iter().map(|(name, value)| {
        view! { <tr><td><code>{name.clone()}</code></td> <td><code>{value.clone()}</code></td></tr> }.into_any()
    });
    let rows: Vec<AnyView> = rows.collect();
    view! {
        <p class="hint pad">{text::VARIABLES_HINT}</p>
        <table class="grid packages">
            <thead><tr><th scope="col">{text::VARIABLE}</th> <th scope="col">{text::VALUE}</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// The number of files that are listed; the archive has all.
const MAX_FILES: usize = 500;

/// The Docker steps of a build context and its files.
fn build_context(context: &BuildContext) -> AnyView {
    let dockerfile = context.dockerfile.as_ref().map(|dockerfile| {
        view! { <h2>{text::STEPS} " " <span class="hint">{context.dockerfile_path.clone()}</span></h2> {code(text::STEPS, dockerfile)} }
    });
    let files = match context.digest {
        Some(digest) => load(use_query(move || api::context(digest)), files_placeholder, context_files),
        None => note(Tone::Info, text::no_context(&context.location), text::NO_CONTEXT_HELP),
    };
    view! { {dockerfile} <h2>{text::CONTEXT}</h2> {files} }.into_any()
}

fn files_placeholder() -> AnyView {
    view! { <p class="hint">{text::CONTEXT}</p> }.into_any()
}

fn context_files(context: &Context) -> AnyView {
    let rows: Vec<AnyView> = context.files.iter().take(MAX_FILES).map(file_row).collect();
    let more = context.files.len().checked_sub(MAX_FILES).filter(|more| *more > 0);
    let more = more.map(|more| view! { <p class="hint">{text::more_files(more)}</p> });
    let sum = text::file_sum(context.files.len(), context.size);
    view! {
        <dl class="dl">
            <dt>{text::DIGEST}</dt> <dd><code>{context.digest.to_string()}</code></dd>
            <dt>{text::FILES}</dt>
            <dd>{sum} " " <a class="ink" href=path::context_archive(context.digest) download>{text::DOWNLOAD_CONTEXT}</a></dd>
        </dl>
        <table class="grid packages">
            <thead><tr><th scope="col">{text::FILE}</th> <th scope="col">{text::MODE}</th> <th scope="col" class="num">{text::SIZE}</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {more}
    }
    .into_any()
}

fn file_row(file: &ContextFile) -> AnyView {
    let mode = file.executable.then(|| badge("", text::EXECUTABLE));
    view! {
        <tr>
            <td><code>{file.path.clone()}</code></td> <td>{mode}</td> <td class="num">{words::bytes(file.size)}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_specification_is_a_name_and_the_rest() {
        assert_eq!(split("numpy=1.26.4"), ("numpy", "=1.26.4"));
        assert_eq!(split("pyarrow >=15,<17"), ("pyarrow", ">=15,<17"));
        assert_eq!(split("mlflow[extras]==2.14.3"), ("mlflow[extras]", "==2.14.3"));
        assert_eq!(split("shap"), ("shap", ""));
    }

    #[test]
    fn options_and_addresses_stay_whole() {
        assert_eq!(split("--pre"), ("--pre", ""));
        assert_eq!(split("git+https://example.org/a.git@main"), ("git+https://example.org/a.git@main", ""));
    }
}
