//! How `terrarium serve` offers HTTPS.

use clap::Args;
use std::{net::SocketAddr, path::PathBuf, str::FromStr};

/// How `terrarium serve` offers HTTPS.
#[derive(Args)]
#[command(next_help_heading = "HTTPS")]
pub struct Https {
    /// The loopback address and port for HTTPS, or none. Without it 127.0.0.1:8443, or a free port when that is taken
    #[arg(id = "listen-tls", long = "listen-tls", value_name = "ADDRESS|none")]
    pub listen: Option<TlsAddress>,
    /// The certificate in PEM, with those that vouch for it; without it one is made for this machine and kept
    #[arg(long = "tls-certificate", value_name = "FILE", requires = "key")]
    pub certificate: Option<PathBuf>,
    /// The key of the certificate, in PEM
    #[arg(long = "tls-key", value_name = "FILE", requires = "certificate")]
    pub key: Option<PathBuf>,
}

/// Where HTTPS is offered.
#[derive(Clone, Copy)]
pub enum TlsAddress {
    /// Nowhere
    None,
    /// At this address
    At(SocketAddr),
}

impl FromStr for TlsAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "none" {
            return Ok(Self::None);
        }
        text.parse().map(Self::At).map_err(|_| "write it as ADDRESS:PORT, for example 127.0.0.1:8443, or none")
    }
}
