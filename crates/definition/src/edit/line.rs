//! One line of a list as its two views: a name and a constraint.

use crate::PackageSource;

/// The name of a line (with its channel) and the rest. [`join`] makes the same line of them.
#[must_use]
pub fn split(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    if text.starts_with('-') {
        return (text, "");
    }
    let start = text.find("::").map_or(0, |colons| colons + 2);
    let is_name = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    let end = text[start..].find(|character| !is_name(character)).map_or(text.len(), |length| start + length);
    let (name, rest) = text.split_at(end);
    if name.is_empty() || rest.starts_with([':', '/', '\\']) {
        return (text, "");
    }
    match rest.strip_prefix(' ') {
        Some(constraint) if !constraint.is_empty() && !stands_alone(constraint) => (name, constraint),
        _ => (name, rest),
    }
}

/// One line of a name and a constraint as typed.
#[must_use]
pub fn join(name: &str, constraint: &str) -> String {
    let blank = if constraint.is_empty() || stands_alone(constraint) { "" } else { " " };
    format!("{name}{blank}{constraint}")
}

fn stands_alone(constraint: &str) -> bool {
    constraint.starts_with([' ', '\t', '=', '<', '>', '!', '~', '[', '@', ';', ',', '('])
}

/// A constraint as it was meant: a bare version wants an operator.
#[must_use]
pub fn tidy(constraint: &str, source: PackageSource) -> String {
    let constraint = constraint.trim();
    let operator = match source {
        _ if !constraint.starts_with(|character: char| character.is_ascii_digit()) => "",
        PackageSource::Conda => "=",
        PackageSource::Pip | PackageSource::Spark => "==",
    };
    format!("{operator}{constraint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_survives_its_two_views() {
        for line in
            ["numpy", "numpy=1.26", "numpy 1.26.*", "numpy >=1, <2", "conda-forge::numpy=1.26=py_0", "a[b,c]>=1 ; x"]
        {
            let (name, constraint) = split(line);
            assert_eq!(join(name, constraint), line);
        }
        assert_eq!(split("conda-forge::numpy 1.26"), ("conda-forge::numpy", "1.26"));
        assert_eq!(split("a @ file:///b"), ("a", " @ file:///b"));
        assert_eq!(split("--index-url x"), ("--index-url x", ""));
        assert_eq!(split("git+ssh://x/y"), ("git", "+ssh://x/y"));
        assert_eq!(split("./wheels/a.whl"), ("./wheels/a.whl", ""));
    }

    #[test]
    fn a_bare_version_gets_the_operator_of_its_list() {
        assert_eq!(tidy("1.26 ", PackageSource::Conda), "=1.26");
        assert_eq!(tidy("1.26", PackageSource::Pip), "==1.26");
        assert_eq!(tidy(">=1", PackageSource::Pip), ">=1");
        assert_eq!(tidy("", PackageSource::Pip), "");
    }
}
