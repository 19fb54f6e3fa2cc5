//! `docker` and `podman`, which take the same command line.

use super::{
    container::{self, Container, MOUNT_POINT, is_on_loopback},
    process,
};
use crate::failure::Failure;
use std::{collections::BTreeMap, os::unix::process::CommandExt as _, process::ExitCode};
use tokio::process::Command;

/// `docker` or `podman`.
#[derive(Debug)]
pub struct CommandLine {
    program: &'static str,
    /// What keeps it from asking a registry on this machine for a certificate; Docker does not ask by itself.
    without_certificate: Option<&'static str>,
    /// What every container gets.
    always: &'static [&'static str],
}

impl CommandLine {
    /// `docker`, if its daemon answers, and what it says about itself.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub async fn docker() -> Result<(Self, String), String> {
        let tool = Self { program: "docker", without_certificate: None, always: &[] };
        let about = tool.asked(&["version", "--format", "{{json .Server}}"]).await?;
        Ok((tool, about))
    }

    /// `podman`, if it answers, and what it says about itself.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub async fn podman() -> Result<(Self, String), String> {
        // The folder is somebody's own: it is not given the label of a container where SELinux has labels.
        let always = &["--security-opt", "label=disable"];
        let tool = Self { program: "podman", without_certificate: Some("--tls-verify=false"), always };
        let about = tool.asked(&["info", "--format", "{{json .Version}} {{json .Host.OCIRuntime}}"]).await?;
        Ok((tool, about))
    }

    pub const fn program(&self) -> &'static str {
        self.program
    }

    /// Brings an image here, unless it is.
    ///
    /// # Errors
    /// Why not.
    pub async fn pull(&self, image: &str) -> Result<(), String> {
        if self.asked(&["image", "inspect", "--format", "{{.Id}}", image]).await.is_ok() {
            return Ok(());
        }
        let mut command = Command::new(self.program);
        command.arg("pull").args(self.without_certificate.filter(|_| is_on_loopback(image))).arg(image);
        process::watched(command).await
    }

    /// Becomes the tool, so that the terminal, signals and the exit code are those of the command.
    ///
    /// # Errors
    /// When the tool cannot be started.
    pub async fn run(&self, container: &Container) -> Result<ExitCode, Failure> {
        // What else is missing the tool tells in its own words. Nobody typed this path, so they would say little.
        if let Some(interpreter) = &container.interpreter
            && let Some(reason) = self.why_missing(container, interpreter).await
        {
            return Err(container::missing_program(container, interpreter, &reason));
        }
        Err(std::process::Command::new(self.program).args(self.arguments(container)).exec().into())
    }

    /// Why a program cannot be started in such a container; none where it can, or where there is no shell to ask.
    async fn why_missing(&self, container: &Container, program: &str) -> Option<String> {
        let question = Container {
            image: container.image.clone(),
            command: container::program_question(program),
            interpreter: None,
            variables: container.variables.clone(),
            folder: container.folder.clone(),
            terminal: false,
        };
        let mut command = Command::new(self.program);
        command.args(self.arguments(&question));
        container::missing_reason(&process::ended(command).await.ok()?)
    }

    /// A container of this image, as [`CommandLine::run`] would have it.
    pub fn trial(&self, image: &str, program: &str) -> Command {
        let container = Container {
            image: image.to_owned(),
            command: vec![program.to_owned()],
            interpreter: None,
            variables: BTreeMap::new(),
            folder: None,
            terminal: false,
        };
        let mut command = Command::new(self.program);
        command.args(self.arguments(&container));
        command
    }

    fn arguments(&self, container: &Container) -> Vec<String> {
        let mut arguments: Vec<String> = ["run", "--rm", "--interactive"].map(Into::into).into();
        arguments.extend(self.always.iter().map(|argument| (*argument).to_owned()));
        if container.terminal {
            arguments.push("--tty".into());
        }
        if let Some(folder) = &container.folder {
            // A record of comma-separated values: quotes hold a path together, whatever stands in it.
            let folder = folder.to_string_lossy().replace('"', "\"\"");
            arguments.extend(["--mount".into(), format!("type=bind,\"source={folder}\",target={MOUNT_POINT}")]);
            arguments.extend(["--workdir".into(), MOUNT_POINT.into()]);
        }
        for (name, value) in &container.variables {
            arguments.extend(["--env".into(), format!("{name}={value}")]);
        }
        // The command is run itself: what an image begins with by itself is not asked for.
        arguments.extend(["--entrypoint".into(), String::new(), container.image.clone()]);
        arguments.extend(container.command.iter().cloned());
        arguments
    }

    /// What the tool answers to a short question.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn asked(&self, question: &[&str]) -> Result<String, String> {
        let mut command = Command::new(self.program);
        command.args(question);
        process::answer(command).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_an_argument_of_its_own() {
        let tool = CommandLine { program: "docker", without_certificate: None, always: &[] };
        let container = Container {
            image: "127.0.0.1:5000/env@sha256:0".into(),
            command: ["python", "-c", "print('a b'); $(rm)"].map(Into::into).into(),
            interpreter: None,
            variables: [("GREETING".to_owned(), "a\nb \"c\"".to_owned())].into(),
            folder: Some("/home/me/a, \"b\"".into()),
            terminal: false,
        };
        let expected = [
            "run",
            "--rm",
            "--interactive",
            "--mount",
            "type=bind,\"source=/home/me/a, \"\"b\"\"\",target=/workspace",
            "--workdir",
            "/workspace",
            "--env",
            "GREETING=a\nb \"c\"",
            "--entrypoint",
            "",
            "127.0.0.1:5000/env@sha256:0",
            "python",
            "-c",
            "print('a b'); $(rm)",
        ];
        assert_eq!(tool.arguments(&container), expected);
    }
}
