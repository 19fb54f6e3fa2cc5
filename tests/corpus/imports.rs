//! Whether what a file asks for can be imported, in a container of its image.

use harness::{Outcome, Terrarium};
use std::process::{Command, Stdio};

/// Imports the top-level modules of each distribution that is named, each in a process of its own; prints a line for each
/// distribution of which none can be imported. Distributions without modules bring programs only.
const SCRIPT: &str = include_str!("imports.py");

/// Which packages cannot be imported and why, empty when all can.
pub fn failures(terrarium: &Terrarium, reference: &str, packages: &[String]) -> Outcome<String> {
    let mut command = Command::new(Terrarium::binary()?);
    command.args(["run", reference, "--", "python", "-c", SCRIPT]).args(packages);
    command.env("TERRARIUM_SERVER", terrarium.url()).env("TERRARIUM_TOOL", "buildah");
    command.env("XDG_CACHE_HOME", terrarium.data()).stdin(Stdio::null());
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() {
        return Ok(said);
    }
    let aside = String::from_utf8_lossy(&output.stderr);
    Ok(format!("the container failed: {said} {}", aside.lines().next_back().unwrap_or_default()))
}
