//! The build context of a version.

use super::text;
use crate::{
    api::{self, use_query},
    ui::{Tone, badge, code, load, note, words},
};
use ::api::{Context, path};
use definition::{BuildContext, context::ContextFile};
use leptos::prelude::*;

/// The number of files that are listed; the archive has all.
const MAX_FILES: usize = 500;

/// The Docker steps of a build context and its files.
pub fn show(context: &BuildContext) -> AnyView {
    let dockerfile = context.dockerfile.as_ref().map(|dockerfile| {
        view! { <h2>{text::STEPS} " " <span class="hint">{context.dockerfile_path.clone()}</span></h2> {code(text::STEPS, dockerfile)} }
    });
    let files = match context.digest {
        Some(digest) => load(use_query(move || api::context(digest)), placeholder, files),
        None => note(Tone::Info, text::no_context(&context.location), text::NO_CONTEXT_HELP),
    };
    view! { {dockerfile} <h2>{text::CONTEXT}</h2> {files} }.into_any()
}

fn placeholder() -> AnyView {
    view! { <p class="hint">{text::CONTEXT}</p> }.into_any()
}

fn files(context: &Context) -> AnyView {
    let rows: Vec<AnyView> = context.files.iter().take(MAX_FILES).map(row).collect();
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

fn row(file: &ContextFile) -> AnyView {
    let mode = file.executable.then(|| badge("", text::EXECUTABLE));
    view! {
        <tr>
            <td><code>{file.path.clone()}</code></td> <td>{mode}</td> <td class="num">{words::bytes(file.size)}</td>
        </tr>
    }
    .into_any()
}
