//! Commands that use a version. Every value of a user is quoted for the shell.

use api::VersionReference;
use std::{borrow::Cow, collections::BTreeMap};

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
