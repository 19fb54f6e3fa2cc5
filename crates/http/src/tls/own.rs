//! The workspace's own certificate: made at the first start, kept, and renewed at a start before clients refuse it.

use super::{Certificate, CertificateError, certificate::provider};
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose};
use rustls::{
    RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier as _},
    pki_types::{ServerName, UnixTime},
};
use std::{
    fs,
    io::{self, Write as _},
    net::IpAddr,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    sync::Arc,
};
use time::{Duration, OffsetDateTime};

/// The name of its file.
const CERTIFICATE: &str = "certificate.pem";
/// The name of the file of its key, for the owner alone.
const KEY: &str = "key.pem";
/// How long it is valid: no longer than browsers of this day take from anybody.
const LIFETIME: Duration = Duration::days(825);
/// How much of that is left at least when a server starts.
const LEFT: Duration = Duration::days(180);

/// The own certificate in this folder for this machine, whose address is given. Whatever is there and would not do for
/// half a year is replaced.
///
/// # Errors
/// When it can be neither read nor made.
pub fn own(folder: &Path, address: IpAddr, now: OffsetDateTime) -> Result<Certificate, CertificateError> {
    let (certificate, key) = (folder.join(CERTIFICATE), folder.join(KEY));
    let names = names(address);
    match Certificate::read(&certificate, &key) {
        Ok(kept) if serves(&kept, &names, now + LEFT) => return Ok(kept),
        Err(CertificateError::File(path, error)) if error.kind() != io::ErrorKind::NotFound => {
            return Err(CertificateError::File(path, error));
        }
        _ => {}
    }
    let made = KeyPair::generate()?;
    let text = parameters(&names, now)?.self_signed(&made)?.pem();
    fs::create_dir_all(folder).map_err(|error| CertificateError::File(folder.to_owned(), error))?;
    write(&key, &made.serialize_pem(), 0o600)?;
    write(&certificate, &text, 0o644)?;
    Certificate::read(&certificate, &key)
}

fn names(address: IpAddr) -> Vec<String> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(Into::into).into();
    if !names.contains(&address.to_string()) {
        names.push(address.to_string());
    }
    names
}

fn parameters(names: &[String], now: OffsetDateTime) -> Result<CertificateParams, rcgen::Error> {
    let mut parameters = CertificateParams::new(names)?;
    parameters.distinguished_name.push(DnType::CommonName, "Terrarium on this machine");
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    parameters.use_authority_key_identifier_extension = true;
    // A clock that is a little behind finds it valid as well.
    parameters.not_before = now - Duration::DAY;
    parameters.not_after = now + LIFETIME - Duration::DAY;
    Ok(parameters)
}

/// Whether clients who trust it take it at this time for all of these names, and its key belongs to it.
fn serves(certificate: &Certificate, names: &[String], at: OffsetDateTime) -> bool {
    let Some(leaf) = certificate.chain.first() else { return false };
    let mut trusted = RootCertStore::empty();
    let Ok(seconds) = u64::try_from(at.unix_timestamp()) else { return false };
    let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
    if trusted.add(leaf.clone()).is_err() {
        return false;
    }
    let Ok(verifier) = WebPkiServerVerifier::builder_with_provider(Arc::new(trusted), provider()).build() else {
        return false;
    };
    let taken = |name: &String| {
        ServerName::try_from(name.as_str())
            .is_ok_and(|name| verifier.verify_server_cert(leaf, &[], &name, &[], at).is_ok())
    };
    names.iter().all(taken) && certificate.is_whole()
}

/// Writes a file whole or not at all.
pub(super) fn write(path: &Path, text: &str, mode: u32) -> Result<(), CertificateError> {
    let folder = path.parent().unwrap_or(path);
    let written = || -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    written().map_err(|error| CertificateError::File(path.to_owned(), error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn now() -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(1_760_000_000).unwrap()
    }

    fn leaf(folder: &TempDir, address: IpAddr, at: OffsetDateTime) -> Vec<u8> {
        own(folder.path(), address, at).unwrap().chain[0].to_vec()
    }

    #[test]
    fn it_is_made_once_and_its_key_is_for_the_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let made = leaf(&folder, HERE, now());
        assert_eq!(leaf(&folder, HERE, now() + Duration::days(365)), made);
        let access = |name| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((access(KEY), access(CERTIFICATE)), (0o600, 0o644));
    }

    #[test]
    fn it_is_renewed_before_clients_refuse_it() {
        let folder = tempfile::tempdir().unwrap();
        let made = leaf(&folder, HERE, now());
        let late = now() + LIFETIME - LEFT;
        let renewed = leaf(&folder, HERE, late);
        assert_ne!(renewed, made);
        assert_eq!(leaf(&folder, HERE, late), renewed);
    }

    #[test]
    fn another_address_gets_a_certificate_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let made = leaf(&folder, HERE, now());
        let elsewhere = leaf(&folder, IpAddr::from([127, 0, 0, 9]), now());
        assert_ne!(elsewhere, made);
        assert_eq!(leaf(&folder, HERE, now()), elsewhere, "it has the usual names as well");
    }

    #[test]
    fn what_a_crash_or_a_person_left_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let made = leaf(&folder, HERE, now());
        let other = KeyPair::generate().unwrap().serialize_pem();
        for (name, text) in [(CERTIFICATE, "no PEM"), (KEY, ""), (KEY, other.as_str())] {
            fs::write(folder.path().join(name), text).unwrap();
            let again = leaf(&folder, HERE, now());
            assert_ne!(again, made, "{name}: {text}");
            assert_eq!(leaf(&folder, HERE, now()), again);
        }
    }
}
