//! Packages for another platform than that of the server, and what the server's environment does not change.

use crate::channel::{Package, channel, package};
use crate::step::{Step, conda, wanted};
use builder::packages::{self, PackageRequest};
use definition::PythonPlan;
use std::fs;
use std::path::Path;

/// A package whose files name the platform that they are for, on both.
fn native() -> [Package; 2] {
    ["linux-64", "linux-aarch64"].map(|subdir| package("native", "1.0").subdir(subdir).file("lib/platform", subdir))
}

fn plan(channel: &Path, packages: &[&str]) -> PythonPlan {
    conda(&[&format!("file://{}", channel.display())], packages, "")
}

/// The platform that the files of the environment are for, installed by that of a plan.
async fn installed(plan: &PythonPlan, platform: &str, cache: &Path) -> String {
    let (step, recipe) = Step::prepare_with(PackageRequest { platform, ..wanted(plan) }, cache).await;
    recipe.unwrap();
    fs::read_to_string(step.environment().join("lib/platform")).unwrap()
}

#[tokio::test]
async fn conda_packages_are_those_of_the_platform_of_the_plan() {
    let folder = channel(&native());
    let cache = tempfile::tempdir().unwrap();
    let plan = plan(folder.path(), &["native"]);
    // The caches of both are the same folders.
    for _ in 0..2 {
        assert_eq!(installed(&plan, "linux/amd64", cache.path()).await, "linux-64");
        assert_eq!(installed(&plan, "linux/arm64", cache.path()).await, "linux-aarch64");
    }
    let other = PackageRequest { platform: "linux/riscv64", ..wanted(&plan) };
    let refused = Step::prepare_for(other).await.1.unwrap_err().to_string();
    assert!(refused.contains("linux/riscv64"), "{refused}");
}

#[tokio::test]
async fn a_package_for_one_platform_is_not_there_for_the_other() {
    let folder = channel(&[package("a", "1.0").subdir("linux-64")]);
    let plan = plan(folder.path(), &["a"]);
    assert!(resolved(&plan, "linux/amd64").await.is_ok());
    let missing = resolved(&plan, "linux/arm64").await.unwrap_err();
    assert!(missing.starts_with("no channel of the definition has a."), "{missing}");
}

#[tokio::test]
async fn a_processor_that_a_package_needs_is_that_of_the_platform() {
    let needs = |name: &str, processor: &str| package(name, "1.0").depends(&format!("__archspec 1 {processor}"));
    let folder = channel(&[needs("intel", "x86_64"), needs("arm", "aarch64")]);
    for (platform, fits, other) in [("linux/amd64", "intel", "arm"), ("linux/arm64", "arm", "intel")] {
        assert!(resolved(&plan(folder.path(), &[fits]), platform).await.is_ok(), "{platform} {fits}");
        assert!(resolved(&plan(folder.path(), &[other]), platform).await.is_err(), "{platform} {other}");
    }
}

#[tokio::test]
async fn cuda_comes_from_the_definition() {
    let folder = channel(&[package("gpu", "1.0").depends("__cuda >=12"), package("cuda-version", "12.4")]);
    assert!(resolved(&plan(folder.path(), &["gpu", "cuda-version=12.4"]), "linux/amd64").await.is_ok());
    assert!(resolved(&plan(folder.path(), &["gpu"]), "linux/amd64").await.is_err());
}

/// The environment of a process is for all of its tests, so these run in one of their own.
#[test]
fn the_environment_of_the_server_changes_nothing() {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "platforms::cuda_comes_from_the_definition"])
        .args(["platforms::a_processor_that_a_package_needs_is_that_of_the_platform"])
        .env("CONDA_OVERRIDE_CUDA", "12.6")
        .env("CONDA_OVERRIDE_ARCHSPEC", "aarch64")
        .env("CONDA_OVERRIDE_GLIBC", "2.17")
        .env("CONDA_SUBDIR", "linux-aarch64")
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && words.contains("2 passed"), "{words}");
}

/// What a build would install; the message of the error when it cannot.
async fn resolved(plan: &PythonPlan, platform: &str) -> Result<usize, String> {
    let cache = tempfile::tempdir().unwrap();
    let indexes = packages::Indexes::default();
    let found = packages::resolve(plan, platform, None, &indexes, cache.path()).await;
    found.map(|found| found.len()).map_err(|error| error.to_string())
}
