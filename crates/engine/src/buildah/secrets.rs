//! Variables that are nobody else's business. Buildah takes variables as arguments only, which everybody on the machine
//! sees in the list of processes. So these are in a file that the container sees, and a shell reads it before the command.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// Where the container sees the folder with the file.
pub(super) const FOLDER: &str = "/run/terrarium/variables";
const FILE: &str = "secrets";

/// Writes the variables into a folder of a command's own.
pub(super) fn write(secrets: &BTreeMap<String, String>, work: &Path) -> io::Result<PathBuf> {
    let folder = work.join("variables");
    fs::DirBuilder::new().mode(0o700).create(&folder)?;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(folder.join(FILE))?;
    for (name, value) in secrets {
        writeln!(file, "export {name}={}", quoted(value))?;
    }
    Ok(folder)
}

/// What has a shell read them.
pub(super) fn read() -> String {
    format!(". {FOLDER}/{FILE}; ")
}

/// A text as a word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_every_value_as_it_is() {
        let work = tempfile::tempdir().unwrap();
        let values = ["plain", "it's", "$(touch hacked) `id`", "two\nlines", "a\\b \"c\" ", "'; exit 1; '"];
        for (number, value) in values.iter().enumerate() {
            let work = work.path().join(number.to_string());
            fs::create_dir(&work).unwrap();
            let secrets = BTreeMap::from([("SECRET".to_owned(), (*value).to_owned())]);
            let file = write(&secrets, &work).unwrap().join(FILE);
            let script = format!(". {}; printf %s \"$SECRET\"", file.display());
            let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout), *value);
        }
    }
}
