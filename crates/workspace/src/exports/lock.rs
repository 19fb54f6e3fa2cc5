//! What an image really holds, in a file that conda or pip can install again.

use api::Trial;
use definition::Definition;
use std::fmt::Write as _;
use store::images::LockedPackage;

/// What comes with Python itself, without a file of its own that could be checked.
const WITH_PYTHON: [&str; 3] = ["pip", "setuptools", "wheel"];

/// Every package of the image: a conda file for an environment of this name when conda installed some, else pip
/// requirements. The title is the first line, what trying the image found comes after it.
pub fn write(
    title: &str,
    name: &str,
    lock: &[LockedPackage],
    definition: &Definition,
    trial: Option<&Trial>,
) -> String {
    let mut text = format!("# {title}\n");
    if let Some(trial) = trial {
        let tried = format!("# tried {}: the image {}\n", trial.tried_at, trial.summary());
        let found = trial.findings.iter().map(|finding| format!("# - {}\n", finding.message));
        let steps = trial.instructions().into_iter().map(|step| format!("# The Docker step that fixes it: {step}\n"));
        text.extend([tried].into_iter().chain(found).chain(steps));
    }
    let by = |source| move |package: &&LockedPackage| package.source == source;
    let (conda, pip): (Vec<_>, Vec<_>) =
        (lock.iter().filter(by("conda")).collect(), lock.iter().filter(by("pip")).collect());
    for LockedPackage { name, version, .. } in lock.iter().filter(by("maven")) {
        let _ = writeln!(text, "# Spark package {name}:{version}");
    }
    // Writing into a string cannot fail.
    let _ = match (conda.is_empty(), pip.is_empty()) {
        (true, true) => Ok(()),
        (true, false) => requirements(&mut text, &pip),
        (false, _) => environment(&mut text, name, definition, &conda, &pip),
    };
    text
}

fn requirements(text: &mut String, pip: &[&LockedPackage]) -> std::fmt::Result {
    let (given, pinned): (Vec<&LockedPackage>, Vec<&LockedPackage>) =
        pip.iter().partition(|package| package.sha256.is_none() && WITH_PYTHON.contains(&package.name.as_str()));
    // One hash makes pip ask for all of them.
    let checked = pinned.iter().all(|package| package.sha256.is_some());
    let how = if checked { "--require-hashes " } else { "" };
    writeln!(text, "# pip install {how}-r requirements.lock.txt")?;
    for LockedPackage { name, version, .. } in given {
        writeln!(text, "# {name} {version} came with Python")?;
    }
    for LockedPackage { name, version, sha256, .. } in pinned {
        match sha256 {
            Some(sha256) if checked => writeln!(text, "{name}=={version} \\\n    --hash=sha256:{sha256}")?,
            Some(sha256) => writeln!(text, "{name}=={version}  # sha256:{sha256}")?,
            None => writeln!(text, "{name}=={version}")?,
        }
    }
    Ok(())
}

fn environment(
    text: &mut String,
    name: &str,
    definition: &Definition,
    conda: &[&LockedPackage],
    pip: &[&LockedPackage],
) -> std::fmt::Result {
    writeln!(text, "# conda env create -f environment.lock.yml")?;
    writeln!(text, "name: \"{name}\"")?;
    if !definition.channels.is_empty() {
        writeln!(text, "channels:")?;
        for channel in &definition.channels {
            writeln!(text, "  - {}", serde_json::Value::from(channel.as_str()))?;
        }
    }
    writeln!(text, "dependencies:")?;
    for LockedPackage { name, version, build, .. } in conda {
        let build = build.as_deref().map(|build| format!("={build}")).unwrap_or_default();
        writeln!(text, "  - {name}={version}{build}")?;
    }
    if !pip.is_empty() {
        writeln!(text, "  - pip:")?;
    }
    for LockedPackage { name, version, .. } in pip {
        writeln!(text, "      - {name}=={version}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, source: &str, sha256: Option<&str>) -> LockedPackage {
        let build = (source == "conda").then(|| "py311_0".to_owned());
        LockedPackage {
            name: name.into(),
            version: "1.0".into(),
            source: source.into(),
            build,
            sha256: sha256.map(Into::into),
            url: None,
        }
    }

    fn requirements_of(packages: &[LockedPackage]) -> String {
        let mut text = String::new();
        requirements(&mut text, &packages.iter().collect::<Vec<_>>()).unwrap();
        text
    }

    #[test]
    fn pip_checks_every_file_where_every_hash_is_known() {
        let packages = [package("pip", "pip", None), package("six", "pip", Some("ab"))];
        insta::assert_snapshot!(requirements_of(&packages), @r"
        # pip install --require-hashes -r requirements.lock.txt
        # pip 1.0 came with Python
        six==1.0 \
            --hash=sha256:ab
        ");
    }

    #[test]
    fn a_package_without_a_hash_leaves_pins_only() {
        let packages = [package("own", "pip", None), package("six", "pip", Some("ab"))];
        insta::assert_snapshot!(requirements_of(&packages), @r"
        # pip install -r requirements.lock.txt
        own==1.0
        six==1.0  # sha256:ab
        ");
    }
}
