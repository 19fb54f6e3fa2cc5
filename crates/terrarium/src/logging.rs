//! What the server says about itself, on standard error.

use tracing_subscriber::EnvFilter;

/// Starts the log. `RUST_LOG` chooses what is said; by default what an operator wants to know.
pub fn start() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,terrarium=info,server=info,builder=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
