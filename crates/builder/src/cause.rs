//! The likely cause of a failed step, from the last lines of its log.

use crate::{EngineError, engine::without_credentials};

/// The longest instruction or line that is quoted, in characters.
const QUOTED: usize = 300;
/// How many lines before the end may tell the cause: what was said earlier did not stop the step.
const NEAR: usize = 40;

/// The likely cause and what to do, from the last lines and from how the engine ended.
pub(crate) fn cause(tail: &[String], error: &EngineError) -> String {
    let lines: Vec<String> = tail.iter().map(|line| without_colours(line).trim().to_owned()).collect();
    let explained = lines.iter().rev().take(NEAR).find_map(|line| explain(line));
    let step = lines.iter().rev().find_map(|line| failed_instruction(line));
    without_credentials(&match (explained, step) {
        (Some(explained), Some((instruction, _))) => format!("{explained} (in `{instruction}`)"),
        (Some(explained), None) => explained,
        (None, Some((instruction, end))) => match last_words(&lines) {
            Some(words) if end.starts_with("exit status") => format!("`{instruction}` ended with {end}: {words}"),
            None if end.starts_with("exit status") => format!("`{instruction}` ended with {end}"),
            _ => format!("`{instruction}` failed: {end}"),
        },
        (None, None) => last_words(&lines).map_or_else(|| error.to_string(), |words| format!("{error}: {words}")),
    })
}

/// What a line means, when it is one that is known to tell a cause.
fn explain(line: &str) -> Option<String> {
    base_image(line)
        .or_else(|| conflict(line))
        .or_else(|| distribution(line))
        .or_else(|| copied(line))
        .or_else(|| pushed(line))
        .or_else(|| general(line))
}

/// A base image that cannot be pulled.
fn base_image(line: &str) -> Option<String> {
    let (_, after) = line.split_once("creating build container: ")?;
    let (image, reason) = match after.split_once("docker://").and_then(|(_, after)| after.split_once(": ")) {
        Some((image, reason)) => (format!("the base image {image}"), reason),
        None => ("the base image".to_owned(), after),
    };
    let reason = reason.rsplit_once(": ").map_or(reason, |(_, innermost)| innermost);
    Some(format!("{image} cannot be pulled: {reason}. Check the reference, and that this machine reaches its registry"))
}

/// An image that the registry does not take.
fn pushed(line: &str) -> Option<String> {
    let (_, after) = line.split_once("Error: pushing image ")?;
    let reason = after.rsplit_once(": ").map_or(after, |(_, innermost)| innermost);
    Some(format!(
        "the image cannot be pushed to the registry: {reason}. See that it runs and has room, then retry: finished steps are \
         kept and not done again"
    ))
}

/// A package that pip does not find.
fn distribution(line: &str) -> Option<String> {
    let after = line.strip_prefix("ERROR: Could not find a version that satisfies the requirement ")?;
    let (requirement, versions) = after.split_once(" (from versions: ").unwrap_or((after, "none)"));
    let requirement = requirement.split(" (from ").next().unwrap_or(requirement);
    let versions = versions.trim_end_matches(')');
    if versions == "none" {
        return Some(format!(
            "the package index has no package for {requirement} that fits this Python: check its name, and that the index can be reached"
        ));
    }
    let newest = versions.rsplit(", ").next().unwrap_or(versions);
    Some(format!("no version satisfies {requirement}: the newest that there is for this Python is {newest}"))
}

/// Packages that exclude one another.
fn conflict(line: &str) -> Option<String> {
    let after = line.strip_prefix("ERROR: Cannot install ")?;
    let (packages, _) = after.split_once(" because these package versions have conflicting dependencies")?;
    Some(format!("{packages} ask for versions of other packages that exclude one another: loosen one of them"))
}

/// A file that is copied and is not there.
fn copied(line: &str) -> Option<String> {
    let (_, after) = line.split_once("copier: stat: \"/")?;
    let (file, _) = after.split_once('"')?;
    Some(format!("there is no file {file} to copy: a definition brings no files but its Dockerfile"))
}

/// What many tools say with the same words.
fn general(line: &str) -> Option<String> {
    const KNOWN: &[(&str, &str)] = &[
        ("No space left on device", "the disk is full: free some space on the machine that builds"),
        ("no space left on device", "the disk is full: free some space on the machine that builds"),
        (
            "Temporary failure in name resolution",
            "a host name cannot be resolved: see that this machine reaches that network",
        ),
        ("Could not resolve host", "a host name cannot be resolved: see that this machine reaches that network"),
        ("Network is unreachable", "the network cannot be reached from the machine that builds"),
        ("Name or service not known", "a host name cannot be resolved: see that this machine reaches that network"),
        ("Connection refused", "a server refuses the connection: see that it runs and can be reached from here"),
        ("Connection timed out", "a server does not answer: see that it can be reached from the machine that builds"),
        (
            "CERTIFICATE_VERIFY_FAILED",
            "the certificate of a server is not trusted: its authority must be known to this machine",
        ),
        (
            "certificate verify failed",
            "the certificate of a server is not trusted: its authority must be known to this machine",
        ),
        ("exec format error", "the base image is for another processor than that of the machine that builds"),
        ("Unknown instruction", "the Dockerfile has an instruction that does not exist"),
        (
            "unshare: sigprocmask unblock failed",
            "the build engine was killed, perhaps because the memory was used up; retry, finished steps are kept",
        ),
        ("subprocess exited on killed", "a command was killed, probably because the memory was used up"),
    ];
    let (_, meaning) = KNOWN.iter().find(|(words, _)| line.contains(words))?;
    Some(format!("{meaning}: {}", quoted(line)))
}

/// The instruction that failed, and how it ended.
pub(crate) fn failed_instruction(line: &str) -> Option<(String, String)> {
    let (_, after) = line.split_once("building at STEP \"")?;
    // Quotes in the instruction are as they were typed; the one that ends it is followed by the engine's words.
    if let Some((instruction, end)) = after.split_once("\": ") {
        return Some((quoted(&first_line(instruction)), quoted(end)));
    }
    // The rest is more lines; how it ended stands behind them.
    let end = after.rsplit(": ").next().unwrap_or_default();
    Some((quoted(&first_line(after)), end.to_owned()))
}

/// The first line of an instruction whose line ends and tabulators are spelled out.
fn first_line(instruction: &str) -> String {
    instruction.split("\\n").next().unwrap_or_default().replace("\\t", " ").replace("\\\\", "\\")
}

/// The last line that is neither about the steps themselves nor about how they ended.
fn last_words(lines: &[String]) -> Option<String> {
    let noise = |line: &str| {
        line.is_empty()
            || ["subprocess exited with", "Error: building at STEP", "STEP ", "--> ", "exit status"]
                .iter()
                .any(|start| line.starts_with(start))
    };
    let words = lines.iter().rev().take_while(|line| !line.starts_with("STEP ")).find(|line| !noise(line))?;
    Some(quoted(words))
}

fn quoted(text: &str) -> String {
    let mut quoted: String = text.chars().take(QUOTED).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    quoted
}

/// The text without terminal colours.
pub(crate) fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.find(|character: char| character.is_ascii_alphabetic()).map_or("", |end| &after[end + 1..]);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    /// The cause that these last lines tell.
    fn told(lines: &str) -> String {
        let tail: Vec<_> = lines.lines().map(str::to_owned).collect();
        cause(&tail, &EngineError::Failed { tool: "buildah", status: "exit status: 1".into() })
    }

    #[test]
    fn a_base_image_that_is_not_there() {
        assert_snapshot!(told("STEP 1/2: FROM 127.0.0.1:5000/nobase:3\nTrying to pull 127.0.0.1:5000/nobase:3...\nError: creating build container: initializing source docker://127.0.0.1:5000/nobase:3: reading manifest 3 in 127.0.0.1:5000/nobase: manifest unknown: manifest unknown"), @"the base image 127.0.0.1:5000/nobase:3 cannot be pulled: manifest unknown. Check the reference, and that this machine reaches its registry");
    }

    #[test]
    fn a_registry_whose_name_is_not_known() {
        assert_snapshot!(told("Trying to pull registry.example/python:3.11...\nError: creating build container: initializing source docker://registry.example/python:3.11: pinging container registry registry.example: Get \"https://registry.example/v2/\": dial tcp: lookup registry.example on 10.0.0.1:53: no such host"), @"the base image registry.example/python:3.11 cannot be pulled: no such host. Check the reference, and that this machine reaches its registry");
    }

    #[test]
    fn a_package_that_does_not_exist() {
        assert_snapshot!(told("STEP 3/3: RUN pip install no-such-package==1\nERROR: Could not find a version that satisfies the requirement no-such-package==1 (from versions: none)\nERROR: No matching distribution found for no-such-package==1\nsubprocess exited with status 1\nsubprocess exited with status 1\nError: building at STEP \"RUN pip install no-such-package==1\": exit status 1"), @"the package index has no package for no-such-package==1 that fits this Python: check its name, and that the index can be reached (in `RUN pip install no-such-package==1`)");
    }

    #[test]
    fn a_version_that_does_not_exist() {
        assert_snapshot!(told("\u{1b}[31mERROR: Could not find a version that satisfies the requirement six==99.1 (from versions: 1.15.0, 1.16.0, 1.17.0)\u{1b}[0m\n\u{1b}[31mERROR: No matching distribution found for six==99.1\u{1b}[0m\nError: building at STEP \"RUN pip install six==99.1\": exit status 1"), @"no version satisfies six==99.1: the newest that there is for this Python is 1.17.0 (in `RUN pip install six==99.1`)");
    }

    #[test]
    fn packages_that_exclude_one_another() {
        assert_snapshot!(told("ERROR: Cannot install requests==2.32.3 and urllib3==1.20 because these package versions have conflicting dependencies.\n\nThe conflict is caused by:\n    The user requested urllib3==1.20\n    requests 2.32.3 depends on urllib3<3 and >=1.21.1\n\nERROR: ResolutionImpossible: for help see the documentation\nError: building at STEP \"RUN pip install -r a.txt\": exit status 1"), @"requests==2.32.3 and urllib3==1.20 ask for versions of other packages that exclude one another: loosen one of them (in `RUN pip install -r a.txt`)");
    }

    #[test]
    fn a_full_disk() {
        assert_snapshot!(told("dd: writing to '/data': No space left on device\nError: building at STEP \"RUN dd if=/dev/zero of=/data\": exit status 1"), @"the disk is full: free some space on the machine that builds: dd: writing to '/data': No space left on device (in `RUN dd if=/dev/zero of=/data`)");
    }

    #[test]
    fn a_command_that_was_killed() {
        assert_snapshot!(told("STEP 2/2: RUN train\nsubprocess exited on killed\nsubprocess exited with status 1\nError: building at STEP \"RUN train\": exit status 1"), @"a command was killed, probably because the memory was used up: subprocess exited on killed (in `RUN train`)");
    }

    #[test]
    fn a_command_that_failed_without_a_word() {
        assert_snapshot!(told("STEP 2/2: RUN false\nsubprocess exited with status 1\nsubprocess exited with status 1\nError: building at STEP \"RUN false\": exit status 1"), @"`RUN false` ended with exit status 1");
    }

    #[test]
    fn quotes_in_an_instruction_do_not_end_it() {
        assert_snapshot!(told("STEP 2/2: RUN echo \"a\" && false\nError: building at STEP \"RUN echo \"a\" && false\": exit status 1"), @r#"`RUN echo "a" && false` ended with exit status 1"#);
    }

    #[test]
    fn a_user_that_is_not_known() {
        assert_snapshot!(told("STEP 4/4: RUN true\nError: building at STEP \"RUN true\": determining run uid: user: unknown user error looking up user \"nobodyelse\""), @r#"`RUN true` failed: determining run uid: user: unknown user error looking up user "nobodyelse""#);
    }

    #[test]
    fn a_registry_that_takes_no_image() {
        assert_snapshot!(told("Copying blob sha256:7904f4c8\nError: pushing image \"127.0.0.1:5000/env:1\" to \"docker://127.0.0.1:5000/env:1\": trying to reuse blob sha256:7904f4c8 at destination: pinging container registry 127.0.0.1:5000: Get \"http://127.0.0.1:5000/v2/\": dial tcp 127.0.0.1:5000: connect: connection refused"), @"the image cannot be pushed to the registry: connection refused. See that it runs and has room, then retry: finished steps are kept and not done again");
    }

    #[test]
    fn no_word_at_all() {
        assert_snapshot!(told(""), @"buildah ended with exit status: 1");
    }
}
