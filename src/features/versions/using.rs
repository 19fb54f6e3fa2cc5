//! How to use a version: a few lines to copy.

use super::{
    commands::Used,
    text,
    version::{AskedImage, reference},
};
use crate::{
    browser::page,
    ui::{CopyButton, code, segmented},
};
use api::{Version, VersionReference};
use definition::{Definition, Kind, export};
use leptos::prelude::*;

/// Who uses it.
#[derive(Clone, Copy, PartialEq)]
enum Client {
    Terrarium,
    Docker,
    Podman,
    Devcontainer,
    Files,
    R,
}

const CLIENTS: [(Client, &str); 6] = [
    (Client::Terrarium, "terrarium"),
    (Client::Docker, "docker"),
    (Client::Podman, "podman"),
    (Client::Devcontainer, "devcontainer"),
    (Client::Files, "files"),
    (Client::R, "R"),
];

/// The lines for the client that is chosen.
pub fn show(version: &Version, image: AskedImage) -> AnyView {
    let chosen = RwSignal::new(Client::Terrarium);
    let reference = reference(version);
    let definition = Definition::from_json(&version.definition).unwrap_or_default();
    let lines = Memo::new(move |_| {
        let image = image.known().map(|image| image.reference);
        lines(chosen.get(), &reference, &definition, image.as_deref())
    });
    view! {
        <section class="panel">
            <header>
                <h2>{text::USE_IT}</h2>
                <span class="end"><CopyButton text=Signal::derive(move || lines.get()) what="lines" bare=true /></span>
                {segmented("Client", &CLIENTS, chosen.into(), Callback::new(move |client| chosen.set(client)))}
            </header>
            <div class="body">{move || code(text::USE_IT, &lines.get())}</div>
        </section>
    }
    .into_any()
}

fn lines(client: Client, reference: &VersionReference, definition: &Definition, image: Option<&str>) -> String {
    let interpreter = definition.interpreter_path.as_deref().filter(|_| definition.user_managed);
    let used = Used {
        reference,
        server: &page::origin(),
        variables: &definition.variables,
        python: interpreter.unwrap_or("python"),
    };
    let by_conda = || export(definition, Kind::Conda).is_ok();
    match (client, image) {
        (Client::Terrarium, _) => used.terrarium(),
        (Client::Docker, Some(image)) => used.container("docker run --rm -it", image),
        // Only docker takes a registry on loopback without TLS by itself.
        (Client::Podman, Some(image)) => used.container("podman run --rm -it --tls-verify=false", image),
        (Client::Devcontainer, Some(_)) => used.devcontainer(),
        (Client::Docker | Client::Podman | Client::Devcontainer, None) => text::ONCE_BUILT.into(),
        (Client::R, _) if by_conda() => used.r(),
        (Client::R, _) => text::RUN_IT_ELSEWHERE.into(),
        (Client::Files, _) if by_conda() && image.is_some() => used.files(),
        (Client::Files, _) => used.definition(),
    }
}
