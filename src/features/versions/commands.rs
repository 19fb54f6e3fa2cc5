//! What to type in a terminal to use a version. Every value that somebody chose is quoted for the shell.

use api::VersionReference;
use std::{borrow::Cow, collections::BTreeMap};

/// A version, as commands name it.
pub struct Used<'a> {
    /// The version.
    pub reference: &'a VersionReference,
    /// The address of the workspace.
    pub server: &'a str,
    /// The variables of a run.
    pub variables: &'a BTreeMap<String, String>,
    /// Its Python.
    pub python: &'a str,
}

impl Used<'_> {
    /// By this project's own command line.
    pub fn terrarium(&self) -> String {
        let Self { reference, .. } = self;
        format!("{}\nterrarium run --build {reference} -- python\nterrarium pull {reference}", self.address())
    }

    /// By docker or podman, given the image.
    pub fn container(&self, run: &str, image: &str) -> String {
        let folder = "-v \"$PWD\":/workspace -w /workspace".to_owned();
        let variables = self.variables.iter().map(|(name, value)| format!("-e {}", quoted(&format!("{name}={value}"))));
        let python = format!("--entrypoint {}", quoted(self.python));
        let words = [run.to_owned(), folder].into_iter().chain(variables).chain([python, image.to_owned()]);
        words.collect::<Vec<_>>().join(" \\\n    ")
    }

    /// In an editor that opens folders in containers.
    pub fn devcontainer(&self) -> String {
        format!(
            "{}\nmkdir -p .devcontainer\n{}",
            self.address(),
            self.written("devcontainer", ".devcontainer/devcontainer.json")
        )
    }

    /// As files.
    pub fn files(&self) -> String {
        format!(
            "{}\n{}\n{}",
            self.address(),
            self.written("conda", "environment.yml"),
            self.written("lock", "lock.txt")
        )
    }

    /// As the one file that holds every definition.
    pub fn definition(&self) -> String {
        format!("{}\n{}", self.address(), self.written("v2", "environment.yml"))
    }

    /// Through reticulate, which has conda make the environment on the reader's machine.
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

    fn written(&self, form: &str, file: &str) -> String {
        format!("terrarium export {} --form {form} \\\n    > {file}", self.reference)
    }
}

/// One word of a command, whatever stands in it.
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
        let used = Used {
            reference: &reference,
            server: "http://127.0.0.1:8080",
            variables: &variables,
            python: "/opt/my env/python",
        };
        let expected = "docker run --rm -it \\\n    -v \"$PWD\":/workspace -w /workspace \\\n    -e A=1 \\\n    \
                        -e 'B=a '\\''b'\\'' $(c)\n\"d\"' \\\n    --entrypoint '/opt/my env/python' \\\n    host/env@sha256:0";
        assert_eq!(used.container("docker run --rm -it", "host/env@sha256:0"), expected);
    }
}
