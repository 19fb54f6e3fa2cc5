//! A running Terrarium and a browser in front of it, for the end-to-end tests, the browser benches and the pictures.
//!
//! Nothing is mocked: the binary that cargo built, Chromium through `ChromeDriver` or Firefox through geckodriver
//! (`TERRARIUM_BROWSER=firefox`), elements found by role and label in the browser's own accessibility tree. Nothing sleeps
//! for a fixed time: [`wait_for`] polls until a timeout and reports what it found instead, and [`Job`] waits no longer than the
//! build or run that would cause what is waited for.

mod appearance;
mod axe;
mod browser;
mod driver;
mod faulty_proxy;
mod focus;
mod job;
mod keys;
mod page;
mod process;
mod protocol;
pub mod seed;
mod stories;
mod terrarium;
mod wait;
mod workspace;

pub use appearance::{ColorScheme, Viewport};
pub use browser::Browser;
pub use faulty_proxy::{Fault, FaultyProxy, Registry};
pub use job::Job;
pub use page::Page;
pub use process::Process;
pub use stories::{Story, run_stories};
pub use terrarium::Terrarium;
pub use wait::{Timeout, wait_for};
pub use workspace::Workspace;

/// The result of a test and of everything that can fail in one.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
