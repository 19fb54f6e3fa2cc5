//! `terrarium run` and `pull`: images of the workspace are run on this machine by the real binary with the real tool.

use api::{Build, Registered, Version, path};
use harness::{Outcome, Process, Terrarium, Timeout, Workspace, wait_for};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

/// A machine with a workspace, a working folder, and nothing pulled yet.
struct Machine {
    terrarium: Terrarium,
    workspace: Workspace,
    folder: TempDir,
    cache: TempDir,
    _data: TempDir,
}

#[tokio::test(flavor = "multi_thread")]
async fn environments_run_on_this_machine() -> Outcome<()> {
    let machine = Machine::start()?;
    machine.missing_resources_are_reported().await?;
    machine.a_system_managed_environment_runs()?;
    machine.a_command_gets_folder_input_and_variables_and_returns_its_exit_code()?;
    machine.signals_reach_the_command()?;
    machine.leftovers_of_a_killed_run_are_removed_by_the_next().await?;
    machine.python_is_the_interpreter_of_a_user_managed_environment().await?;
    machine.a_missing_program_is_named().await?;
    machine.a_command_can_resolve_its_host_name()?;
    machine.the_image_of_a_development_container_runs()?;
    assert!(machine.terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

impl Machine {
    fn start() -> Outcome<Self> {
        let data = tempfile::tempdir()?;
        // Builds an image with a wrong interpreter all the same, because a test runs it.
        let policy = data.path().join("policy.yml");
        fs::write(&policy, "trial: record\n")?;
        let terrarium = Terrarium::start_with_options(data.path(), &["--policy", &policy.to_string_lossy()])?;
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

    /// Runs a command and returns its output.
    fn succeed(&self, arguments: &[&str]) -> Outcome<String> {
        let output = self.output(arguments)?;
        let (stdout, stderr) = (String::from_utf8(output.stdout)?, String::from_utf8_lossy(&output.stderr));
        if output.status.success() { Ok(stdout) } else { Err(format!("{arguments:?}: {stdout}{stderr}").into()) }
    }

    /// Runs a command and returns its exit code and messages.
    fn fail(&self, arguments: &[&str]) -> Outcome<(Option<i32>, String)> {
        let output = self.output(arguments)?;
        Ok((output.status.code(), String::from_utf8(output.stderr)?))
    }

    /// The containers that the tool still has.
    fn containers(&self) -> Outcome<String> {
        let folder = self.cache.path().join("terrarium/containers");
        let mut command = Command::new("buildah");
        command.arg("--root").arg(folder.join("storage")).arg("--runroot").arg(folder.join("run"));
        Ok(String::from_utf8(command.args(["containers", "--quiet"]).output()?.stdout)?)
    }

    /// A missing environment, version, image or folder is reported with what to do, and a distinct exit code.
    async fn missing_resources_are_reported(&self) -> Outcome<()> {
        let (code, messages) = self.fail(&["run", "nothing", "--", "true"])?;
        assert!(code == Some(125) && messages.contains("there is no environment nothing"), "{code:?} {messages}");
        let training = json!({ "python": { "condaDependencies": { "dependencies": ["python=3.11", { "pip": ["six==1.16.0"] }] } },
            "environmentVariables": { "GREETING": "from the definition", "OTHER": "kept" } });
        self.register("training", &training).await?;
        let (code, messages) = self.fail(&["run", "training:8", "--", "true"])?;
        assert!(code == Some(125) && messages.contains("there is no version 8 of training"), "{code:?} {messages}");
        let (code, messages) = self.fail(&["run", "training", "--", "true"])?;
        assert!(code == Some(125) && messages.contains("training:1 has no image yet"), "{code:?} {messages}");
        assert!(messages.contains("terrarium build training:1") && messages.contains("--build"), "{messages}");
        assert_eq!(self.fail(&["pull", "training"])?.0, Some(1));
        let (code, messages) = self.fail(&["run", "training", "--mount", "nowhere", "--", "true"])?;
        assert!(code == Some(125) && messages.contains("there is no folder nowhere"), "{code:?} {messages}");
        Ok(())
    }

    /// `--build` builds the image first; the log of the build is not part of the output.
    fn a_system_managed_environment_runs(&self) -> Outcome<()> {
        let version = ["python", "-c", "import six; print(six.__version__)"];
        let first = self.succeed(&[&["run", "--build", "training", "--"], &version[..]].concat())?;
        assert_eq!(first, "1.16.0\n");
        assert_eq!(self.succeed(&[&["run", "training:1"], &version[..]].concat())?, "1.16.0\n");
        let pulled: Value = serde_json::from_str(&self.succeed(&["pull", "training", "--json"])?)?;
        assert_eq!(pulled["tool"], "buildah");
        assert!(pulled["reference"].as_str().is_some_and(|image| image.contains("@sha256:")), "{pulled}");
        Ok(())
    }

    fn a_command_gets_folder_input_and_variables_and_returns_its_exit_code(&self) -> Outcome<()> {
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
        let alone = self.succeed(&["run", "--no-mount", "training", "--", "sh", "-c", "ls /workspace 2>&1 || true"])?;
        assert!(!alone.contains("rows.csv"), "{alone}");
        assert_eq!(self.containers()?, "");
        Ok(())
    }

    /// An interrupted command can clean up and choose its exit code.
    fn signals_reach_the_command(&self) -> Outcome<()> {
        let script = "import sys, time\ntry:\n  print('ready', flush=True)\n  time.sleep(600)\n\
                      except KeyboardInterrupt:\n  print('cleaned up', flush=True)\n  sys.exit(3)";
        let mut command = self.command(&["run", "training", "--", "python", "-c", script])?;
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        assert_eq!(lines.next().ok_or("no output")??, "ready");
        Command::new("kill").args(["-INT", &child.id().to_string()]).status()?;
        assert_eq!(lines.next().ok_or("no output")??, "cleaned up");
        assert_eq!(child.wait()?.code(), Some(3));
        Ok(())
    }

    async fn leftovers_of_a_killed_run_are_removed_by_the_next(&self) -> Outcome<()> {
        let marker = self.folder.path().join("started");
        let mut command = self.command(&["run", "training", "--", "sh", "-c", "touch started; cat; sleep 600"])?;
        let mut process = Process::start(command.stdin(Stdio::piped()))?;
        wait_for("the command to start", Timeout::Build, async || match process.exit_status()? {
            Some(status) => Err(format!("terrarium run exited with {status}").into()),
            None => Ok(marker.exists().then_some(())),
        })
        .await?;
        assert_ne!(self.containers()?, "");
        process.kill()?;
        assert_eq!(self.succeed(&["run", "training", "--", "echo", "again"])?, "again\n");
        assert_eq!(self.containers()?, "");
        Ok(())
    }

    async fn python_is_the_interpreter_of_a_user_managed_environment(&self) -> Outcome<()> {
        let steps = "FROM localhost/terrarium/base:debian12-python3.11\nRUN python3 -m venv /srv/own\nENTRYPOINT [\"/bin/false\"]\n";
        let own = json!({ "docker": { "baseDockerfile": steps },
            "python": { "userManagedDependencies": true, "interpreterPath": "/srv/own/bin/python" } });
        self.build("own", &own).await?;
        let prefix = self.succeed(&["run", "own", "--", "python", "-c", "import sys; print(sys.prefix)"])?;
        assert_eq!(prefix, "/srv/own\n");
        Ok(())
    }

    /// A program that cannot be started is named, with what to do; a command that fails is not diagnosed.
    async fn a_missing_program_is_named(&self) -> Outcome<()> {
        let steps = "FROM localhost/terrarium/base:debian12-python3.11\nRUN true\n";
        let wrong = json!({ "docker": { "baseDockerfile": steps },
            "python": { "userManagedDependencies": true, "interpreterPath": "/nowhere/bin/python" } });
        self.build("wrong", &wrong).await?;
        let version: Version = self.workspace.get(&path::version("wrong", "1")).await?;
        assert_eq!(version.python.map(|python| python.interpreter).as_deref(), Some("/nowhere/bin/python"));
        let (code, messages) = self.fail(&["run", "wrong", "--", "python", "-c", "print(1)"])?;
        let expected = "the interpreter of this environment, /nowhere/bin/python, is not usable in its image: there is no such file";
        assert!(
            code == Some(125) && messages.contains(expected) && messages.contains("python.interpreterPath"),
            "{code:?} {messages}"
        );
        let (code, messages) = self.fail(&["run", "wrong", "--", "no-such-program"])?;
        let expected = "no-such-program cannot be started in the image: there is no such program on its PATH";
        assert!(code == Some(125) && messages.contains(expected), "{code:?} {messages}");
        let (code, messages) = self.fail(&["run", "wrong", "--", "sh", "-c", "exit 1"])?;
        assert!(code == Some(1) && !messages.contains("cannot be started"), "{code:?} {messages}");
        Ok(())
    }

    /// Spark and others look up their own host name.
    fn a_command_can_resolve_its_host_name(&self) -> Outcome<()> {
        let script = "import socket; name = socket.gethostname(); \
                      print(any(name in line.split()[1:] for line in open('/etc/hosts')), socket.gethostbyname(name))";
        assert_eq!(self.succeed(&["run", "training", "--", "python", "-c", script])?, "True 127.0.0.1\n");
        Ok(())
    }

    /// The image is that of the version, and has the interpreter that the file names.
    fn the_image_of_a_development_container_runs(&self) -> Outcome<()> {
        for name in ["training", "own"] {
            let container: Value =
                serde_json::from_str(&self.succeed(&["export", &format!("{name}:1"), "--form", "devcontainer"])?)?;
            assert_eq!(container["image"], self.succeed(&["pull", name])?.trim());
            let interpreter = &container["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"];
            let interpreter = interpreter.as_str().ok_or("no interpreter")?;
            let prefix = self.succeed(&["run", name, "--", interpreter, "-c", "import sys; print(sys.prefix)"])?;
            assert_eq!(format!("{}/bin/python", prefix.trim()), interpreter);
        }
        Ok(())
    }

    async fn register(&self, name: &str, definition: &Value) -> Outcome<Registered> {
        self.workspace.post(&path::versions(name), &json!({ "definition": definition })).await
    }

    async fn build(&self, name: &str, definition: &Value) -> Outcome<()> {
        self.register(name, definition).await?;
        let target = json!({ "target": { "version": { "environment": name, "version": "1" } } });
        let build: Build = self.workspace.post(path::BUILDS, &target).await?;
        self.workspace.wait_for_image(build.id).await.map(drop)
    }
}
