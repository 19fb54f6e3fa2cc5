//! Microsoft's own clients, unmodified, against the real server over TLS. `cargo xtask test` installs them; without one
//! its tests say that they are skipped.

mod contracts;
mod copies;
mod first;
mod runs;
mod sdk;
mod second;
mod secure;
