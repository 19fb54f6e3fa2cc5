//! What will surprise somebody about a definition, reported while it is written: each check has a rule, a place, a
//! sentence, and where there is one, a fix. Checks of whole files are in `file_checks`.

mod base;
mod check;
mod conda;
mod context;
mod definition;
mod dockerfile;
mod fields;
mod image;
mod lists;
mod packages;
mod python;
mod requirements;
mod rule;
mod spelling;
mod texts;

pub use check::{Check, Fix, Place};
pub use definition::check;
pub use fields::check_name;
pub use rule::{Rule, Severity};

pub(crate) use texts::{is_template, template_check};
