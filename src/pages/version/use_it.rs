//! How to use a version: a few lines to copy.

use super::{commands::Commands, text};
use crate::api::Query;
use crate::{
    browser::page,
    components::versions::reference_of,
    ui::{CopyButton, code, segmented},
};
use ::api::Image;
use api::{Version, VersionReference};
use definition::{Definition, Kind, export};
use leptos::prelude::*;

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

pub fn show(version: &Version, image: Query<Image>) -> AnyView {
    let chosen = RwSignal::new(Client::Terrarium);
    let reference = reference_of(version);
    let definition = Definition::from_json(&version.definition).unwrap_or_default();
    let lines = Memo::new(move |_| {
        let image = image.data().map(|image| image.reference);
        lines(chosen.get(), &reference, &definition, image.as_deref())
    });
    view! {
        <section class="panel">
            <header>
                <h2>{text::USE_IT}</h2>
                <span class="end"><CopyButton text=Signal::derive(move || lines.get()) what="lines" bare=true /></span>
                {segmented(text::CLIENT, &CLIENTS, chosen.into(), Callback::new(move |client| chosen.set(client)))}
            </header>
            <div class="body">{move || code(text::USE_IT, &lines.get())}</div>
        </section>
    }
    .into_any()
}

fn lines(client: Client, reference: &VersionReference, definition: &Definition, image: Option<&str>) -> String {
    let interpreter = definition.interpreter_path.as_deref().filter(|_| definition.user_managed);
    let commands = Commands {
        reference,
        server: &page::origin(),
        variables: &definition.variables,
        python: interpreter.unwrap_or("python"),
    };
    let fits_conda = || export(definition, Kind::Conda).is_ok();
    match (client, image) {
        (Client::Terrarium, _) => commands.terrarium(),
        (Client::Docker, Some(image)) => commands.container("docker run --rm -it", image),
        // Only docker accepts a loopback registry without TLS by default.
        (Client::Podman, Some(image)) => commands.container("podman run --rm -it --tls-verify=false", image),
        (Client::Devcontainer, Some(_)) => commands.devcontainer(),
        (Client::Docker | Client::Podman | Client::Devcontainer, None) => text::ONCE_BUILT.into(),
        (Client::R, _) if fits_conda() => commands.r(),
        (Client::R, _) => text::RUN_IN_CONTAINER.into(),
        (Client::Files, _) if fits_conda() && image.is_some() => commands.files(),
        (Client::Files, _) => commands.definition(),
    }
}
