//! Where Python is in the image of a definition.

use api::ImagePython;
use builder::packages::ENVIRONMENT;
use definition::Definition;

/// The environment that the builder makes, or the interpreter that the user put into the image.
pub fn image_python(definition: &Definition) -> ImagePython {
    let given = definition.interpreter_path.as_deref();
    if definition.user_managed {
        return ImagePython { environment: None, interpreter: given.unwrap_or("python").into() };
    }
    let chosen = given.filter(|path| path.starts_with('/')).map(ToOwned::to_owned);
    ImagePython {
        environment: Some(ENVIRONMENT.into()),
        interpreter: chosen.unwrap_or_else(|| format!("{ENVIRONMENT}/bin/python")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_manages_the_packages_decides_where_python_is() {
        let interpreter = |user_managed, path: Option<&str>| {
            let interpreter_path = path.map(Into::into);
            image_python(&Definition { user_managed, interpreter_path, ..Definition::default() }).interpreter
        };
        assert_eq!(interpreter(false, Some("python")), "/opt/env/bin/python");
        assert_eq!(interpreter(true, None), "python");
        assert_eq!(interpreter(true, Some("/usr/bin/python3.12")), "/usr/bin/python3.12");
    }
}
