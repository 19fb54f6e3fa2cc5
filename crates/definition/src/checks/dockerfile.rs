//! What BuildKit refuses before it builds anything, and what it reads otherwise than written.

use super::check::Check;
use super::rule::Rule;
use super::{spelling, texts};
use crate::dockerfile::{Dockerfile, Instruction};
use crate::text::capitalise;

/// Every instruction, and the flags that it takes.
const INSTRUCTIONS: [(&str, &[&str]); 18] = [
    ("ADD", &["chown", "chmod", "link", "checksum", "keep-git-dir", "exclude", "unpack"]),
    ("ARG", &[]),
    ("CMD", &[]),
    ("COPY", &["from", "chown", "chmod", "link", "parents", "exclude"]),
    ("ENTRYPOINT", &[]),
    ("ENV", &[]),
    ("EXPOSE", &[]),
    ("FROM", &["platform"]),
    ("HEALTHCHECK", &["interval", "timeout", "start-period", "start-interval", "retries"]),
    ("LABEL", &[]),
    ("MAINTAINER", &[]),
    ("ONBUILD", &[]),
    ("RUN", &["mount", "network", "security", "device"]),
    ("SHELL", &[]),
    ("STOPSIGNAL", &[]),
    ("USER", &[]),
    ("VOLUME", &[]),
    ("WORKDIR", &[]),
];

/// What is wrong, each with the line inside of the text.
pub fn find(text: &str, dockerfile: &Dockerfile) -> Vec<(Check, u32)> {
    if let Some(path) = path(text) {
        let message = format!("`{path}` is a path, not the text of a Dockerfile");
        let help = "Paste the text of that file, or use its folder as the build context.";
        return vec![(Check::new(Rule::DockerfileInvalid, message, help), 1)];
    }
    let mut found: Vec<(Check, u32)> =
        dockerfile.errors.iter().map(|error| (invalid(&capitalise(&error.message), &error.help), error.line)).collect();
    // What follows a malformed instruction may be a part of it.
    let readable = dockerfile.errors.iter().map(|error| error.line).min().unwrap_or(u32::MAX);
    let mut has_stage = false;
    let mut stages: Vec<&str> = Vec::new();
    for instruction in dockerfile.instructions.iter().take_while(|instruction| instruction.line() < readable) {
        has_stage |= instruction.keyword == "FROM";
        let is_own =
            instruction.base().is_some_and(|image| stages.iter().any(|stage| stage.eq_ignore_ascii_case(image)));
        stages.extend(instruction.stage_name());
        if texts::is_template(&instruction.head()) || is_own {
            continue;
        }
        let check = of_instruction(instruction).or_else(|| (!has_stage).then(|| before_from(instruction)).flatten());
        found.extend(check.map(|check| (check, instruction.line())));
        if !has_stage && instruction.keyword != "ARG" {
            // What follows has the same fault.
            has_stage = true;
        }
    }
    if dockerfile.stages().next().is_none() && !dockerfile.instructions.is_empty() && found.is_empty() {
        let help = "Start with the base image, for example `FROM python:3.12`.";
        found.push((invalid("There is no FROM instruction", help), 1));
    }
    found
}

fn invalid(message: &str, help: &str) -> Check {
    Check::new(Rule::DockerfileInvalid, message, help)
}

/// The text, when it is nothing but the path of a Dockerfile.
fn path(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_one_word = !text.is_empty() && !text.contains(char::is_whitespace);
    let name = text.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let is_path = text.contains(['/', '\\']) || name.contains("dockerfile");
    (is_one_word && is_path).then_some(text)
}

fn before_from(instruction: &Instruction) -> Option<Check> {
    let keyword = &instruction.keyword;
    let help = "Start with the base image, for example `FROM python:3.12`. Only ARG may come before it.";
    (keyword != "ARG").then(|| invalid(&format!("{keyword} comes before the first FROM"), help))
}

fn of_instruction(instruction: &Instruction) -> Option<Check> {
    let (keyword, arguments) = instruction.trigger();
    if instruction.keyword == "ONBUILD" && ["ONBUILD", "FROM", "MAINTAINER"].contains(&keyword.as_str()) {
        let help = "Use another instruction.";
        return Some(invalid(&format!("{keyword} is not allowed after ONBUILD"), help));
    }
    if keyword.is_empty() {
        return Some(invalid("ONBUILD needs an instruction", "Write it after ONBUILD, or remove the line."));
    }
    let Some((_, flags)) = INSTRUCTIONS.iter().find(|(known, _)| *known == keyword) else {
        return Some(unknown(&keyword));
    };
    let (flag_words, operands) = split_flags(arguments);
    for flag in flag_words {
        let name = flag.trim_start_matches('-').split('=').next().unwrap_or_default();
        if !name.is_empty() && !flags.contains(&name) {
            let help = match spelling::meant(name, flags) {
                Some(meant) => format!("Did you mean `--{meant}`?"),
                None => "Remove it.".to_owned(),
            };
            return Some(invalid(&format!("Unknown option `--{name}` for {keyword}"), &help));
        }
    }
    match keyword.as_str() {
        "FROM" => from(operands),
        "COPY" | "ADD" => {
            let count = json_list(operands).map_or_else(|| operands.split_whitespace().count(), |list| list.len());
            let help = "Write what to copy, then where to, for example `COPY src /app`.";
            (count < 2).then(|| invalid(&format!("{keyword} needs a source and a destination"), help))
        }
        "ENV" | "LABEL" => pairs(&keyword, operands),
        "SHELL" => json_list(operands).is_none().then(|| {
            let help = "Write it as a list, for example `SHELL [\"/bin/bash\", \"-c\"]`.";
            invalid("SHELL needs a JSON list", help)
        }),
        "HEALTHCHECK" => {
            let of_type = operands.split_whitespace().next().unwrap_or_default();
            let is_known = of_type.eq_ignore_ascii_case("CMD") || of_type.eq_ignore_ascii_case("NONE");
            let help = "Write `HEALTHCHECK CMD command` or `HEALTHCHECK NONE`.";
            (!is_known).then(|| invalid("HEALTHCHECK needs CMD or NONE", help))
        }
        "CMD" | "ENTRYPOINT" | "RUN" if is_failed_list(operands) => {
            let message = format!("The list after {keyword} is not valid JSON, so it runs as a shell command");
            let help = "Use double quotes, for example `[\"python\", \"main.py\"]`.";
            Some(Check::new(Rule::DockerfileListForm, message, help))
        }
        "CMD" | "ENTRYPOINT" => None,
        _ => {
            operands.is_empty().then(|| invalid(&format!("{keyword} needs an argument"), "Add it, or remove the line."))
        }
    }
}

fn unknown(keyword: &str) -> Check {
    if let Some((word, _)) = keyword.split_once(char::is_whitespace) {
        let message = format!("White space other than spaces and tabs follows {word}");
        return invalid(&message, "Replace it with a normal space. It was probably pasted from a web page.");
    }
    let known = INSTRUCTIONS.map(|(known, _)| known);
    let nearly = |known: &&&str| {
        known.len().abs_diff(keyword.len()) == 1 && (known.starts_with(keyword) || keyword.starts_with(**known))
    };
    let near = spelling::meant(keyword, &known).or_else(|| known.iter().find(nearly).copied());
    let help = match near {
        Some(meant) => format!("Did you mean `{meant}`?"),
        None => "If it continues the previous line, end that line with a backslash.".to_owned(),
    };
    invalid(&format!("Unknown instruction `{keyword}`"), &help)
}

/// The words with two dashes at the beginning, and what follows them.
fn split_flags(arguments: &str) -> (Vec<&str>, &str) {
    let (mut flags, mut rest) = (Vec::new(), arguments);
    while rest.starts_with("--") {
        let (flag, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        rest = after.trim_start();
        flags.push(flag);
        if flag == "--" {
            break;
        }
    }
    (flags, rest)
}

fn json_list(text: &str) -> Option<Vec<String>> {
    serde_json::from_str(text).ok()
}

/// A text that looks like a list of texts and is none: a shell would take `[` for a command.
fn is_failed_list(text: &str) -> bool {
    let inside = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let is_meant = inside.is_some_and(|inside| inside.trim_start().starts_with(['\'', '"', '\u{201c}']));
    is_meant && json_list(text).is_none()
}

fn from(operands: &str) -> Option<Check> {
    let words: Vec<&str> = operands.split_whitespace().collect();
    match words[..] {
        [image] => image_fault(image),
        [image, word, _] if word.eq_ignore_ascii_case("AS") => image_fault(image),
        [] => Some(invalid("FROM needs an image", "Write the base image, for example `FROM python:3.12`.")),
        [_, behind, ..] => {
            let help = if behind.starts_with('#') {
                "Put the comment on its own line."
            } else {
                "Only `AS` and a name may follow the image."
            };
            Some(invalid(&format!("Unexpected `{behind}` after the image in FROM"), help))
        }
    }
}

fn image_fault(image: &str) -> Option<Check> {
    let (message, help) = super::image::reference_fault(image)?;
    Some(invalid(&message, &help))
}

/// `NAME=VALUE …`, or one name and one value.
fn pairs(keyword: &str, operands: &str) -> Option<Check> {
    let words = words(operands);
    let help = "Write `NAME=value`, with quotes around values that contain spaces.";
    match &words[..] {
        [] => Some(invalid(&format!("{keyword} needs an argument"), help)),
        [first, rest @ ..] if first.contains('=') => {
            let word = rest.iter().find(|word| !word.contains('='))?;
            Some(invalid(&format!("`{word}` in {keyword} has no value"), help))
        }
        [_] => Some(invalid(&format!("`{operands}` in {keyword} has no value"), help)),
        _ => None,
    }
}

/// Words at blanks outside of quotes; a backslash or a backtick keeps the next character.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    let mut characters = text.chars();
    while let Some(next) = characters.next() {
        match (quote, next) {
            (None, next) if next.is_whitespace() => {
                words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
            }
            (None | Some('"'), '\\' | '`') => {
                word.push(next);
                word.extend(characters.next());
            }
            (None, '"' | '\'') => {
                quote = Some(next);
                word.push(next);
            }
            (open, next) => {
                if open == Some(next) {
                    quote = None;
                }
                word.push(next);
            }
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}
