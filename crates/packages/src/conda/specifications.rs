//! What the solver is asked for: specifications, and channels by name, address or folder.

use crate::address::masked;
use crate::error::{PackageError, refused};
use crate::pip::Netrc;
use definition::PythonPlan;
use rattler_conda_types::{Channel, ChannelConfig, MatchSpec, PackageNameMatcher, ParseMatchSpecOptions};
use std::env;
use std::sync::Arc;

/// Channels and specifications.
#[derive(Clone, Debug)]
pub struct SolveRequest {
    /// In order of priority.
    pub channels: Vec<Channel>,
    /// One for every line of the conda part, and `pip` where the pip part needs it.
    pub specifications: Vec<MatchSpec>,
}

impl SolveRequest {
    /// As conda does, `pip` is added when there is a pip part and nobody asked for it, and with it Python; a channel
    /// that only a specification names (`channel::package`) comes after the others.
    pub fn new(python: &PythonPlan) -> Result<Self, PackageError> {
        let mut specifications = python.conda.iter().map(|text| parse(text)).collect::<Result<Vec<_>, _>>()?;
        let asks_for = |name: &str| specifications.iter().any(|specification| names(specification) == Some(name));
        if !python.requirements.trim().is_empty() && !asks_for("pip") {
            specifications.push(parse("pip")?);
        }
        let prefixes = python.conda.iter().filter_map(|text| Some(text.split_once("::")?.0));
        let channels = channels(python.channels.iter().map(String::as_str).chain(prefixes))?;
        Ok(Self { channels, specifications })
    }
}

fn parse(text: &str) -> Result<MatchSpec, PackageError> {
    let mut specification = MatchSpec::from_str(text, ParseMatchSpecOptions::lenient())
        .map_err(|error| refused(format!("`{}` in the conda part cannot be read: {error}", masked(text))))?;
    if let Some((prefix, _)) = text.split_once("::") {
        let name = if prefix == "defaults" { "main" } else { prefix };
        specification.channel = Some(Arc::new(channel(name)?));
    }
    Ok(specification)
}

fn names(specification: &MatchSpec) -> Option<&str> {
    match &specification.name {
        PackageNameMatcher::Exact(name) => Some(name.as_normalized()),
        _ => None,
    }
}

/// The channel that a definition means. Names are looked up where conda does, or where `CONDA_CHANNEL_ALIAS` says.
fn channel(name: &str) -> Result<Channel, PackageError> {
    let unclear = |reason: &str| refused(format!("the channel `{}` cannot be used: {reason}", masked(name)));
    if name.starts_with(['.', '~']) {
        return Err(unclear("it is a relative folder: give a name or a full address"));
    }
    let mut configuration = ChannelConfig::default_with_root_dir("/".into());
    if let Ok(alias) = env::var("CONDA_CHANNEL_ALIAS") {
        // Names come below it, not in place of its last part.
        configuration.channel_alias = format!("{}/", alias.trim_end_matches('/'))
            .parse()
            .map_err(|error| unclear(&format!("CONDA_CHANNEL_ALIAS is no address: {error}")))?;
    }
    let channel = Channel::from_str(name, &configuration).map_err(|error| unclear(&error.to_string()))?;
    let base_url = Netrc::of_this_machine().with_credentials(channel.base_url.url()).into();
    Ok(Channel { base_url, ..channel })
}

/// The channels of a definition in order of priority. `defaults` is what conda has for Linux under that name;
/// `nodefaults` says that there are no others, which is so anyway.
pub fn channels<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Vec<Channel>, PackageError> {
    let mut channels: Vec<Channel> = Vec::new();
    for name in names {
        let names: &[&str] = match name {
            "nodefaults" => &[],
            "defaults" => &["main", "r"],
            other => &[other],
        };
        for name in names {
            let channel = channel(name)?;
            if channels.iter().all(|known| known.base_url != channel.base_url) {
                channels.push(channel);
            }
        }
    }
    if channels.is_empty() {
        return Err(refused("the definition has conda packages but no channel: name one, such as conda-forge"));
    }
    Ok(channels)
}

#[cfg(test)]
mod tests {
    use super::{PackageError, SolveRequest, channels};
    use definition::PythonPlan;

    fn request(conda: &[&str], requirements: &str) -> Result<SolveRequest, PackageError> {
        SolveRequest::new(&PythonPlan {
            channels: vec!["conda-forge".into()],
            conda: conda.iter().map(|&text| text.to_owned()).collect(),
            requirements: requirements.into(),
            virtual_environment: None,
        })
    }

    fn specifications(conda: &[&str], requirements: &str) -> Vec<String> {
        request(conda, requirements).unwrap().specifications.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn pip_is_added_when_the_pip_part_needs_it() {
        assert_eq!(specifications(&["numpy"], "six\n"), ["numpy", "pip"]);
        assert_eq!(specifications(&["numpy", "pip=20"], "six\n").len(), 2);
        assert_eq!(specifications(&["numpy"], ""), ["numpy"]);
    }

    #[test]
    fn a_channel_of_a_specification_comes_last() {
        let request = request(&["pytorch::pytorch=2.1"], "").unwrap();
        assert!(request.channels[1].base_url.as_str().ends_with("/pytorch/"));
        let channel = request.specifications[0].channel.as_ref().unwrap();
        assert_eq!(channel.base_url, request.channels[1].base_url);
    }

    #[test]
    fn an_unreadable_specification_is_named() {
        let error = request(&["numpy >=1.2,,<"], "").unwrap_err().to_string();
        assert!(error.contains("`numpy >=1.2,,<` in the conda part"), "{error}");
    }

    fn names(names: &[&str]) -> Vec<String> {
        let channels = channels(names.iter().copied()).unwrap();
        channels.iter().map(|channel| channel.base_url.url().path().to_owned()).collect()
    }

    #[test]
    fn the_order_of_channels_is_kept() {
        assert_eq!(names(&["conda-forge", "pytorch", "conda-forge"]), ["/conda-forge/", "/pytorch/"]);
        assert_eq!(names(&["https://x.example/a/b", "file:///srv/channel"]), ["/a/b/", "/srv/channel/"]);
    }

    #[test]
    fn the_names_that_conda_treats_specially() {
        assert_eq!(names(&["defaults", "nodefaults"]), ["/main/", "/r/"]);
    }

    #[test]
    fn a_relative_folder_and_no_channel_at_all_are_refused() {
        assert!(channels(["./channel"]).unwrap_err().to_string().contains("`./channel`"));
        assert!(channels(["nodefaults"]).unwrap_err().to_string().contains("no channel"));
        let secret = channels(["https://anna:secret@[x"]).unwrap_err().to_string();
        assert!(!secret.contains("secret"), "{secret}");
    }
}
