//! What people read about the difference of two definitions.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use definition::{Component, compare, equal_packages, nearest};
use support::{conda_canonical, dockerfile_canonical};

const TRAINING: &str = "
channels: [conda-forge]
dependencies:
  - python=3.11
  - numpy=1.26
  - conda-forge::libblas
  - pip: [--pre, 'Scikit_Learn[b,a]==1.5', tqdm]
";

#[test]
fn the_same_packages_in_another_spelling_make_no_difference() {
    let respelled = "
name: other
channels: [conda-forge, conda-forge]
dependencies:
  - pip: [' tqdm', '--pre', 'scikit-learn [A, B] == 1.5  # why']
  - NumPy = 1.26
  - conda-forge::LibBLAS
  - python=3.11
";
    let comparison = compare(&conda_canonical(TRAINING), &conda_canonical(respelled));
    assert!(comparison.is_same());
    assert_eq!((comparison.equal_packages, comparison.changes.len(), comparison.packages.len()), (5, 0, 0));
    let equal = equal_packages(&conda_canonical(TRAINING), &conda_canonical(respelled));
    let equal: Vec<_> = equal.iter().map(|package| (package.name.as_str(), package.constraint.as_str())).collect();
    assert_eq!(
        equal,
        [
            ("libblas", "from conda-forge"),
            ("numpy", "=1.26"),
            ("python", "=3.11"),
            ("scikit-learn", "[a,b]==1.5"),
            ("tqdm", "")
        ]
    );
}

#[test]
fn each_package_that_differs_is_one_change() {
    let next = "
channels: [defaults, conda-forge]
dependencies:
  - python=3.11
  - numpy=2.0
  - main::libblas>3
  - scipy
  - pip: [--pre, -i https://index.example.test, 'scikit-learn[a]==1.5']
";
    insta::assert_json_snapshot!(compare(&conda_canonical(TRAINING), &conda_canonical(next)));
}

#[test]
fn steps_are_compared_from_both_ends() {
    let before = dockerfile_canonical("FROM a:1\nRUN one\nRUN two\nRUN three\n");
    let after = dockerfile_canonical("# syntax=docker/dockerfile:1\nFROM b:1\nRUN one\nRUN 2\nRUN new\nRUN three\n");
    insta::assert_json_snapshot!(compare(&before, &after));
}

#[test]
fn a_user_managed_environment_has_no_packages() {
    let comparison = compare(&conda_canonical(TRAINING), &dockerfile_canonical("FROM python:3.12"));
    assert_eq!(comparison.components, [Component::Python]);
    assert_eq!(comparison.packages.len(), 5);
    assert!(comparison.packages.iter().all(|package| package.after.is_none()));
}

#[test]
fn the_nearest_has_the_fewest_differences_and_is_the_earliest_of_equals() {
    let target = conda_canonical("dependencies: [a=1, b=1, c=1]");
    let candidates = ["[a=1]", "[a=1, b=2, c=1]", "[a=1, b=1, c=1, d]", "[x, y, z]"]
        .map(|packages| conda_canonical(&format!("dependencies: {packages}")));
    assert_eq!(nearest(&target, &candidates), Some(1));
    assert_eq!(nearest(&target, &[]), None);
}
