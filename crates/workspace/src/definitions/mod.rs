//! Definitions: read from files and requests, checked, hashed, compared in words.

mod checked;
mod difference;
mod import;
mod policy;
mod python;

pub use checked::{Checked, refuse_credentials};
pub use difference::describe_difference;
pub use import::import;
pub use policy::DefinitionRules;
pub use python::image_python;
