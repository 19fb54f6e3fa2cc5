//! The scripts of a recipe. What somebody wrote in a definition is in files beside them, never in a line of a shell.

use api::{Version, code};
use definition::PythonPlan;
use http::Error;
use std::collections::BTreeMap;
use workspace::definitions::Checked;

/// Ends with 0 when the environment is there.
pub const CHECK: &str = "check.sh";
/// Makes it.
pub const BUILD: &str = "build.sh";

/// The tool that has images on this machine: `docker`, `podman` or `buildah`, as the variable `CONTAINER_TOOL` or the
/// first that works.
const TOOL: &str = r#"#!/bin/sh
set -eu
tool=${CONTAINER_TOOL:-}
if [ -z "$tool" ]; then
  if docker info >/dev/null 2>&1; then tool=docker
  elif podman info >/dev/null 2>&1; then tool=podman
  elif command -v buildah >/dev/null 2>&1; then tool=buildah
  else echo "Install Docker, Podman or buildah to have images on this machine" >&2; exit 3
  fi
fi
"#;

/// The recipe of an image: pulled where the workspace has it, else built here. `registry` has the base images that are
/// called `localhost/…`.
pub fn image(
    version: &Version,
    checked: &Checked,
    registry: &str,
    reference: Option<&str>,
) -> Result<BTreeMap<String, String>, Error> {
    let tag = format!("terrarium/{}:{}", version.environment.to_lowercase(), version.version);
    let mut files = BTreeMap::new();
    let there = "case $tool in buildah) buildah inspect --type image \"$image\" ;; *) \"$tool\" image inspect \"$image\" ;; esac";
    // Names of environments and versions are letters, digits, dots, underscores and dashes.
    files.insert(CHECK.into(), format!("{TOOL}image={}\n{there} >/dev/null 2>&1\n", reference.unwrap_or(&tag)));
    let build = if let Some(reference) = reference {
        format!(
            "{TOOL}image={reference}\n\
             case $tool in\n  docker) docker pull \"$image\" ;;\n\
             \x20 *) \"$tool\" pull --tls-verify=false \"$image\" ;;\nesac\n\
             \"$tool\" tag \"$image\" {tag}\necho \"The image is here as {tag}\"\n"
        )
    } else {
        if checked.canonical.steps.context.is_some() {
            return Err(Error::refuse(
                code::OUTSIDE_REFERENCE,
                "the build context of this environment is not in a recipe",
            )
            .help("Let the workspace build the image first: Environment.build; the recipe then pulls it"));
        }
        let plan = definition::plan(&checked.canonical);
        let mut dockerfile = plan.dockerfile.replacen("FROM localhost/", &format!("FROM {registry}/"), 1);
        if let Some(python) = &plan.python {
            dockerfile.push_str(step(python, &mut files));
        }
        files.insert("Dockerfile".into(), dockerfile);
        format!(
            "{TOOL}case $tool in\n  buildah) buildah bud --layers --tls-verify=false -t {tag} . ;;\n\
             \x20 *) \"$tool\" build -t {tag} . ;;\nesac\necho \"The image is here as {tag}\"\n"
        )
    };
    files.insert(BUILD.into(), build);
    Ok(files)
}

/// The instructions that install the packages, which are in files beside the Dockerfile.
fn step(python: &PythonPlan, files: &mut BTreeMap<String, String>) -> &'static str {
    files.insert("requirements.txt".into(), python.requirements.clone());
    if python.virtual_environment.is_some() {
        return "COPY requirements.txt /opt/requirements.txt\n\
                RUN python3 -m venv /opt/env && /opt/env/bin/pip install --no-cache-dir -r /opt/requirements.txt\n\
                ENV PATH=/opt/env/bin:$PATH\n";
    }
    files.insert("environment.yml".into(), conda(python));
    "COPY requirements.txt environment.yml /opt/\n\
     RUN conda env create --prefix /opt/env --file /opt/environment.yml\n\
     ENV PATH=/opt/env/bin:$PATH\n"
}

/// The conda file of a plan; a conda file may name a requirements file beside it.
fn conda(python: &PythonPlan) -> String {
    let entries =
        |entries: &[String]| entries.iter().map(|entry| format!("- {}\n", quoted(entry))).collect::<Vec<_>>().concat();
    let pip = if python.requirements.is_empty() { "" } else { "- pip:\n  - \"-r requirements.txt\"\n" };
    format!("channels:\n{}dependencies:\n{}{pip}", entries(&python.channels), entries(&python.conda))
}

/// A text in YAML. JSON is YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The recipe of an environment in a folder of the client's user, without containers.
pub fn environment(version: &Version, checked: &Checked) -> Result<BTreeMap<String, String>, Error> {
    let plan = definition::plan(&checked.canonical);
    let python = plan.python.ok_or_else(|| {
        Error::refuse(code::INVALID_DEFINITION, "the packages of a user-managed environment are in its image")
            .help("Ask for the image: build_local(workspace, useDocker=True)")
    })?;
    let folder = format!(
        "#!/bin/sh\nset -eu\nfolder=${{XDG_DATA_HOME:-$HOME/.local/share}}/terrarium/environments/{}\n",
        version.digests.python
    );
    let mut files = BTreeMap::from([("requirements.txt".to_owned(), python.requirements.clone())]);
    let make = if let Some(wanted) = &python.virtual_environment {
        let program = if wanted.is_empty() { "python3".to_owned() } else { interpreter(wanted) };
        format!("{program} -m venv \"$folder\"\n\"$folder/bin/pip\" install -r requirements.txt\n")
    } else {
        files.insert("environment.yml".into(), conda(&python));
        "conda env create --prefix \"$folder\" --file environment.yml\n".to_owned()
    };
    files.insert(CHECK.into(), format!("{folder}test -f \"$folder/complete\"\n"));
    files.insert(
        BUILD.into(),
        format!(
            "{folder}rm -rf \"$folder\"\n{make}touch \"$folder/complete\"\necho \"The environment is in $folder\"\n"
        ),
    );
    Ok(files)
}

/// The program of a Python version: `python3.11` of `3.11`, `=3.11.4` or `>=3.11`.
fn interpreter(wanted: &str) -> String {
    let digits = wanted.trim_start_matches(|sign: char| !sign.is_ascii_digit());
    let mut parts = digits.split(|sign: char| !sign.is_ascii_digit());
    match (parts.next(), parts.next()) {
        (Some("3"), Some(minor)) if !minor.is_empty() && minor.len() <= 2 => format!("python3.{minor}"),
        _ => "python3".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::interpreter;

    #[test]
    fn a_wanted_version_names_a_program() {
        for (wanted, program) in [("3.11", "python3.11"), ("=3.10.4", "python3.10"), (">=3.9,<3.12", "python3.9")] {
            assert_eq!(interpreter(wanted), program, "{wanted}");
        }
        for odd in ["3", "2.7", "3.x; rm -rf /", ""] {
            assert_eq!(interpreter(odd), "python3", "{odd}");
        }
    }
}
