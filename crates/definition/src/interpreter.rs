//! What a command runs in an environment: where the user manages the packages, `python` is the interpreter that the
//! definition names. Elsewhere the image finds that of the environment by itself. Spark packages that are not in the
//! image are handed to the command.

use crate::{Definition, spark_session::with_spark_packages};

/// Puts a folder in front of the path, then has a shell read the line.
const IN_FOLDER: &str = "PATH=\"$0:$PATH\"; export PATH; exec /bin/sh -c \"$1\"";

/// The words of a command as a container runs them.
#[must_use]
pub fn command_words(typed: &[String], definition: &Definition) -> Vec<String> {
    let words = match (typed, named_interpreter(typed, definition)) {
        ([_, rest @ ..], Some(own)) => [&[own.to_owned()], rest].concat(),
        _ => typed.to_vec(),
    };
    with_spark_packages(words, definition)
}

/// The interpreter that the definition names, when a command asks for it with `python` or `python3`.
#[must_use]
pub fn named_interpreter<'a>(typed: &[String], definition: &'a Definition) -> Option<&'a str> {
    let is_python = typed.first().is_some_and(|word| ["python", "python3"].contains(&word.as_str()));
    own_interpreter(definition).filter(|_| is_python)
}

/// A line that a shell in the container reads, as words. The line is one of them, so no shell out here sees it.
#[must_use]
pub fn command_line(line: &str, definition: &Definition) -> Vec<String> {
    let folder = own_interpreter(definition).and_then(|path| path.rsplit_once('/'));
    let words = match folder {
        Some((folder, _)) if !folder.is_empty() => vec!["/bin/sh", "-c", IN_FOLDER, folder, line],
        _ => vec!["/bin/sh", "-c", line],
    };
    with_spark_packages(words.into_iter().map(str::to_owned).collect(), definition)
}

fn own_interpreter(definition: &Definition) -> Option<&str> {
    definition.interpreter_path.as_deref().filter(|path| definition.user_managed && path.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(path: &str, user_managed: bool) -> Definition {
        Definition { interpreter_path: Some(path.into()), user_managed, ..Definition::default() }
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn python_is_the_interpreter_that_the_user_named() {
        let typed = words(&["python", "-c", "python"]);
        assert_eq!(
            command_words(&typed, &own("/opt/p/bin/python", true)),
            words(&["/opt/p/bin/python", "-c", "python"])
        );
        assert_eq!(command_words(&typed, &own("/opt/p/bin/python", false)), typed);
        assert_eq!(command_words(&typed, &own("python", true)), typed);
        assert_eq!(command_words(&words(&["sh"]), &own("/opt/p/bin/python", true)), words(&["sh"]));
    }

    #[test]
    fn a_line_finds_it_first_on_its_path() {
        let line = "python a.py && echo 'b'";
        let folder = command_line(line, &own("/opt/p/bin/python", true));
        assert_eq!(folder, words(&["/bin/sh", "-c", IN_FOLDER, "/opt/p/bin", line]));
        assert_eq!(command_line(line, &own("python", true)), words(&["/bin/sh", "-c", line]));
        let run =
            std::process::Command::new("/bin/sh").args(["-c", IN_FOLDER, "/it's here", "echo \"$PATH\""]).output();
        assert!(String::from_utf8_lossy(&run.unwrap().stdout).starts_with("/it's here:"));
    }
}
