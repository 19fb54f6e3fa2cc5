//! Where `terrarium serve` listens: on loopback, without and with TLS.

use crate::{
    arguments::{Https, TlsAddress},
    failure::Failure,
};
use api::code::{INVALID_PARAMETER, UNAVAILABLE};
use http::tls::{self, Certificate, CertificateError, TlsListener};
use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};
use time::OffsetDateTime;
use tokio::net::TcpListener;

/// Where TLS is offered when nobody says anything else.
const TLS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8443);

/// Listens without TLS.
///
/// # Errors
/// When the address is taken, or no loopback address.
pub async fn plain(address: SocketAddr) -> Result<TcpListener, Failure> {
    loopback(address)?;
    TcpListener::bind(address).await.map_err(|error| taken(address, &error, "--listen"))
}

/// The certificate that was given, if one was.
///
/// # Errors
/// When its files cannot be used.
pub fn given(arguments: &Https) -> Result<Option<Certificate>, Failure> {
    let files = arguments.certificate.as_deref().zip(arguments.key.as_deref());
    files.map(|(certificate, key)| Certificate::read(certificate, key)).transpose().map_err(|error| unusable(&error))
}

/// Listens with TLS, unless nobody wants it, and tells the data folder where, and what clients trust.
///
/// # Errors
/// When the address that was asked for is taken or no loopback address, or there is no certificate to use.
pub async fn secure(
    address: Option<TlsAddress>,
    given: Option<Certificate>,
    data: &Path,
) -> Result<Option<TlsListener>, Failure> {
    let folder = data.join(tls::FOLDER);
    fs::create_dir_all(&folder)?;
    let listener = match address {
        Some(TlsAddress::None) => {
            forget(&folder.join(tls::ADDRESS))?;
            return Ok(None);
        }
        Some(TlsAddress::At(address)) => {
            loopback(address)?;
            TcpListener::bind(address).await.map_err(|error| taken(address, &error, "--listen-tls"))?
        }
        // Whoever did not ask for the port does not want to hear that another workspace has it.
        None => match TcpListener::bind(TLS).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => TcpListener::bind((TLS.ip(), 0)).await?,
            bound => bound?,
        },
    };
    let address = listener.local_addr()?;
    let certificate = match given {
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
        format!("{address} is no loopback address, and there are no users and passwords yet"),
        "Listen on 127.0.0.1 or [::1]; from elsewhere come through a tunnel, for example ssh -L 8080:127.0.0.1:8080",
    ))
}

fn taken(address: SocketAddr, error: &io::Error, option: &str) -> Failure {
    let help = format!("Choose another with {option}, for example {option} 127.0.0.1:0 for any free port");
    Failure::new(UNAVAILABLE, format!("cannot listen on {address}: {error}"), help)
}

fn unusable(error: &CertificateError) -> Failure {
    let help = "Name the PEM files of a certificate and its key with --tls-certificate and --tls-key, leave both out \
                for a certificate of this machine, or do without HTTPS with --listen-tls none";
    Failure::new(UNAVAILABLE, error.to_string(), help)
}

/// Removes a file that may not be there.
fn forget(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
