//! What a command runs in an environment: where the user manages the packages, `python` is the interpreter that the
//! definition names. Elsewhere the image finds that of the environment by itself. Spark packages that are not in the image are
//! handed to the command: the sessions of a run resolve them when they start.

use crate::Definition;

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

/// Adds the packages to the settings of Spark, then becomes the command. What people typed is only in its arguments.
const SCRIPT: &str = include_str!("spark_session.sh");

/// A command as words, with the Spark packages of the definition handed to the sessions that it starts. Packages that
/// are in the image are found by Spark itself. Needs a shell in the image, as Spark does.
fn with_spark_packages(command: Vec<String>, definition: &Definition) -> Vec<String> {
    if definition.precache_spark_packages || definition.spark_packages.is_empty() {
        return command;
    }
    let packages = definition.spark_packages.iter().map(|package| {
        let parts = [&package.group, &package.artifact, &package.version].map(|part| part.trim());
        parts.join(":")
    });
    let packages: Vec<String> = packages.collect();
    let repositories: Vec<&str> = definition
        .spark_repositories
        .iter()
        .map(|address| address.trim())
        .filter(|address| !address.is_empty())
        .collect();
    let before = ["/bin/sh", "-c", SCRIPT, "sh", &packages.join(","), &repositories.join(",")].map(str::to_owned);
    before.into_iter().chain(command).collect()
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

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod session_tests {
    use super::*;
    use crate::SparkPackage;
    use std::{fs, path::Path, process::Command};

    fn definition(precache: bool) -> Definition {
        let package = |artifact: &str| SparkPackage {
            group: "org.example".into(),
            artifact: artifact.into(),
            version: "1.0".into(),
        };
        Definition {
            spark_packages: vec![package("one"), package("two")],
            spark_repositories: vec!["https://maven.example.org/m2".into(), " https://x.example.org ".into()],
            precache_spark_packages: precache,
            ..Definition::default()
        }
    }

    /// What the command finds in the settings of Spark, in a machine with these variables.
    fn settings(variables: &[(&str, &Path)]) -> String {
        let temporary = tempfile::tempdir().unwrap();
        let typed = ["cat", "$SPARK_CONF_DIR"].map(str::to_owned);
        let show = ["/bin/sh", "-c", "cat \"$SPARK_CONF_DIR\"/*"].map(str::to_owned);
        assert_eq!(with_spark_packages(typed.to_vec(), &definition(true)), typed);
        let words = with_spark_packages(show.to_vec(), &definition(false));
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).env("TMPDIR", temporary.path()).env_remove("SPARK_HOME").env_remove("SPARK_CONF_DIR");
        let output = command.envs(variables.iter().copied()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    #[test]
    fn a_session_gets_packages_and_repositories() {
        let expected = "spark.jars.packages org.example:one:1.0,org.example:two:1.0\n\n\
                        spark.jars.repositories https://maven.example.org/m2,https://x.example.org";
        assert_eq!(settings(&[]), expected);
    }

    #[test]
    fn what_the_image_or_the_definition_sets_stays() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("conf");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("log4j2.properties"), "rootLogger.level = warn\n").unwrap();
        fs::write(folder.join("spark-defaults.conf"), "spark.ui.enabled false\nspark.jars.packages = a:b:1\n# end")
            .unwrap();
        for variables in [[("SPARK_HOME", home.path())], [("SPARK_CONF_DIR", folder.as_path())]] {
            let found = settings(&variables);
            for kept in ["rootLogger.level = warn", "spark.ui.enabled false", "# end\n"] {
                assert!(found.contains(kept), "{found}");
            }
            let line = found.lines().rfind(|line| line.starts_with("spark.jars.packages")).unwrap();
            assert_eq!(line, "spark.jars.packages a:b:1,org.example:one:1.0,org.example:two:1.0");
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_told_in_the_words_of_engines() {
        let words = with_spark_packages(vec!["/nowhere/python".into()], &definition(false));
        let output = Command::new(&words[0]).args(&words[1..]).output().unwrap();
        assert_eq!(output.status.code(), Some(127));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(said, "process failed to start with error: exec: \"/nowhere/python\": no such file or directory\n");
    }
}
