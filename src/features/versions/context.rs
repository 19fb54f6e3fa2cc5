//! The files that the Docker steps of a version copy.

use super::text;
use crate::{
    api::{self, ask},
    ui::{Tone, badge, code, load, note, words},
};
use ::api::{Context, path};
use definition::{BuildContext, context::ContextFile};
use leptos::prelude::*;

/// How many files are shown; the archive has all.
const SHOWN: usize = 500;

/// The Docker steps of a build context, and its files.
pub fn show(context: &BuildContext) -> AnyView {
    let dockerfile = context.dockerfile.as_ref().map(|text| {
        view! { <h2>"Docker steps " <span class="hint">{context.dockerfile_path.clone()}</span></h2> {code("Docker steps", text)} }
    });
    let files = match context.digest {
        Some(digest) => load(ask(move || api::context(digest)), || shape().into_any(), files),
        None => note(Tone::Info, format!("{} is not in the workspace", context.location), text::NO_CONTEXT),
    };
    view! { {dockerfile} <h2>{text::CONTEXT}</h2> {files} }.into_any()
}

fn shape() -> impl IntoView {
    view! { <p class="hint">{text::CONTEXT}</p> }
}

fn files(context: &Context) -> AnyView {
    let rows: Vec<AnyView> = context.files.iter().take(SHOWN).map(row).collect();
    let more = context.files.len().checked_sub(SHOWN).filter(|more| *more > 0);
    let more = more.map(
        |more| view! { <p class="hint">{format!("{} more in the archive", words::count(more, "file", "files"))}</p> },
    );
    let sum = format!("{}, {}", words::count(context.files.len(), "file", "files"), words::bytes(context.size));
    view! {
        <dl class="dl">
            <dt>"Digest"</dt> <dd><code>{context.digest.to_string()}</code></dd>
            <dt>"Files"</dt>
            <dd>{sum} " " <a class="ink" href=path::context_archive(context.digest) download>{text::TAKE_CONTEXT}</a></dd>
        </dl>
        <table class="grid packages">
            <thead><tr><th scope="col">"File"</th> <th scope="col">"Mode"</th> <th scope="col" class="num">"Size"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {more}
    }
    .into_any()
}

fn row(file: &ContextFile) -> AnyView {
    let mode = file.executable.then(|| badge("", "executable"));
    view! {
        <tr>
            <td><code>{file.path.clone()}</code></td> <td>{mode}</td> <td class="num">{words::bytes(file.size)}</td>
        </tr>
    }
    .into_any()
}
