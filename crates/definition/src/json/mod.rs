//! The v1 JSON form: read in any case, written in camelCase.

mod conda;
mod read;
mod section;
mod write;

pub use conda::{read_conda, write_conda};
pub use read::read;
pub use section::{OTHERS_OF_CONDA, Section, is_keepable};
