//! The listeners of `terrarium serve`: on loopback, without and with TLS.

use super::arguments::{Https, TlsAddress};
use crate::failure::Failure;
use api::code::{INVALID_PARAMETER, UNAVAILABLE};
use http::tls::{self, Certificate, CertificateError, TlsListener};
use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};
use time::OffsetDateTime;
use tokio::net::TcpListener;

const DEFAULT_TLS_ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8443);

/// Listens without TLS.
///
/// # Errors
/// When the address is taken, or not a loopback address.
pub async fn plain(address: SocketAddr) -> Result<TcpListener, Failure> {
    loopback(address)?;
    TcpListener::bind(address).await.map_err(|error| taken(address, &error, "--listen"))
}

/// Reads the certificate that the options name.
///
/// # Errors
/// When its files cannot be used.
pub fn read_certificate(arguments: &Https) -> Result<Option<Certificate>, Failure> {
    let files = arguments.certificate.as_deref().zip(arguments.key.as_deref());
    files.map(|(certificate, key)| Certificate::read(certificate, key)).transpose().map_err(|error| unusable(&error))
}

/// Listens with TLS, unless it is turned off. Writes the address and the certificates that clients have to trust to the
/// data folder.
///
/// # Errors
/// When the address is taken or not a loopback address, or the certificate cannot be used.
pub async fn secure(
    address: Option<TlsAddress>,
    certificate: Option<Certificate>,
    data: &Path,
) -> Result<Option<TlsListener>, Failure> {
    let folder = data.join(tls::FOLDER);
    fs::create_dir_all(&folder)?;
    let listener = match address {
        Some(TlsAddress::None) => {
            remove_if_exists(&folder.join(tls::ADDRESS))?;
            return Ok(None);
        }
        Some(TlsAddress::At(address)) => {
            loopback(address)?;
            TcpListener::bind(address).await.map_err(|error| taken(address, &error, "--listen-tls"))?
        }
        // Another workspace may use the default port.
        None => match TcpListener::bind(DEFAULT_TLS_ADDRESS).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                TcpListener::bind((DEFAULT_TLS_ADDRESS.ip(), 0)).await?
            }
            bound => bound?,
        },
    };
    let address = listener.local_addr()?;
    let certificate = match certificate {
        Some(certificate) => certificate,
        None => tls::own(&folder, address.ip(), OffsetDateTime::now_utc()).map_err(|error| unusable(&error))?,
    };
    certificate.write_bundle(&folder).map_err(|error| unusable(&error))?;
    let listener = TlsListener::new(listener, certificate).map_err(|error| unusable(&error))?;
    fs::write(folder.join(tls::ADDRESS), format!("https://{address}"))?;
    Ok(Some(listener))
}

fn loopback(address: SocketAddr) -> Result<(), Failure> {
    if address.ip().is_loopback() {
        return Ok(());
    }
    Err(Failure::new(
        INVALID_PARAMETER,
        format!("{address} is not a loopback address, and there are no users and passwords yet"),
        "Listen on 127.0.0.1 or [::1]; from other machines use a tunnel, for example ssh -L 8080:127.0.0.1:8080",
    ))
}

fn taken(address: SocketAddr, error: &io::Error, option: &str) -> Failure {
    let help = format!("Choose another with {option}, for example {option} 127.0.0.1:0 for any free port");
    Failure::new(UNAVAILABLE, format!("cannot listen on {address}: {error}"), help)
}

fn unusable(error: &CertificateError) -> Failure {
    let help = "Use --tls-certificate and --tls-key with the PEM files of a certificate and its key, omit both \
                for a generated certificate, or turn HTTPS off with --listen-tls none";
    Failure::new(UNAVAILABLE, error.to_string(), help)
}

/// Removes a file if it exists.
fn remove_if_exists(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
