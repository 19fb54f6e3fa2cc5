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
