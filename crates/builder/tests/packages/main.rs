//! Step 2 of a build, with real packages: from channels that the tests make and from the configured Python index.

mod channel;
mod conda;
mod pip;
mod private;
mod step;
