//! Credentials of indexes and channels: the netrc file of this machine, and one for uv alone, since the lock that it
//! installs from has addresses without them.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs, io};
use url::Url;

/// The credentials of this machine, by host. A `default` is ignored: no index gets what was not meant for it.
#[derive(Default)]
pub struct Netrc(netrc::Netrc);

impl Netrc {
    /// The file that `NETRC` names, else `~/.netrc`. One that cannot be read counts as none.
    pub fn of_this_machine() -> Self {
        let named = env::var_os("NETRC").filter(|path| !path.is_empty()).map(PathBuf::from);
        let Some(path) = named.or_else(|| Some(env::home_dir()?.join(".netrc"))) else { return Self::default() };
        let parsed = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::default(),
            Err(error) => Err(error.to_string()),
            // An error names the word that is wrong, which may be a password.
            Ok(text) => Self::parse(&text).ok_or_else(|| "it is not a netrc file".to_owned()),
        };
        parsed.unwrap_or_else(|reason| {
            tracing::warn!(path = %path.display(), reason, "could not read the netrc file");
            Self::default()
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let mut netrc: netrc::Netrc = text.parse().ok()?;
        netrc.hosts.remove("default");
        Some(Self(netrc))
    }

    /// The address with the credentials of its host, when it has none of its own.
    pub fn with_credentials(&self, address: &Url) -> Url {
        let mut known = address.clone();
        let has_own = !address.username().is_empty() || address.password().is_some();
        let login = address.host_str().and_then(|host| self.0.hosts.get(host));
        if let Some(login) = login.filter(|_| !has_own && address.scheme().starts_with("http")) {
            // Both fail only for an address without a host.
            let _ = known.set_username(&encoded(&login.login));
            let _ = known.set_password(Some(&encoded(&login.password)));
        }
        known
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// The text of a netrc file for every address in a requirements file that has credentials, or whose host this machine knows.
pub fn netrc_for(requirements: &str) -> String {
    netrc_with(requirements, &Netrc::of_this_machine())
}

fn netrc_with(requirements: &str, machine: &Netrc) -> String {
    let addresses = requirements.split([' ', '=', '\n']).filter_map(|word| Url::parse(word.trim()).ok());
    let known = addresses.map(|address| machine.with_credentials(&address)).filter_map(|address| {
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
    use super::{Netrc, netrc_with};

    fn netrc(requirements: &str) -> String {
        netrc_with(requirements, &Netrc::default())
    }

    const FILE: &str = "# comment machine a.example\nmachine index.example\n  login anna\n  password s@f%e\nmacdef init\n\
                        machine b.example login x\n\nmachine \"c.example\" login \"token\" account y\n\
                        default login all password secret\n";

    #[test]
    fn this_machine_knows_the_hosts_of_its_netrc_file_and_no_others() {
        let machine = Netrc::parse(FILE).unwrap();
        let known = |text: &str| machine.with_credentials(&text.parse().unwrap()).to_string();
        assert_eq!(known("https://index.example:8443/simple"), "https://anna:s%40f%25e@index.example:8443/simple");
        assert_eq!(known("https://c.example/"), "https://token@c.example/");
        for text in ["https://a.example/", "https://b.example/", "https://own@index.example/", "file:///srv/x"] {
            assert_eq!(known(text), text);
        }
        let requirements = "--index-url https://index.example/simple\nsix @ https://c.example/six.whl\nidna\n";
        assert_eq!(
            netrc_with(requirements, &machine),
            "machine c.example login token\nmachine index.example login anna password s@f%e\n"
        );
    }

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
