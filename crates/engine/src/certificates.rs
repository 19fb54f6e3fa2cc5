//! The certificates that this machine trusts, as steps see them: networks may have an authority of their own.

use std::path::PathBuf;

/// Where a step sees them: a folder that images have no use for, so that steps that install certificates of their own
/// are not in the way.
pub(crate) const FOLDER: &str = "/run/terrarium/certificates";
/// The file in that folder.
pub(crate) const BUNDLE: &str = "certificates.pem";
/// Where distributions keep the certificates that a machine trusts, in one file.
const BUNDLES: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"];
/// The variables by which tools find certificates. Steps get them as build arguments: these do not stay in the image.
pub const CERTIFICATE_VARIABLES: [&str; 6] =
    ["CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "NODE_EXTRA_CA_CERTS", "PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"];

/// The file with the certificates of this machine.
pub(crate) fn bundle() -> Option<PathBuf> {
    let own = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from);
    own.into_iter().chain(BUNDLES.map(PathBuf::from)).find(|bundle| bundle.is_file())
}

/// The build arguments by which the steps of a Dockerfile find the bundle: those that it declares.
pub(crate) fn arguments(dockerfile: &str) -> impl Iterator<Item = (&'static str, String)> {
    let declared = |variable: &&str| dockerfile.lines().any(|line| line.strip_prefix("ARG ") == Some(*variable));
    CERTIFICATE_VARIABLES.into_iter().filter(declared).map(|variable| (variable, format!("{FOLDER}/{BUNDLE}")))
}
