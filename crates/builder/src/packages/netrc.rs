//! The credentials of the indexes, for uv alone: the lock that it installs from has addresses without them.

use percent_encoding::percent_decode_str;
use std::collections::BTreeSet;
use std::fmt::Write;
use url::Url;

/// The text of a netrc file for every address with credentials in a requirements file.
pub fn netrc(requirements: &str) -> String {
    let addresses = requirements.split([' ', '=', '\n']).filter_map(|word| Url::parse(word.trim()).ok());
    let known = addresses.filter_map(|address| {
        let host = address.host_str()?.to_owned();
        let name = decoded(address.username())?;
        let password = decoded(address.password().unwrap_or_default())?;
        (!(name.is_empty() && password.is_empty())).then_some((host, name, password))
    });
    known.collect::<BTreeSet<_>>().into_iter().fold(String::new(), |mut file, (host, name, password)| {
        let _ = write!(file, "machine {host} login {name}");
        let _ = match password.as_str() {
            "" => writeln!(file),
            password => writeln!(file, " password {password}"),
        };
        file
    })
}

/// The text behind percent signs. A blank cannot be written in this file: the index will then say what it misses.
fn decoded(text: &str) -> Option<String> {
    let text = percent_decode_str(text).decode_utf8().ok()?;
    (!text.contains(char::is_whitespace)).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::netrc;

    #[test]
    fn credentials_of_every_index_are_found() {
        let requirements = "--index-url https://anna:s%40fe@index.example/simple\n\
                            --extra-index-url=https://token@other.example:8443/simple\nsix @ https://x.example/six.whl\n";
        assert_eq!(
            netrc(requirements),
            "machine index.example login anna password s@fe\nmachine other.example login token\n"
        );
    }

    #[test]
    fn what_the_file_cannot_hold_is_left_out() {
        assert_eq!(netrc("--index-url https://a:b%20c%0Amachine@x.example\n--index-url https://a:%ff@x.example\n"), "");
    }
}
