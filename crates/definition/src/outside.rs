//! What a definition points to that is not in it.

use crate::text::is_blank;
use crate::{Canonical, Python};

/// A reference to content outside the definition: its image can neither be reused nor offered for reuse.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// The text that refers (`-r requirements.txt`, `COPY src /app`).
    pub reference: String,
    /// What to do about it.
    pub help: String,
}

/// The references to content outside the definition.
#[must_use]
pub fn outside(canonical: &Canonical) -> Vec<Outside> {
    let mut found = Vec::new();
    let mut add = |reference: &str, help: &str| {
        found.push(Outside { reference: crate::mask(reference).into_owned(), help: help.into() });
    };
    if canonical.base.image.is_none() && canonical.steps.dockerfile.is_empty() {
        add("the build context", "Its Dockerfile is not here: use the Dockerfile in place of the context.");
    }
    let copies = canonical.steps.dockerfile.iter().filter(|each| canonical.steps.context.is_none() && copies(each));
    for instruction in copies {
        let help =
            "The files are not here: write them with a heredoc, download them in a step, or give a build context.";
        add(instruction.split('\n').next().unwrap_or_default(), help);
    }
    if let Some(file) = &canonical.conda_file {
        add(file, "The file is not here: import it, so that its packages are part of the definition.");
    }
    if let Python::System { conda, pip, pip_options, .. } = &canonical.python {
        for option in pip_options.iter().filter(|option| option_refers(option)) {
            add(option, "The file is not here: write its lines in place of this one.");
        }
        let paths =
            conda.iter().filter(|entry| is_path(entry)).chain(pip.iter().filter(|line| requirement_refers(line)));
        for path in paths {
            add(path, "The file is not here: name a package of an index, or a URL.");
        }
    }
    found
}

/// Whether an instruction takes files from the build context.
pub(crate) fn copies(instruction: &str) -> bool {
    let (keyword, rest) = instruction.split_once(' ').unwrap_or((instruction, ""));
    let head = rest.split('\n').next().unwrap_or_default();
    let words = || head.split(is_blank).filter(|word| !word.is_empty());
    let has_flag = |flag: &str| words().take_while(|word| word.starts_with("--")).any(|word| word.starts_with(flag));
    match keyword {
        "COPY" | "ADD" if has_flag("--from=") => false,
        "COPY" | "ADD" => {
            let operands: Vec<&str> = words().skip_while(|word| word.starts_with("--")).collect();
            let (_, sources) = operands.split_last().unwrap_or((&"", &[]));
            let is_remote = |source: &str| source.contains("://") || source.starts_with("git@");
            let elsewhere = |source: &&str| {
                source.starts_with("<<") || keyword == "ADD" && is_remote(source.trim_matches(['[', '"', ',']))
            };
            !sources.iter().all(elsewhere)
        }
        "RUN" => words().take_while(|word| word.starts_with("--")).any(binds_context),
        _ => false,
    }
}

/// `--mount=type=bind` (or without a type) that names no other image.
fn binds_context(flag: &str) -> bool {
    let Some(fields) = flag.strip_prefix("--mount=") else {
        return false;
    };
    let of = |key: &str| fields.split(',').find_map(|field| field.strip_prefix(key)?.strip_prefix('='));
    of("type").is_none_or(|mount| mount == "bind") && of("from").is_none()
}

/// `-r FILE`, `-c FILE`, `-e PATH`, and the folders that an index option names.
pub(crate) fn option_refers(option: &str) -> bool {
    let value = |long: &str, short: &str| {
        let long = option.strip_prefix(long).and_then(|rest| rest.strip_prefix([' ', '=']));
        let short = || option.strip_prefix(short).filter(|_| !short.is_empty() && !option.starts_with("--"));
        long.or_else(short).map(str::trim_start)
    };
    let file = value("--requirement", "-r").or_else(|| value("--constraint", "-c"));
    let place = value("--editable", "-e");
    let index =
        value("--find-links", "-f").or_else(|| value("--index-url", "-i")).or_else(|| value("--extra-index-url", ""));
    file.is_some() || place.is_some_and(|place| !place.contains("://") || is_path(place)) || index.is_some_and(is_path)
}

/// A requirement that is a file of this machine.
pub(crate) fn requirement_refers(line: &str) -> bool {
    let requirement = line.split("; ").next().unwrap_or_default();
    match requirement.split_once(" @ ") {
        Some((_, place)) => is_path(place) || !place.contains(':'),
        // The canonical name of a wheel or an archive that stands there as a file name.
        None => is_path(requirement) || requirement.ends_with("-whl") || requirement.ends_with("-tar-gz"),
    }
}

/// A path or a `file:` URL.
pub(crate) fn is_path(text: &str) -> bool {
    let scheme = text.split("://").next().unwrap_or_default();
    text.starts_with("file:")
        || scheme.ends_with("+file")
        || !text.contains("://") && (text.starts_with(['.', '~']) || text.contains(['/', '\\'])) && !text.contains("::")
}
