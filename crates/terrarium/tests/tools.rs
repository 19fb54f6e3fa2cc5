//! Which tool runs containers: the first that really does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The real Podman with a runtime that refuses to start anything.
struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    /// None where Podman is not installed.
    fn with_podman() -> Option<Self> {
        let path = std::env::var_os("PATH")?;
        let podman = std::env::split_paths(&path).map(|folder| folder.join("podman")).find(|file| file.is_file())?;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("programs")).unwrap();
        symlink(podman, at("programs/podman")).unwrap();
        fs::write(at("refusing"), "#!/bin/sh\necho 'the control groups of this machine are not for it' >&2\nexit 1\n")
            .unwrap();
        fs::set_permissions(at("refusing"), fs::Permissions::from_mode(0o755)).unwrap();
        let quoted = |path: PathBuf| format!("{:?}", path.display().to_string());
        let engine = format!("runtime = \"refusing\"\nruntimes.refusing = [{}]", quoted(at("refusing")));
        fs::write(at("containers.conf"), format!("[containers]\nnetns = \"host\"\n[engine]\n{engine}\n")).unwrap();
        let storage = format!("graphroot = {}\nrunroot = {}", quoted(at("storage")), quoted(at("run")));
        fs::write(at("storage.conf"), format!("[storage]\ndriver = \"vfs\"\n{storage}\n")).unwrap();
        Some(Self { folder })
    }

    fn run(&self, options: &[&str], programs: &Path) -> Output {
        let at = |name: &str| self.folder.path().join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_terrarium"));
        command.arg("run").args(options).args(["training", "--server", "http://127.0.0.1:9", "--", "true"]);
        command.env("PATH", programs).env_remove("TERRARIUM_TOOL").env("XDG_CACHE_HOME", at("cache"));
        command.env("CONTAINERS_CONF", at("containers.conf")).env("CONTAINERS_STORAGE_CONF", at("storage.conf"));
        command.output().unwrap()
    }
}

#[test]
fn a_tool_that_starts_no_containers_is_passed_over_and_says_why() {
    let Some(machine) = Machine::with_podman() else {
        return eprintln!("tools: not tested, podman is not installed");
    };
    let alone = machine.folder.path().join("programs");
    let said = |options: &[&str]| String::from_utf8(machine.run(options, &alone).stderr).unwrap();
    let why = "podman: it cannot start containers: ";
    let words = said(&["--tool", "podman"]);
    assert!(words.starts_with(&format!("error: the chosen tool cannot be used ({why}")), "{words}");
    assert!(words.contains("the control groups of this machine are not for it"), "{words}");
    let words = said(&[]);
    assert!(
        words.starts_with("error: no tool on this machine can run containers (docker: it is not installed"),
        "{words}"
    );
    assert!(words.contains(why) && words.contains("buildah: it is not installed"), "{words}");
}

#[test]
fn the_next_tool_is_taken_that_works() {
    let Some(machine) = Machine::with_podman() else {
        return eprintln!("tools: not tested, podman is not installed");
    };
    let path = std::env::var_os("PATH").unwrap();
    let buildah = std::env::split_paths(&path).map(|folder| folder.join("buildah")).find(|file| file.is_file());
    let Some(buildah) = buildah else { return eprintln!("tools: not tested, buildah is not installed") };
    symlink(buildah, machine.folder.path().join("programs/buildah")).unwrap();
    let words = String::from_utf8(machine.run(&[], &machine.folder.path().join("programs")).stderr).unwrap();
    // A tool was found: now the workspace is asked, and does not answer.
    assert!(!words.contains("run containers") && words.contains("127.0.0.1:9"), "{words}");
}
