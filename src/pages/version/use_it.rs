//! How to use a version: a few lines to copy. Every value of a user is quoted for the shell.

use super::text;
use crate::{
    api::Query,
    browser::page,
    components::versions::reference_of,
    ui::{CopyButton, code, segmented},
};
use ::api::{Image, Version, VersionReference};
use definition::{Definition, Kind, export};
use leptos::prelude::*;
use std::{borrow::Cow, collections::BTreeMap};

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

/// What the commands use.
pub struct Commands<'a> {
    pub reference: &'a VersionReference,
    /// The address of the workspace.
    pub server: &'a str,
    pub variables: &'a BTreeMap<String, String>,
    /// The interpreter.
    pub python: &'a str,
}

impl Commands<'_> {
    /// With the command line of this project.
    pub fn terrarium(&self) -> String {
        let Self { reference, .. } = self;
        format!("{}\nterrarium run --build {reference} -- python\nterrarium pull {reference}", self.address())
    }

    /// With docker or podman.
    pub fn container(&self, run: &str, image: &str) -> String {
        let folder = "-v \"$PWD\":/workspace -w /workspace".to_owned();
        let variables = self.variables.iter().map(|(name, value)| format!("-e {}", quoted(&format!("{name}={value}"))));
        let python = format!("--entrypoint {}", quoted(self.python));
        let words = [run.to_owned(), folder].into_iter().chain(variables).chain([python, image.to_owned()]);
        words.collect::<Vec<_>>().join(" \\\n    ")
    }

    /// With an editor that opens folders in containers.
    pub fn devcontainer(&self) -> String {
        format!(
            "{}\nmkdir -p .devcontainer\n{}",
            self.address(),
            self.export_to("devcontainer", ".devcontainer/devcontainer.json")
        )
    }

    /// As a conda file and a lock.
    pub fn files(&self) -> String {
        format!(
            "{}\n{}\n{}",
            self.address(),
            self.export_to("conda", "environment.yml"),
            self.export_to("lock", "lock.txt")
        )
    }

    /// In the only kind of file that can contain every definition.
    pub fn definition(&self) -> String {
        format!("{}\n{}", self.address(), self.export_to("v2", "environment.yml"))
    }

    /// With reticulate, which creates the environment with conda on the user's machine.
    pub fn r(&self) -> String {
        let VersionReference { environment, version } = self.reference;
        let file = format!("{}{}", self.server, api::path::export(environment, version, "conda"));
        format!(
            "library(reticulate)\ndownload.file(\"{file}\", \"environment.yml\")\n\
             conda_create(\"{environment}-{version}\", environment = \"environment.yml\")\n\
             use_condaenv(\"{environment}-{version}\")"
        )
    }

    fn address(&self) -> String {
        format!("export TERRARIUM_SERVER={}", self.server)
    }

    fn export_to(&self, form: &str, file: &str) -> String {
        format!("terrarium export {} --form {form} \\\n    > {file}", self.reference)
    }
}

/// One word of a command, quoted where necessary.
fn quoted(text: &str) -> Cow<'_, str> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-.,:/=@%+".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.into();
    }
    format!("'{}'", text.replace('\'', "'\\''")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_stays_one_word() {
        let reference = VersionReference { environment: "training".into(), version: "7".into() };
        let variables =
            [("A", "1"), ("B", "a 'b' $(c)\n\"d\"")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let variables = variables.into();
        let commands = Commands {
            reference: &reference,
            server: "http://127.0.0.1:8080",
            variables: &variables,
            python: "/opt/my env/python",
        };
        let expected = "docker run --rm -it \\\n    -v \"$PWD\":/workspace -w /workspace \\\n    -e A=1 \\\n    \
                        -e 'B=a '\\''b'\\'' $(c)\n\"d\"' \\\n    --entrypoint '/opt/my env/python' \\\n    host/env@sha256:0";
        assert_eq!(commands.container("docker run --rm -it", "host/env@sha256:0"), expected);
    }
}
