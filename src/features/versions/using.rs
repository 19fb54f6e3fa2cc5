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
    Podman,
    Docker,
    CommandLine,
}

const CLIENTS: [(Client, &str); 3] =
    [(Client::Podman, "podman"), (Client::Docker, "docker"), (Client::CommandLine, "CLI")];

/// The lines for the client that is chosen.
pub fn show(version: &Version, image: AskedImage) -> AnyView {
    let chosen = RwSignal::new(Client::Podman);
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
        // Only docker takes a registry on loopback without TLS by itself.
        Client::Podman => run("podman run --rm -it --tls-verify=false", pulled),
        Client::Docker => run("docker run --rm -it", pulled),
        Client::CommandLine => {
            format!(
                "export TERRARIUM_SERVER={}\nterrarium export {environment}:{version} --form conda\nterrarium export {environment}:{version} --form lock",
                page::origin()
            )
        }
    }
}

fn run(command: &str, pulled: Option<&str>) -> String {
    pulled.map_or_else(|| "# once the image is built".into(), |reference| format!("{command} \\\n    {reference}"))
}
