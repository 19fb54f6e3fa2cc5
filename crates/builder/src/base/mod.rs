//! The workspace's own base images, made from the distribution's packages where the registry has none: a Debian release
//! with its Python, and what compiled Python packages load (see `docs/BASE.md`).

mod archive;
mod debian;
mod images;
mod release;
mod toolchain;

pub(crate) use debian::newest_python;
pub(crate) use images::BaseImages;
pub use release::{DEFAULT_BASE_IMAGE, PythonBaseImage, python_base_images};
pub(crate) use release::{RELEASES, Release};
pub(crate) use toolchain::remove_installing_image;
