//! A Dockerfile: the user installs the packages.

use crate::dockerfile::Dockerfile;
use crate::model::{Definition, ImportError};

/// Takes the text as it is, when it is a Dockerfile at all.
pub fn read(text: &str) -> Result<Definition, ImportError> {
    if Dockerfile::parse(text).stages().next().is_none() {
        let help = "Begin with the base image, `FROM python:3.12`; for a list of packages choose another kind.";
        return Err(ImportError::new(None, "no instruction of this Dockerfile is FROM", help));
    }
    Ok(Definition { dockerfile: Some(text.to_owned()), user_managed: true, ..Definition::default() })
}
