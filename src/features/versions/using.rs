//! How to use a version: a few lines to copy.

use super::{
    text,
    version::{AskedImage, reference},
};
use crate::{
    browser::page,
    ui::{CopyButton, code, segmented},
};
use api::{Version, VersionReference, path};
use definition::{Definition, Kind, export};
use leptos::prelude::*;

/// Who uses it.
#[derive(Clone, Copy, PartialEq)]
enum Client {
    Podman,
    Docker,
    CommandLine,
    Devcontainer,
    R,
}

const CLIENTS: [(Client, &str); 5] = [
    (Client::Podman, "podman"),
    (Client::Docker, "docker"),
    (Client::CommandLine, "CLI"),
    (Client::Devcontainer, "devcontainer"),
    (Client::R, "R"),
];

/// The lines for the client that is chosen.
pub fn show(version: &Version, image: AskedImage) -> AnyView {
    let chosen = RwSignal::new(Client::Podman);
    let reference = reference(version);
    let by_conda = Definition::from_json(&version.definition).is_ok_and(|read| export(&read, Kind::Conda).is_ok());
    let lines = Memo::new(move |_| {
        let pulled = image.known().map(|image| image.reference);
        match chosen.get() {
            Client::R if !by_conda => text::RUN_IT_ELSEWHERE.into(),
            client => lines(client, &reference, pulled.as_deref()),
        }
    });
    view! {
        <section class="panel">
            <header>
                <h2>{text::USE_IT}</h2>
                {segmented("Client", &CLIENTS, chosen.into(), Callback::new(move |client| chosen.set(client)))}
                <span class="end"><CopyButton text=Signal::derive(move || lines.get()) what="lines" bare=true /></span>
            </header>
            <div class="body">{move || code(text::USE_IT, &lines.get())}</div>
        </section>
    }
    .into_any()
}

/// Through reticulate, which has conda make the environment on the reader's machine.
fn r(environment: &str, version: &str) -> String {
    let file = format!("{}{}", page::origin(), path::export(environment, version, "conda"));
    format!(
        "library(reticulate)\ndownload.file(\"{file}\", \"environment.yml\")\n\
         conda_create(\"{environment}-{version}\", environment = \"environment.yml\")\n\
         use_condaenv(\"{environment}-{version}\")"
    )
}

fn lines(client: Client, VersionReference { environment, version }: &VersionReference, pulled: Option<&str>) -> String {
    let server = format!("export TERRARIUM_SERVER={}", page::origin());
    match client {
        // Only docker takes a registry on loopback without TLS by itself.
        Client::Podman => run("podman run --rm -it --tls-verify=false", pulled),
        Client::Docker => run("docker run --rm -it", pulled),
        Client::CommandLine => {
            format!(
                "{server}\nterrarium export {environment}:{version} --form conda\nterrarium export {environment}:{version} --form lock"
            )
        }
        Client::Devcontainer => format!(
            "{server}\nmkdir -p .devcontainer\nterrarium export {environment}:{version} --form devcontainer \\\n    \
             > .devcontainer/devcontainer.json"
        ),
        Client::R => r(environment, version),
    }
}

fn run(command: &str, pulled: Option<&str>) -> String {
    pulled.map_or_else(|| "# once the image is built".into(), |reference| format!("{command} \\\n    {reference}"))
}
