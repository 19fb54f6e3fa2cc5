//! Environments on this machine: what the workspace built is run by the real binary, with the real tool.

use api::{Build, BuildState, Registered, Version, path};
use harness::{Outcome, Patience, Process, Terrarium, Workspace, until};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

/// A machine with a workspace, a folder that somebody works in, and nothing pulled yet.
struct Machine {
    terrarium: Terrarium,
    workspace: Workspace,
    folder: TempDir,
    cache: TempDir,
    _data: TempDir,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_built_is_used_on_this_machine() -> Outcome<()> {
    let machine = Machine::start()?;
    machine.what_is_not_there_is_said().await?;
    machine.a_system_managed_environment_runs()?;
    machine.the_command_has_folder_input_variables_and_exit_code()?;
    machine.signals_reach_the_command()?;
    machine.what_a_killed_run_left_is_removed_by_the_next().await?;
    machine.python_is_the_interpreter_of_a_user_managed_environment().await?;
    machine.a_program_that_is_not_in_the_image_is_named().await?;
    machine.a_command_finds_the_name_of_its_machine()?;
    machine.a_development_container_has_an_image_that_runs()?;
    assert!(machine.terrarium.stop()?, "the server ends in order");
    Ok(())
}

impl Machine {
    fn start() -> Outcome<Self> {
        let data = tempfile::tempdir()?;
        // An image whose interpreter is wrong is built all the same: it is to be run.
        let policy = data.path().join("policy.yml");
        fs::write(&policy, "trial: record\n")?;
        let terrarium = Terrarium::start_as(data.path(), &["--policy", &policy.to_string_lossy()])?;
        let workspace = terrarium.workspace();
        Ok(Self { terrarium, workspace, folder: tempfile::tempdir()?, cache: tempfile::tempdir()?, _data: data })
    }

    fn command(&self, arguments: &[&str]) -> Outcome<Command> {
        let mut command = Command::new(Terrarium::binary()?);
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("TERRARIUM_SERVER", self.terrarium.url()).env("TERRARIUM_TOOL", "buildah");
        command.env("XDG_CACHE_HOME", self.cache.path());
        Ok(command)
    }

    fn output(&self, arguments: &[&str]) -> Outcome<Output> {
        Ok(self.command(arguments)?.output()?)
    }

    /// What a command says that ends well.
    fn said(&self, arguments: &[&str]) -> Outcome<String> {
        let output = self.output(arguments)?;
        let (said, aside) = (String::from_utf8(output.stdout)?, String::from_utf8_lossy(&output.stderr));
        if output.status.success() { Ok(said) } else { Err(format!("{arguments:?}: {said}{aside}").into()) }
    }

    /// The exit code and the words of a command that fails.
    fn refused(&self, arguments: &[&str]) -> Outcome<(Option<i32>, String)> {
        let output = self.output(arguments)?;
        Ok((output.status.code(), String::from_utf8(output.stderr)?))
    }

    /// Containers that the tool still has.
    fn containers(&self) -> Outcome<String> {
        let folder = self.cache.path().join("terrarium/containers");
        let mut command = Command::new("buildah");
        command.arg("--root").arg(folder.join("storage")).arg("--runroot").arg(folder.join("run"));
        Ok(String::from_utf8(command.args(["containers", "--quiet"]).output()?.stdout)?)
    }

    /// No environment, no version, no image, no folder: each is said with the way out, and with a code of its own.
    async fn what_is_not_there_is_said(&self) -> Outcome<()> {
        let (code, words) = self.refused(&["run", "nothing", "--", "true"])?;
        assert!(code == Some(125) && words.contains("there is no environment nothing"), "{code:?} {words}");
        let training = json!({ "python": { "condaDependencies": { "dependencies": ["python=3.11", { "pip": ["six==1.16.0"] }] } },
            "environmentVariables": { "GREETING": "from the definition", "OTHER": "kept" } });
        self.register("training", &training).await?;
        let (code, words) = self.refused(&["run", "training:8", "--", "true"])?;
        assert!(code == Some(125) && words.contains("there is no version 8 of training"), "{code:?} {words}");
        let (code, words) = self.refused(&["run", "training", "--", "true"])?;
        assert!(code == Some(125) && words.contains("training:1 has no image yet"), "{code:?} {words}");
        assert!(words.contains("terrarium build training:1") && words.contains("--build"), "{words}");
        assert_eq!(self.refused(&["pull", "training"])?.0, Some(1));
        let (code, words) = self.refused(&["run", "training", "--mount", "nowhere", "--", "true"])?;
        assert!(code == Some(125) && words.contains("there is no folder nowhere"), "{code:?} {words}");
        Ok(())
    }

    /// `--build` makes the image first; its log is no output of the command.
    fn a_system_managed_environment_runs(&self) -> Outcome<()> {
        let version = ["python", "-c", "import six; print(six.__version__)"];
        let first = self.said(&[&["run", "--build", "training", "--"], &version[..]].concat())?;
        assert_eq!(first, "1.16.0\n");
        assert_eq!(self.said(&[&["run", "training:1"], &version[..]].concat())?, "1.16.0\n");
        let told: Value = serde_json::from_str(&self.said(&["pull", "training", "--json"])?)?;
        assert_eq!(told["tool"], "buildah");
        assert!(told["reference"].as_str().is_some_and(|image| image.contains("@sha256:")), "{told}");
        Ok(())
    }

    fn the_command_has_folder_input_variables_and_exit_code(&self) -> Outcome<()> {
        fs::write(self.folder.path().join("rows.csv"), "a\nb\n")?;
        let script = "import os, sys; print(open('rows.csv').read() + sys.stdin.read(), os.getcwd()); \
                      open('result', 'w').write(os.environ['GREETING'] + ', ' + os.environ['OTHER']); sys.exit(7)";
        let odd = "GREETING=$(rm -rf /); \"a\" 'b'\n#";
        let mut command = self.command(&["run", "training", "--env", odd, "--", "python", "-c", script])?;
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        child.stdin.take().ok_or("no input")?.write_all(b"c")?;
        let output = child.wait_with_output()?;
        assert_eq!(output.status.code(), Some(7));
        assert_eq!(String::from_utf8(output.stdout)?, "a\nb\nc /workspace\n");
        let result = fs::read_to_string(self.folder.path().join("result"))?;
        assert_eq!(result, "$(rm -rf /); \"a\" 'b'\n#, kept");
        let alone = self.said(&["run", "--no-mount", "training", "--", "sh", "-c", "ls /workspace 2>&1 || true"])?;
        assert!(!alone.contains("rows.csv"), "{alone}");
        assert_eq!(self.containers()?, "");
        Ok(())
    }

    /// An interrupted command decides itself how it ends.
    fn signals_reach_the_command(&self) -> Outcome<()> {
        let script = "import sys, time\ntry:\n  print('ready', flush=True)\n  time.sleep(600)\n\
                      except KeyboardInterrupt:\n  print('cleared up', flush=True)\n  sys.exit(3)";
        let mut command = self.command(&["run", "training", "--", "python", "-c", script])?;
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        assert_eq!(lines.next().ok_or("nothing was said")??, "ready");
        Command::new("kill").args(["-INT", &child.id().to_string()]).status()?;
        assert_eq!(lines.next().ok_or("nothing was said")??, "cleared up");
        assert_eq!(child.wait()?.code(), Some(3));
        Ok(())
    }

    async fn what_a_killed_run_left_is_removed_by_the_next(&self) -> Outcome<()> {
        let marker = self.folder.path().join("started");
        let mut command = self.command(&["run", "training", "--", "sh", "-c", "touch started; cat; sleep 600"])?;
        let process = Process::start(command.stdin(Stdio::piped()))?;
        until("the command", Patience::Build, async || Ok(marker.exists().then_some(()))).await?;
        assert_ne!(self.containers()?, "");
        process.kill()?;
        assert_eq!(self.said(&["run", "training", "--", "echo", "again"])?, "again\n");
        assert_eq!(self.containers()?, "");
        Ok(())
    }

    async fn python_is_the_interpreter_of_a_user_managed_environment(&self) -> Outcome<()> {
        let steps = "FROM localhost/terrarium/base:debian12-python3.11\nRUN python3 -m venv /srv/own\nENTRYPOINT [\"/bin/false\"]\n";
        let own = json!({ "docker": { "baseDockerfile": steps },
            "python": { "userManagedDependencies": true, "interpreterPath": "/srv/own/bin/python" } });
        self.built("own", &own).await?;
        let prefix = self.said(&["run", "own", "--", "python", "-c", "import sys; print(sys.prefix)"])?;
        assert_eq!(prefix, "/srv/own\n");
        Ok(())
    }

    /// Whatever cannot be started is named, with the way out; what fails by itself is not asked about.
    async fn a_program_that_is_not_in_the_image_is_named(&self) -> Outcome<()> {
        let steps = "FROM localhost/terrarium/base:debian12-python3.11\nRUN true\n";
        let wrong = json!({ "docker": { "baseDockerfile": steps },
            "python": { "userManagedDependencies": true, "interpreterPath": "/nowhere/bin/python" } });
        self.built("wrong", &wrong).await?;
        let version: Version = self.workspace.get(&path::version("wrong", "1")).await?;
        assert_eq!(version.python.map(|python| python.interpreter).as_deref(), Some("/nowhere/bin/python"));
        let (code, words) = self.refused(&["run", "wrong", "--", "python", "-c", "print(1)"])?;
        let told = "the interpreter of this environment, /nowhere/bin/python, is not usable in its image: there is no such file";
        assert!(
            code == Some(125) && words.contains(told) && words.contains("python.interpreterPath"),
            "{code:?} {words}"
        );
        let (code, words) = self.refused(&["run", "wrong", "--", "no-such-program"])?;
        let told = "no-such-program cannot be started in the image: there is no such program on its PATH";
        assert!(code == Some(125) && words.contains(told), "{code:?} {words}");
        let (code, words) = self.refused(&["run", "wrong", "--", "sh", "-c", "exit 1"])?;
        assert!(code == Some(1) && !words.contains("cannot be started"), "{code:?} {words}");
        Ok(())
    }

    /// Spark and others look up their own name.
    fn a_command_finds_the_name_of_its_machine(&self) -> Outcome<()> {
        let script = "import socket; name = socket.gethostname(); \
                      print(any(name in line.split()[1:] for line in open('/etc/hosts')), socket.gethostbyname(name))";
        assert_eq!(self.said(&["run", "training", "--", "python", "-c", script])?, "True 127.0.0.1\n");
        Ok(())
    }

    /// The image of the file is that of the version, and has the interpreter that the file names.
    fn a_development_container_has_an_image_that_runs(&self) -> Outcome<()> {
        for name in ["training", "own"] {
            let container: Value =
                serde_json::from_str(&self.said(&["export", &format!("{name}:1"), "--form", "devcontainer"])?)?;
            assert_eq!(container["image"], self.said(&["pull", name])?.trim());
            let interpreter = &container["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"];
            let interpreter = interpreter.as_str().ok_or("no interpreter")?;
            let prefix = self.said(&["run", name, "--", interpreter, "-c", "import sys; print(sys.prefix)"])?;
            assert_eq!(format!("{}/bin/python", prefix.trim()), interpreter);
        }
        Ok(())
    }

    async fn register(&self, name: &str, definition: &Value) -> Outcome<Registered> {
        self.workspace.post(&path::versions(name), &json!({ "definition": definition })).await
    }

    async fn built(&self, name: &str, definition: &Value) -> Outcome<()> {
        self.register(name, definition).await?;
        let target = json!({ "target": { "version": { "environment": name, "version": "1" } } });
        let build: Build = self.workspace.post(path::BUILDS, &target).await?;
        let build = self.workspace.ended(build.id).await?;
        assert_eq!(build.state, BuildState::Succeeded, "{:?}", build.cause);
        Ok(())
    }
}
