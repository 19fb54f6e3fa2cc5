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
        (None, Some((instruction, status))) => match last_words(&lines) {
            Some(words) => format!("`{instruction}` ended with {status}: {words}"),
            None => format!("`{instruction}` ended with {status}"),
        },
        (None, None) => last_words(&lines).map_or_else(|| error.to_string(), |words| format!("{error}: {words}")),
    })
}

/// What a line means, when it is one that is known to tell a cause.
fn explain(line: &str) -> Option<String> {
    base_image(line).or_else(|| distribution(line)).or_else(|| copied(line)).or_else(|| general(line))
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

/// A package that pip does not find.
fn distribution(line: &str) -> Option<String> {
    let after = line.strip_prefix("ERROR: Could not find a version that satisfies the requirement ")?;
    let (requirement, versions) = after.split_once(" (from versions: ").unwrap_or((after, "none)"));
    let requirement = requirement.split(" (from ").next().unwrap_or(requirement);
    let versions = versions.trim_end_matches(')');
    if versions == "none" {
        return Some(format!(
            "the package index has no package for {requirement} that fits this Python: check its name and the index"
        ));
    }
    let newest = versions.rsplit(", ").next().unwrap_or(versions);
    Some(format!("no version satisfies {requirement}: the newest that there is for this Python is {newest}"))
}

/// A file that is copied and is not there.
fn copied(line: &str) -> Option<String> {
    let (_, after) = line.split_once("copier: stat: \"/")?;
    let (file, _) = after.split_once('"')?;
    Some(format!("there is no file {file} to copy: a definition brings no files but its Dockerfile"))
}

/// What many tools say with the same words.
fn general(line: &str) -> Option<String> {
    const KNOWN: [(&str, &str); 13] = [
        ("No space left on device", "the disk is full: free some space on the machine that builds"),
        ("no space left on device", "the disk is full: free some space on the machine that builds"),
        (
            "ResolutionImpossible",
            "the packages ask for versions of each other that exclude one another: see the log for which",
        ),
        (
            "Temporary failure in name resolution",
            "a host name cannot be resolved: see that this machine reaches that network",
        ),
        ("Could not resolve host", "a host name cannot be resolved: see that this machine reaches that network"),
        ("Network is unreachable", "the network cannot be reached from the machine that builds"),
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
        ("exit status 137", "a command was killed, probably because the memory was used up"),
    ];
    let (_, meaning) = KNOWN.iter().find(|(words, _)| line.contains(words))?;
    Some(format!("{meaning}: {}", quoted(line)))
}

/// The instruction that failed, and how it ended.
fn failed_instruction(line: &str) -> Option<(String, String)> {
    let (_, after) = line.split_once("building at STEP \"")?;
    let (mut instruction, mut escaped) = (String::new(), false);
    for (index, character) in after.char_indices() {
        match character {
            'n' if escaped => break,
            't' if escaped => instruction.push(' '),
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '"' if !escaped => {
                let status = after[index + 1..].trim_start_matches(": ").rsplit(": ").next().unwrap_or_default();
                return Some((quoted(&instruction), status.to_owned()));
            }
            other => instruction.push(other),
        }
        escaped = false;
    }
    // The rest is the body of a heredoc; how it ended stands behind it.
    let status = after.rsplit(": ").next().unwrap_or_default();
    Some((quoted(&instruction), status.to_owned()))
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
fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.find(|character: char| character.is_ascii_alphabetic()).map_or("", |end| &after[end + 1..]);
    }
    plain + rest
}
