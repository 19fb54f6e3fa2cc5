//! Lines that leave the version open, and the same lines with one version.

use super::line::split;
use crate::model::PackageSource;
use crate::package_list::{PackageLine, Row};

/// Whether a line names a package and leaves its version open.
#[must_use]
pub fn is_open(row: &Row) -> bool {
    PackageLine::parse(row.clone()).is_exact() == Some(false)
}

/// The line with exactly this version: channel, extras, build and marker stay. None for a line that names no package,
/// or says its versions in a way that has no place for one more.
#[must_use]
pub fn pin(row: &Row, version: &str) -> Option<String> {
    PackageLine::parse(row.clone()).is_exact()?;
    let (name, rest) = split(&row.text);
    match row.source {
        PackageSource::Conda => conda(name, rest.trim(), version),
        PackageSource::Pip | PackageSource::Spark => Some(pip(name, rest, version)),
    }
}

fn conda(name: &str, rest: &str, version: &str) -> Option<String> {
    let (versions, brackets) = rest.find('[').map_or((rest, ""), |at| rest.split_at(at));
    if brackets.contains("version") {
        return None;
    }
    // A build follows the version after a blank, or after its second `=`.
    let versions = versions.trim_start_matches(['=', '<', '>', '!', '~', ' ']);
    let build = versions.split([' ', '=']).filter(|part| !part.is_empty()).nth(1);
    let build =
        build.filter(|build| !build.starts_with(['<', '>', '!', '~', ',', '|']) && !versions.contains([',', '|']));
    let build = build.map(|build| format!("={build}")).unwrap_or_default();
    Some(format!("{name}={version}{build}{brackets}"))
}

fn pip(name: &str, rest: &str, version: &str) -> String {
    let start = rest.trim_start();
    let extras = start.strip_prefix('[').and_then(|inside| Some(inside.split_once(']')?.0));
    let extras = extras.map(|extras| format!("[{extras}]")).unwrap_or_default();
    let ends = [" ;", ";", " --", " #"].into_iter().filter_map(|end| rest.find(end)).min();
    let after = ends.map_or("", |end| &rest[end..]);
    format!("{name}{extras}=={version}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{add, rows};
    use crate::{Definition, canonical};

    fn row(source: PackageSource, text: &str) -> Row {
        let mut definition = Definition::default();
        super::super::rows::append(&mut definition, source, text.into());
        rows(&definition).remove(0)
    }

    fn pinned(source: PackageSource, text: &str) -> Option<String> {
        pin(&row(source, text), "1.14.0")
    }

    #[test]
    fn a_conda_line_keeps_channel_build_and_brackets() {
        let pinned = |text| pinned(PackageSource::Conda, text);
        assert_eq!(pinned("scipy").unwrap(), "scipy=1.14.0");
        assert_eq!(pinned("conda-forge::scipy >=1.10,<2").unwrap(), "conda-forge::scipy=1.14.0");
        assert_eq!(pinned("scipy >=1.10 py310*").unwrap(), "scipy=1.14.0=py310*");
        assert_eq!(pinned("scipy[build=py310*]").unwrap(), "scipy=1.14.0[build=py310*]");
        assert_eq!(pinned("scipy[version='>=1']"), None);
        assert_eq!(pinned("https://x.example/scipy.conda"), None);
    }

    #[test]
    fn a_pip_line_keeps_extras_marker_and_comment() {
        let pinned = |text| pinned(PackageSource::Pip, text);
        assert_eq!(pinned("shap").unwrap(), "shap==1.14.0");
        assert_eq!(pinned("pyarrow>=15,<17").unwrap(), "pyarrow==1.14.0");
        assert_eq!(
            pinned("requests[socks, security] >= 2 ; python_version < '4'").unwrap(),
            "requests[socks, security]==1.14.0 ; python_version < '4'"
        );
        assert_eq!(pinned("shap>0;python_version<'4' # why").unwrap(), "shap==1.14.0;python_version<'4' # why");
        assert_eq!(pinned("-r more.txt"), None);
    }

    #[test]
    fn only_lines_without_an_exact_version_are_open() {
        let open = |source, text| is_open(&row(source, text));
        assert!(open(PackageSource::Conda, "scipy") && open(PackageSource::Pip, "pyarrow>=15,<17"));
        assert!(!open(PackageSource::Conda, "numpy=1.26.4") && !open(PackageSource::Pip, "mlflow==2.14.3"));
        assert!(!open(PackageSource::Pip, "--pre") && !open(PackageSource::Pip, "a @ https://x.example/a.whl"));
    }

    #[test]
    fn a_pinned_line_is_read_as_the_same_package_in_that_version() {
        let mut definition = Definition { base_image: Some("python:3.11".into()), ..Definition::default() };
        add(&mut definition, "scipy\nrequests[socks]>=2\n");
        let edits: Vec<super::super::Edit> = rows(&definition)
            .into_iter()
            .map(|row| super::super::Edit::Line {
                source: row.source,
                after: pin(&row, "1.14.0"),
                before: Some(row.text),
            })
            .collect();
        let before = canonical(&definition).unwrap();
        for edit in &edits {
            edit.apply(&mut definition);
        }
        assert!(rows(&definition).iter().all(|row| !is_open(row)));
        assert_ne!(before.digests().image, canonical(&definition).unwrap().digests().image);
    }
}
