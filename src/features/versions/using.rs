//! How to use a version: a few lines to copy.

use super::{
    text,
    version::{AskedImage, reference},
};
use crate::{
    browser::page,
    ui::{CopyButton, code, segmented},
};
use api::{Version, VersionReference};
use leptos::prelude::*;

/// Who uses it.
#[derive(Clone, Copy, PartialEq)]
enum Client {
    SdkTwo,
    SdkOne,
    CommandLine,
    Podman,
    Docker,
}

const CLIENTS: [(Client, &str); 5] = [
    (Client::SdkTwo, "SDK v2"),
    (Client::SdkOne, "SDK v1"),
    (Client::CommandLine, "CLI"),
    (Client::Podman, "podman"),
    (Client::Docker, "docker"),
];

/// The lines for the client that is chosen.
pub fn show(version: &Version, image: AskedImage) -> AnyView {
    let chosen = RwSignal::new(Client::SdkTwo);
    let reference = reference(version);
    let lines = Memo::new(move |_| {
        let pulled = image.known().map(|image| image.reference);
        lines(chosen.get(), &reference, pulled.as_deref())
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

fn lines(client: Client, VersionReference { environment, version }: &VersionReference, pulled: Option<&str>) -> String {
    match client {
        Client::SdkTwo => format!("ml_client.environments.get(\n    name=\"{environment}\", version=\"{version}\")"),
        Client::SdkOne => {
            format!("Environment.get(\n    workspace, name=\"{environment}\",\n    version=\"{version}\")")
        }
        Client::CommandLine => {
            format!("export TERRARIUM_URL={}\nterrarium build {environment}:{version}", page::origin())
        }
        Client::Podman => run("podman run --rm -it", pulled),
        Client::Docker => run("docker run --rm -it", pulled),
    }
}

fn run(command: &str, pulled: Option<&str>) -> String {
    pulled.map_or_else(|| "# once the image is built".into(), |reference| format!("{command} \\\n    {reference}"))
}
