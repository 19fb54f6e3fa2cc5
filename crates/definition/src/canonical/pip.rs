//! The lines of a requirements file: requirements that pip reads alike become equal, options keep their order.

use super::requirement;
use crate::text::{is_blank, lines, trim};
use std::collections::BTreeSet;

/// One line that says something.
pub enum Line {
    /// An option of pip (`--pre`, `-r other.txt`).
    Option(String),
    /// Something to install.
    Requirement(String),
}

/// The lines of the entries of pip lists, joined as pip joins them, without blank lines and comments.
pub fn read<'a>(entries: impl Iterator<Item = &'a str>) -> Vec<Line> {
    join_lines(entries.flat_map(lines)).into_iter().filter_map(|joined| line(&joined.text)).collect()
}

/// A line with those that continue it.
pub struct Joined {
    /// The text.
    pub text: String,
    /// The index of its first line.
    pub first: usize,
    /// How many lines there are.
    pub count: usize,
}

/// Joins lines that end in a backslash with the next, as pip does; a comment line always ends what is joined.
pub fn join_lines<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Joined> {
    let mut all = Vec::new();
    let mut open: Option<Joined> = None;
    for (index, line) in lines.enumerate() {
        let is_comment = line.trim_start_matches(is_blank).starts_with('#');
        let continues = line.ends_with('\\') && !is_comment;
        let joined = open.get_or_insert(Joined { text: String::new(), first: index, count: 0 });
        if is_comment && joined.count > 0 {
            joined.text.push(' ');
        }
        joined.text.push_str(if continues { line.trim_matches('\\') } else { line });
        joined.count += 1;
        if !continues {
            all.extend(open.take());
        }
    }
    all.extend(open);
    all
}

/// The canonical spelling of one line; empty when it says nothing.
pub fn meaning(text: &str) -> String {
    let spelled = read(std::iter::once(text)).into_iter().map(|line| match line {
        Line::Option(text) | Line::Requirement(text) => text,
    });
    spelled.collect::<Vec<_>>().join("\n")
}

fn line(line: &str) -> Option<Line> {
    let line = without_comment(trim(line));
    if line.is_empty() {
        None
    } else if line.starts_with('-') {
        Some(Line::Option(option(line).unwrap_or_else(|| line.to_owned())))
    } else {
        Some(Line::Requirement(with_hashes(line).unwrap_or_else(|| line.to_owned())))
    }
}

/// A trimmed line without its comment.
pub fn without_comment(line: &str) -> &str {
    if line.starts_with('#') {
        return "";
    }
    let comment = [" #", "\t#"].into_iter().filter_map(|start| line.find(start)).min();
    comment.map_or(line, |comment| trim(&line[..comment]))
}

/// Options with one value whose spellings are equal: the short name, the long one.
const VALUED: [(&str, &str); 12] = [
    ("-i", "--index-url"),
    ("-r", "--requirement"),
    ("-c", "--constraint"),
    ("-e", "--editable"),
    ("-f", "--find-links"),
    ("", "--extra-index-url"),
    ("", "--no-binary"),
    ("", "--only-binary"),
    ("", "--all-releases"),
    ("", "--only-final"),
    ("", "--trusted-host"),
    ("", "--use-feature"),
];

/// `LONG-NAME VALUE` for any spelling of it; none for other options.
fn option(line: &str) -> Option<String> {
    let (long, value) = VALUED.iter().find_map(|(short, long)| {
        let rest = line.strip_prefix(long).or_else(|| line.strip_prefix(short).filter(|_| !short.is_empty()))?;
        let after_equals = rest.strip_prefix('=').filter(|_| line.starts_with(long));
        let after_blanks = rest.starts_with(is_blank).then(|| rest.trim_start_matches(is_blank));
        Some((long, after_equals.or(after_blanks)?))
    })?;
    let is_plain = !value.is_empty() && !value.starts_with('-') && !value.contains([' ', '\t', '"', '\'', '\\']);
    is_plain.then(|| format!("{long} {value}"))
}

/// A requirement in canonical spelling, with the hashes at its end as a set; none when the grammar does not cover it.
fn with_hashes(line: &str) -> Option<String> {
    let (text, hashes) = take_hashes(line);
    let requirement = requirement::normalise(text)?;
    Some(hashes.into_iter().fold(requirement, |line, hash| line + " --hash=" + hash))
}

/// A line without the `--hash=ALGORITHM:DIGEST` at its end, and those.
fn take_hashes(line: &str) -> (&str, BTreeSet<&str>) {
    let (mut text, mut hashes) = (line, BTreeSet::new());
    while let Some((before, hash)) = last_hash(text) {
        hashes.insert(hash);
        text = before;
    }
    (text, hashes)
}

fn last_hash(text: &str) -> Option<(&str, &str)> {
    let (before, hash) = text.rsplit_once("--hash")?;
    let value =
        hash.strip_prefix('=').or_else(|| hash.starts_with(is_blank).then(|| hash.trim_start_matches(is_blank)))?;
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_hash = value.split_once(':').is_some_and(|(algorithm, digest)| is_word(algorithm) && is_word(digest));
    (is_hash && before.ends_with(is_blank)).then(|| (before.trim_end_matches(is_blank), value))
}

/// Whether pip would take the line for an option, a requirement, a URL or a path.
pub fn is_pip_line(line: &str) -> bool {
    let line = without_comment(line);
    let first = line.split(is_blank).next().unwrap_or_default();
    line.starts_with('-') || first.contains("://") || first.contains('/') || named(line).is_some()
}

/// The canonical spelling of a requirement that has a name, without options and comment; none of anything else.
pub fn named(line: &str) -> Option<String> {
    let line = without_comment(trim(line));
    let line = line.find(" --").map_or(line, |options| &line[..options]);
    requirement::normalise(trim(line))
}
