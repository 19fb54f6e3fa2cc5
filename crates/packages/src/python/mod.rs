//! Python itself: which versions a definition accepts, which uv can download, and putting one into the environment.

mod accepted;
mod downloads;
mod log_line;
mod managed;

pub(crate) use accepted::accepted;
pub use downloads::{Download, check_download, list_downloads};
pub use log_line::{PYTHON_IN_LOG, python_in_log};
pub use managed::{ImagePythons, provide_python};
