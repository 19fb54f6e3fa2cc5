//! Channels by name, address or folder.

use crate::address::masked;
use crate::error::{PackageError, refused};
use crate::pip::Netrc;
use rattler_conda_types::{Channel, ChannelConfig};
use std::env;

/// The channel that a definition means. Names are looked up where conda does, or where `CONDA_CHANNEL_ALIAS` says.
pub fn channel(name: &str) -> Result<Channel, PackageError> {
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
    use super::channels;

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
