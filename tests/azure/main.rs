//! Microsoft's clients, unmodified, against the real server over TLS. `cargo xtask test` installs them; the tests of a missing one
//! are skipped, which is a failure where `CI` is set.

mod contracts;
mod copies;
mod first;
mod runs;
mod sdk;
mod second;
mod secure;
