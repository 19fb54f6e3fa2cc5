//! What an environment definition is, and whether two of them build the same image.
//!
//! Everything here is pure: no file, clock, network or randomness, and no cargo feature, so that the same bytes give
//! the same digests in the browser, in the server and on the command line. Bytes come in through [`import`], become a
//! [`Definition`], and leave as [`Digests`], a [`Comparison`], a [`Plan`] or an exported text.

mod canonical;
mod cheapest;
pub mod checks;
mod command;
mod compare;
pub mod context;
mod digest;
pub mod dockerfile;
pub mod edit;
mod export;
pub mod file_checks;
mod fingerprint;
mod import;
mod json;
mod location;
mod model;
mod node;
mod outside;
mod package_list;
mod pip;
mod plan;
mod policy;
mod python_versions;
mod secrets;
mod text;

pub use canonical::{Base, Canonical, Invalid, Python, Spark, Steps, canonical};
pub use cheapest::{Target, Way, cheapest};
pub use command::{command_line, command_words, named_interpreter};
pub use compare::{Change, Comparison, EqualPackage, PackageChange, compare, distance, equal_packages, nearest};
pub use digest::{Digest, Digests, HASH_VERSION, SHORT_DIGITS, beginning_of_digest};
pub use export::{ExportError, conda_file, export};
pub use fingerprint::{Fingerprint, NotAFingerprint};
pub use import::{
    Companion, FileError, GivenFiles, Imported, ImportedFiles, Kind, MAXIMUM_BYTES, MissingFile, Note, ReadFile,
    SAVED_ENVIRONMENT, SourceFiles, import, import_files, is_saved_dockerfile, recognise,
};
pub use model::{BuildContext, Component, Definition, Dependency, ImportError, PackageSource, Platform, SparkPackage};
pub use outside::{Outside, outside};
pub use plan::{Plan, PythonPlan, plan};
pub use policy::{Allowed, PackageRule, Policy, TrialPolicy};
pub use python_versions::{PythonSource, PythonVersion, accepts_python, check_python, requested_python};
pub use secrets::{mask, mask_addresses, secrets, unfinished_authority};
