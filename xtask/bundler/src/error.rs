//! Why the bundle could not be made.

use std::{io, path::PathBuf};

/// Why the bundle could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The code could not be cut at its split points.
    #[error("could not split the console's code: {0}")]
    Split(String),
    /// wasm-bindgen refused the code.
    #[error("could not bind the console's code to JavaScript: {0}")]
    Bind(String),
    /// wasm-opt could not be started or refused a module.
    #[error("{} could not optimize {}: {reason}", program.display(), module.display())]
    Optimize {
        /// The program.
        program: PathBuf,
        /// The module.
        module: PathBuf,
        /// What it said, or why it did not start.
        reason: String,
    },
    /// A `data-trunk` link of the page cannot be followed.
    #[error("{}: cannot follow `{link}`: {reason}", page.display())]
    Link {
        /// The page.
        page: PathBuf,
        /// The element.
        link: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The first load is larger than agreed.
    #[error("the first load takes {size} bytes, the budget is {budget}: find what grew in the list above")]
    OverBudget {
        /// Bytes that travel.
        size: u64,
        /// Bytes that may.
        budget: u64,
    },
}

impl Error {
    /// For `map_err` on what touches this path.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
