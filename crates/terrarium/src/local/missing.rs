//! Why a command did not start: its program is not in the image. Tools say so in words of their own, if at all.

use super::container::Container;
use crate::failure::Failure;
use std::process::Output;

/// Asks in the container; what it answers is the reason.
const QUESTION: &str = "\
case $0 in
*/*)
    [ -e \"$0\" ] || { echo 'there is no such file'; exit 0; }
    [ -x \"$0\" ] || echo 'it is not executable' ;;
*) command -v -- \"$0\" >/dev/null || echo 'there is no such program on its PATH' ;;
esac";

/// The words that ask whether a program is there.
pub fn question(program: &str) -> Vec<String> {
    ["/bin/sh", "-c", QUESTION, program].map(str::to_owned).into()
}

/// The answer; none where the program is there, or where the image has no shell.
pub fn reason(answer: &Output) -> Option<String> {
    let reason = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
    Some(reason).filter(|reason| answer.status.success() && !reason.is_empty())
}

/// That a program cannot be started, and the way out.
pub fn failure(container: &Container, program: &str, reason: &str) -> Failure {
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

    fn asked(program: &str) -> Option<String> {
        let words = question(program);
        reason(&Command::new(&words[0]).args(&words[1..]).output().unwrap())
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
