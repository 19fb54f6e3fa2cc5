//! The instructions of a Dockerfile that checks look at, each with its line.

use crate::canonical::read_dockerfile;
use crate::outside;
use crate::text::is_blank;

/// The images that it begins from, without its own stages, variables and `scratch`.
pub fn images(text: &str) -> Vec<(String, Option<u32>)> {
    let mut stages: Vec<String> = Vec::new();
    let mut images = Vec::new();
    for (instruction, line) in instructions(text) {
        let mut words = instruction.split(is_blank).filter(|word| !word.is_empty() && !word.starts_with("--"));
        if words.next() != Some("FROM") {
            continue;
        }
        let image = words.next().unwrap_or_default();
        let own = stages.iter().any(|stage| stage.eq_ignore_ascii_case(image));
        if !(own || image.is_empty() || image.contains('$') || image == "scratch") {
            images.push((image.to_owned(), line));
        }
        stages.extend(words.nth(1).map(str::to_owned));
    }
    images
}

/// Every image that a build of it pulls, without its own stages: what it begins from, and what steps take files from.
/// Variables stand in it as they are written.
pub fn pulled(text: &str) -> Vec<(String, Option<u32>)> {
    let mut stages: Vec<String> = Vec::new();
    let mut images = Vec::new();
    for (instruction, line) in instructions(text) {
        let head = instruction.lines().next().unwrap_or_default();
        let mut words = head.split(is_blank).filter(|word| !word.is_empty());
        let keyword = words.next().unwrap_or_default();
        let (flags, words): (Vec<&str>, Vec<&str>) = words.partition(|word| word.starts_with("--"));
        let named: Vec<&str> = match keyword {
            "FROM" => words.first().copied().into_iter().collect(),
            "COPY" | "ADD" | "RUN" => flags.into_iter().filter_map(source_of).collect(),
            _ => Vec::new(),
        };
        let is_own = |image: &str| {
            let is_stage = stages.iter().any(|stage| stage.eq_ignore_ascii_case(image));
            is_stage || image == "scratch" || image.bytes().all(|byte| byte.is_ascii_digit())
        };
        images.extend(named.into_iter().filter(|image| !is_own(image)).map(|image| (image.to_owned(), line)));
        if keyword == "FROM" {
            stages.extend(words.get(2).map(|stage| (*stage).to_owned()));
        }
    }
    images
}

/// What `--from=IMAGE` and `--mount=…,from=IMAGE` name.
fn source_of(flag: &str) -> Option<&str> {
    if let Some(image) = flag.strip_prefix("--from=") {
        return Some(image);
    }
    flag.strip_prefix("--mount=")?.split(',').find_map(|part| part.strip_prefix("from="))
}

/// The instructions that take files from a build context.
pub fn copies(text: &str) -> Vec<(String, Option<u32>)> {
    let copies = instructions(text).into_iter().filter(|(instruction, _)| outside::copies(instruction));
    copies.map(|(instruction, line)| (instruction.lines().next().unwrap_or_default().to_owned(), line)).collect()
}

/// Each instruction with the line it begins on: the next one that begins with the same word.
fn instructions(text: &str) -> Vec<(String, Option<u32>)> {
    let mut lines = text.lines().enumerate();
    let begins = |line: &str, keyword: &str| {
        let word = line.split_whitespace().next().unwrap_or_default();
        word.eq_ignore_ascii_case(keyword)
    };
    let placed = read_dockerfile(text).list.into_iter().map(|instruction| {
        let keyword = instruction.split([' ', '\n']).next().unwrap_or_default();
        let line = lines.find(|(_, line)| begins(line, keyword));
        let line = line.and_then(|(index, _)| u32::try_from(index + 1).ok());
        (instruction, line)
    });
    placed.collect()
}
