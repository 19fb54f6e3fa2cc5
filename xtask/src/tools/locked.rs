//! Versions out of `Cargo.lock`.

use crate::{Error, run};

/// The version of a package in `Cargo.lock`.
///
/// # Errors
/// When the file cannot be read or names no such package.
pub fn version(package: &str) -> Result<String, Error> {
    let path = run::repository().join("Cargo.lock");
    let text = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
    find(&text, package)
        .ok_or_else(|| Error::Missing(format!("Cargo.lock names no {package}: run `cargo check` first")))
}

fn find(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_follows_the_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"9.9.9\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.1\"\n";
        assert_eq!(super::find(lock, "wasm-bindgen").as_deref(), Some("0.2.1"));
        assert_eq!(super::find(lock, "wasm"), None);
    }
}
