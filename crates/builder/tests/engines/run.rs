//! A command in a container: what it may read, what it leaves, how it ends.

use crate::machine::{each, folder, machine, script_in};
use builder::{Access, CommandRequest, EngineError};
use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt, path::Path};

#[test]
fn folders_come_and_go_as_they_are() {
    each(&async |subject| {
        let work = subject.folder("folders");
        let [given, left, cache] = ["given", "left", "cache"].map(|name| work.join(name));
        for folder in [&given, &left, &cache] {
            fs::create_dir_all(folder).unwrap();
        }
        fs::write(given.join("program"), "#!/bin/sh\necho \"$1\"").unwrap();
        fs::set_permissions(given.join("program"), fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(left.join("before"), "before").unwrap();
        let folders = || {
            vec![
                folder(&given, "/given", Access::Read),
                folder(&left, "/some/where/left", Access::Write),
                folder(&cache, "/cache", Access::Cache),
            ]
        };
        let image = subject.base().await;
        let script = "/given/program reading >&2; cd /some/where/left; cat before; rm before; mkdir -p a/b; \
                      cp /given/program a/b/; ln -s ../nowhere a/link; ln a/b/program a/hard; chmod 0700 a; : > empty; \
                      echo kept > /cache/file";
        let (ran, lines) = subject.run(&image, script, folders()).await;
        ran.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        let mut lines = lines;
        lines.sort();
        assert_eq!(lines, ["before", "reading"], "{}", subject.name);
        let mode = |path: &str| fs::metadata(left.join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("a"), mode("a/b/program"), mode("a/hard")), (0o700, 0o755, 0o755), "{}", subject.name);
        assert_eq!(fs::read_link(left.join("a/link")).unwrap(), Path::new("../nowhere"));
        assert!(!left.join("before").exists() && left.join("empty").is_file(), "{}", subject.name);

        // Another container finds the cache, and what the one before left.
        let (ran, lines) = subject.run(&image, "cat /cache/file; ls /some/where/left", folders()).await;
        ran.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        assert_eq!(lines, ["kept", "a", "empty"], "{}", subject.name);
    });
}

#[test]
fn a_command_that_fails_tells_its_status_and_leaves_what_it_wrote() {
    each(&async |subject| {
        let left = subject.folder("failed").join("left");
        fs::create_dir_all(&left).unwrap();
        let script = "echo why > /left/reason; echo last words; exit 9";
        let folders = vec![folder(&left, "/left", Access::Write)];
        let (ran, lines) = subject.run(&subject.base().await, script, folders).await;
        let Err(EngineError::Exited { code, .. }) = ran else { panic!("{}: {ran:?}", subject.name) };
        assert_eq!(code, 9, "{}", subject.name);
        assert!(lines.iter().any(|line| line == "last words"), "{}: {lines:#?}", subject.name);
        assert_eq!(fs::read_to_string(left.join("reason")).unwrap(), "why\n");
    });
}

#[test]
fn a_command_that_says_much_and_fails_at_once_loses_no_line() {
    each(&async |subject| {
        let script = "i=0; while [ $i -lt 20000 ]; do echo \"line $i of what it says\"; i=$((i + 1)); done; exit 1";
        let (ran, lines) = subject.run(&subject.base().await, script, Vec::new()).await;
        assert!(matches!(ran, Err(EngineError::Exited { code: 1, .. })), "{}: {ran:?}", subject.name);
        let said: Vec<_> = lines.iter().filter(|line| line.starts_with("line ")).collect();
        assert_eq!(said.len(), 20_000, "{}: {:#?}", subject.name, said.last());
    });
}

#[test]
fn a_command_needs_no_shell_in_its_image() {
    each(&async |subject| {
        // Removed by another program than the shell that it is.
        let (built, lines) = subject.plan("shell-less", "RUN [\"/usr/bin/rm\", \"/bin/sh\"]").await;
        let built = built.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        let image = format!("{}/{}@{}", machine().registry.address(), built.repository, built.manifest);
        let words = |words: &[&str]| CommandRequest {
            command: words.iter().map(|word| (*word).to_owned()).collect(),
            ..script_in(&image, "", Vec::new())
        };
        let (ran, lines) = subject.run_in(words(&["/usr/bin/echo", "it's", "$HOME"])).await;
        ran.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        assert_eq!(lines, ["it's $HOME"], "{}", subject.name);
        let (ran, lines) = subject.run_in(words(&["no-such-program"])).await;
        assert!(ran.is_err(), "{}: {lines:#?}", subject.name);
    });
}

#[test]
fn a_command_gets_its_variables_and_starts_in_its_folder() {
    each(&async |subject| {
        let files = subject.folder("scratch").join("files");
        fs::create_dir_all(&files).unwrap();
        fs::write(files.join("given"), "given\n").unwrap();
        let script = "echo \"$NAME\"; echo \"$SECRET\"; pwd; cat given; echo more > left";
        let folders = vec![folder(&files, "/workspace", Access::Scratch)];
        let value = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
        let request = CommandRequest {
            working_directory: Some("/workspace".into()),
            variables: value("NAME", "a  b"),
            secrets: value("SECRET", "it's $HOME; `exit 1`"),
            ..script_in(&subject.base().await, script, folders)
        };
        let (ran, lines) = subject.run_in(request).await;
        ran.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        assert_eq!(lines, ["a  b", "it's $HOME; `exit 1`", "/workspace", "given"], "{}", subject.name);
    });
}

#[test]
fn a_command_finds_the_name_of_its_machine_in_its_hosts_file() {
    each(&async |subject| {
        // Programs look up their own name and fail when it is nowhere, as Spark does.
        let script = "name=$(cat /proc/sys/kernel/hostname); \
                      grep -qw -e \"$name\" /etc/hosts || { echo \"$name is missing\"; cat /etc/hosts; exit 1; }; \
                      grep -w localhost /etc/hosts | grep -qw 127.0.0.1; \
                      python3 -c 'import socket; print(socket.gethostbyname(socket.gethostname()))'";
        let (ran, lines) = subject.run(&subject.base().await, script, Vec::new()).await;
        ran.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        let address = lines.last().and_then(|line| line.parse::<std::net::IpAddr>().ok());
        assert!(address.is_some(), "{}: {lines:#?}", subject.name);
    });
}

#[test]
fn an_image_that_is_not_there_is_told() {
    each(&async |subject| {
        let image = subject.base().await;
        let image = format!("{}@sha256:{}", image.rsplit_once(':').unwrap().0, "0".repeat(64));
        let (ran, lines) = subject.run(&image, "true", Vec::new()).await;
        assert!(matches!(ran, Err(EngineError::Failed { .. })), "{}: {ran:?}", subject.name);
        assert!(lines.iter().any(|line| line.contains("manifest unknown")), "{}: {lines:#?}", subject.name);
    });
}
