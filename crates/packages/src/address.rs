//! Addresses without their credentials, as locks, logs and messages show them.

use definition::mask_addresses;
use std::error::Error;
use url::Url;

/// An address without user name, password, conda token and what a server may have signed it with.
#[must_use]
pub fn public(address: &Url) -> Url {
    let mut address = address.clone();
    if address.has_authority() {
        // Both fail only for an address without a host, which has no credentials either.
        let _ = address.set_username("");
        let _ = address.set_password(None);
    }
    address.set_query(None);
    let path = address.path();
    let token = path.strip_prefix("/t/").and_then(|rest| Some(rest.split_once('/')?.1));
    if let Some(rest) = token.map(|rest| format!("/{rest}")) {
        address.set_path(&rest);
    }
    address
}

/// An address, or the name of a channel, without credentials.
#[must_use]
pub fn shown(text: &str) -> String {
    text.parse().map_or_else(|_| masked(text), |address| public(&address).into())
}

/// The text without the credentials of addresses, including the tokens that conda writes as `HOST/t/TOKEN/…`.
#[must_use]
pub fn masked(text: &str) -> String {
    let text = mask_addresses(text);
    let mut parts = text.split("/t/");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |before, part| {
        let follows_host = before.rsplit_once("://").is_some_and(|(_, host)| !host.contains(['/', ' ', '\n']));
        let end = part.find(|letter: char| letter == '/' || letter.is_whitespace()).unwrap_or(part.len());
        let (token, rest) = part.split_at(end);
        format!("{before}/t/{}{rest}", if follows_host { "***" } else { token })
    })
}

/// The lower-case hexadecimal digits of some bytes.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// The whole chain of an error, without credentials.
pub fn reasons(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(reason) = next {
        let words = reason.to_string();
        if !text.contains(&words) {
            text = format!("{text}: {words}");
        }
        next = reason.source();
    }
    masked(&text)
}

#[cfg(test)]
mod tests {
    use super::{masked, public};

    #[test]
    fn a_public_address_has_no_credentials() {
        let address = |text: &str| public(&text.parse().unwrap()).to_string();
        assert_eq!(address("https://anna:secret@x.example/a.whl?sig=secret"), "https://x.example/a.whl");
        assert_eq!(
            address("https://x.example/t/secret/channel/noarch/a.conda"),
            "https://x.example/channel/noarch/a.conda"
        );
        assert_eq!(address("file:///srv/channel/noarch/a.conda"), "file:///srv/channel/noarch/a.conda");
    }

    #[test]
    fn credentials_are_masked_wherever_they_are() {
        assert_eq!(
            masked("see https://anna:secret@x.example/a@b and `http://token@y.example`, not a@b"),
            "see https://***@x.example/a@b and `http://***@y.example`, not a@b"
        );
        assert_eq!(masked("at https://x.example/t/secret/main failed"), "at https://x.example/t/***/main failed");
        assert_eq!(masked("in /srv/t/a and https://x.example/a/t/b"), "in /srv/t/a and https://x.example/a/t/b");
    }
}
