//! What a definition points to that is not in it.

use crate::canonical::is_conda_archive;
use crate::dockerfile::{Dockerfile, Named};
use crate::location::{is_local_folder, is_path, is_pip_archive};
use crate::pip::OptionLine;
use crate::secrets::mask;
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
        found.push(Outside { reference: mask(reference).into_owned(), help: help.into() });
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
    for repository in canonical.spark.iter().flat_map(|spark| &spark.repositories) {
        if is_local_folder(repository) {
            add(repository, "The folder is not here: name a repository that every machine can reach.");
        }
    }
    if let Python::System { channels, conda, pip, pip_options } = &canonical.python {
        for channel in channels.iter().filter(|channel| is_local_folder(channel)) {
            add(channel, "The folder is not here: name a channel that every machine can reach.");
        }
        for option in pip_options.iter().filter(|option| option_refers(option)) {
            add(option, "The file is not here: write its lines in place of this one.");
        }
        let paths = conda.iter().filter(|entry| conda_refers(entry));
        let archives = canonical.archives.iter().chain(pip.iter().filter(|line| requirement_refers(line)));
        for path in paths.chain(archives) {
            add(path, "The file is not here: name a package of an index, or a URL.");
        }
    }
    found
}

/// `-r FILE`, `-c FILE`, `-e PATH`, and the folders that an index option names.
pub(crate) fn option_refers(option: &str) -> bool {
    let option = OptionLine::parse(option);
    let (Some(known), Some(place)) = (option.known, option.place()) else { return false };
    match known.name {
        "--requirement" | "--constraint" | "--find-links" | "--index-url" | "--extra-index-url" | "--pypi-url" => {
            !place.is_empty() && (is_path(place) || !place.contains("://"))
        }
        "--editable" => is_path(place) || !place.contains("://"),
        _ => false,
    }
}

/// Requirements or constraints that are fetched from an address.
pub(crate) fn requirements_by_url(option: &str) -> Option<&str> {
    let option = OptionLine::parse(option);
    let is_file = option.known.is_some_and(|known| ["--requirement", "--constraint"].contains(&known.name));
    option.place().filter(|place| is_file && place.contains("://") && !is_path(place))
}

/// A requirement that is a file of this machine.
pub(crate) fn requirement_refers(line: &str) -> bool {
    let requirement = line.split_once(" --").map_or(line, |(requirement, _)| requirement);
    let requirement = requirement.split("; ").next().unwrap_or_default();
    match requirement.split_once('@').map(|(name, place)| (name.trim_end(), place.trim())) {
        Some((name, place)) if !name.contains(['/', ':']) => is_path(place) || !place.contains(':'),
        _ => is_path(requirement) || is_pip_archive(requirement),
    }
}

/// An entry of the conda list that is a file of this machine, or comes from a folder of it.
pub(crate) fn conda_refers(entry: &str) -> bool {
    let channel = entry.split_once("::").map(|(channel, _)| channel);
    is_path(entry)
        || is_conda_archive(entry) && !entry.contains("://")
        || channel.is_some_and(|channel| !channel.contains('[') && is_local_folder(channel))
}
