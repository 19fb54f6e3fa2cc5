//! What a container is started with, and why its command did not start. Tools say in words of their own, if at all, that a
//! program is not in the image.

use crate::failure::Failure;
use std::{collections::BTreeMap, path::PathBuf, process::Output};

/// Where the mounted folder is in a container.
pub const MOUNT_POINT: &str = "/workspace";

/// A command in a container of an image; the container is removed when the command has ended.
#[derive(Debug)]
pub struct Container {
    /// The image, `HOST:PORT/REPOSITORY@sha256:…`; it has to be pulled already.
    pub image: String,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The interpreter that the definition names, when that is the program.
    pub interpreter: Option<String>,
    /// The variables that it gets besides those of the image.
    pub variables: BTreeMap<String, String>,
    /// The folder of this machine that it finds at [`MOUNT_POINT`] and is started in.
    pub folder: Option<PathBuf>,
    /// Whether it gets a terminal of its own.
    pub terminal: bool,
}

/// The cache folder of this user.
pub fn cache_folder() -> Option<PathBuf> {
    let own = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    own.or_else(|| std::env::home_dir().filter(|home| home.is_absolute()).map(|home| home.join(".cache")))
}

/// Whether the registry of an image is on this machine, so that it needs no certificate.
pub fn is_on_loopback(image: &str) -> bool {
    let host = image.split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Asks in the container; what it answers is the reason.
const QUESTION: &str = "\
case $0 in
*/*)
    [ -e \"$0\" ] || { echo 'there is no such file'; exit 0; }
    [ -x \"$0\" ] || echo 'it is not executable' ;;
*) command -v -- \"$0\" >/dev/null || echo 'there is no such program on its PATH' ;;
esac";

/// The words that ask whether a program is there.
pub fn program_question(program: &str) -> Vec<String> {
    ["/bin/sh", "-c", QUESTION, program].map(str::to_owned).into()
}

/// The answer; none where the program is there, or where the image has no shell.
pub fn missing_reason(answer: &Output) -> Option<String> {
    let reason = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
    Some(reason).filter(|reason| answer.status.success() && !reason.is_empty())
}

/// That a program cannot be started, and the way out.
pub fn missing_program(container: &Container, program: &str, reason: &str) -> Failure {
    let (message, help) = if container.interpreter.as_deref() == Some(program) {
        let message = format!("the interpreter of this environment, {program}, is not usable in its image: {reason}");
        let help = "Correct the interpreter path of the definition (python.interpreterPath) and register it again, or \
                    start a Python of the image by its path: `terrarium run NAME -- /usr/bin/python3 ...`";
        (message, help)
    } else {
        let message = format!("{program} cannot be started in the image: {reason}");
        (message, "Check its spelling, or add what brings it to the packages or Docker steps of the environment")
    };
    Failure::new(api::code::INVALID_PARAMETER, message, help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn only_this_machine_goes_without_certificates() {
        for here in ["127.0.0.1:5000/a@sha256:0", "localhost/a", "localhost:5000/a", "[::1]:5000/a", "127.1.2.3/a"] {
            assert!(is_on_loopback(here), "{here}");
        }
        for elsewhere in
            ["registry.example.org/a", "127.0.0.1.example.org/a", "10.0.0.1:5000/a", "localhost.example.org/a"]
        {
            assert!(!is_on_loopback(elsewhere), "{elsewhere}");
        }
    }

    fn asked(program: &str) -> Option<String> {
        let words = program_question(program);
        missing_reason(&Command::new(&words[0]).args(&words[1..]).output().unwrap())
    }

    #[test]
    fn a_program_is_asked_for_as_a_container_would_start_it() {
        assert_eq!(asked("/bin/sh"), None);
        assert_eq!(asked("sh"), None);
        assert_eq!(asked("/nowhere/bin/python").as_deref(), Some("there is no such file"));
        assert_eq!(asked("/etc/passwd").as_deref(), Some("it is not executable"));
        assert_eq!(asked("no-such-program").as_deref(), Some("there is no such program on its PATH"));
    }
}
