//! What a definition points to that is not in it.

use crate::dockerfile::{Dockerfile, Named};
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
    // The items are a Dockerfile that has the same items.
    let copies = match canonical.steps.context {
        None => Dockerfile::parse(&canonical.steps.dockerfile.join("\n")).copies(),
        Some(_) => Vec::new(),
    };
    for Named { text, .. } in copies {
        let help =
            "The files are not here: write them with a heredoc, download them in a step, or give a build context.";
        add(&text, help);
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
