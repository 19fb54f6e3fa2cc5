//! What the solver is asked for.

use super::channels::{channel, channels};
use crate::address::masked;
use crate::error::{PackageError, refused};
use definition::PythonPlan;
use rattler_conda_types::{Channel, MatchSpec, PackageNameMatcher, ParseMatchSpecOptions};
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

#[cfg(test)]
mod tests {
    use super::{PackageError, SolveRequest};
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
}
