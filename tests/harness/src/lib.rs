//! A running Terrarium and a browser in front of it: for the end-to-end tests, the browser bench and the pictures.
//!
//! Everything here is the real thing: the binary that `cargo` built, Chromium through `ChromeDriver` or Firefox through
//! geckodriver (`TERRARIUM_BROWSER=firefox`), elements found by role and label in the browser's own accessibility tree.
//! Nothing waits for a time: whoever waits polls until a deadline and says what it saw instead.

mod axe;
mod browser;
mod driver;
mod focus;
mod keys;
mod look;
mod page;
mod poll;
mod process;
mod protocol;
mod registry;
pub mod seed;
mod stories;
mod terrarium;
mod wire;
mod workspace;

pub use browser::Browser;
pub use look::{Colours, Look};
pub use page::Page;
pub use poll::{Patience, until};
pub use process::Process;
pub use registry::{Fault, FaultyWay, Registry};
pub use stories::{Story, run_stories};
pub use terrarium::Terrarium;
pub use wire::Wire;
pub use workspace::Workspace;

/// What can go wrong in a rehearsal: anything, and all of it ends the test.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
