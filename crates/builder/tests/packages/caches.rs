//! Caches that are full: what was used longest ago goes first.

use crate::channel::{channel, package};
use crate::index::{offer, wheel};
use crate::private::serve;
use crate::step::{Step, carry_out, conda, pip, wanted};
use builder::packages::{mark_used, trim_caches};
use std::fs;
use std::path::Path;

/// Whether the files of a package are below a folder.
fn has(folder: &Path, package: &str) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries = entries.map(|entry| entry.path());
    entries.any(|path| path.ends_with(format!("{package}-1.0.dist-info")) || (path.is_dir() && has(&path, package)))
}

/// How many bytes the files below a folder have.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let size = |entry: fs::DirEntry| {
        let about = entry.metadata().unwrap();
        if about.is_dir() { size(&entry.path()) } else { about.len() }
    };
    entries.map(size).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_package_that_was_used_longest_ago_is_forgotten_first() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let (cache, uv) = (root.join("cache"), root.join("cache/uv"));
    for name in ["alpha", "beta"] {
        wheel(&root.join("files"), name, "1.0", "");
        offer(root, name, &[&format!("files/{name}-1.0-py3-none-any.whl")]);
    }
    let address = serve(root).await;
    let install = async |name: &str| {
        let plan = pip("", &format!("--index-url http://anna:s3cret@{address}/simple\n{name}\n"));
        let (step, recipe) = Step::prepare_with(wanted(&plan), &cache).await;
        let output = tokio::task::block_in_place(|| carry_out(&recipe.unwrap(), ""));
        assert!(output.status.success(), "{output:?}");
        mark_used(&cache, &step.lock()).unwrap();
    };
    for name in ["alpha", "beta", "alpha"] {
        install(name).await;
    }
    assert!(has(&uv, "alpha") && has(&uv, "beta"));
    trim_caches(&cache, u64::MAX).await.unwrap();
    assert!(has(&uv, "alpha") && has(&uv, "beta"), "there was room");
    let little = size(&uv) - 1;
    let rest = trim_caches(&cache, little).await.unwrap();
    assert!(rest <= little && has(&uv, "alpha") && !has(&uv, "beta"), "{rest} of {little}");
    assert_eq!(rest, size(&cache.join("bytecode")) + size(&uv));
    install("beta").await;
    assert!(has(&uv, "beta"), "it is fetched again");
    trim_caches(&cache, 0).await.unwrap();
    assert!(!has(&uv, "alpha") && !has(&uv, "beta"));
}

#[tokio::test]
async fn the_conda_package_that_was_used_longest_ago_is_forgotten_first() {
    let large = || "text ".repeat(10_000);
    let folder = channel(&[package("a", "1.0").file("share/a", large()), package("b", "2.0").file("share/b", large())]);
    let address = format!("file://{}", folder.path().display());
    let cache = tempfile::tempdir().unwrap();
    let cache = cache.path();
    let install = async |name: &str| {
        let (step, recipe) = Step::prepare_with(wanted(&conda(&[&address], &[name], "")), cache).await;
        assert!(carry_out(&recipe.unwrap(), "").status.success());
        mark_used(cache, &step.lock()).unwrap();
        fs::read_to_string(step.environment().join(format!("share/{name}"))).unwrap()
    };
    for name in ["a", "b", "a"] {
        install(name).await;
    }
    let kept = |name: &str| cache.join("conda/packages").join(name).join(format!("share/{}", &name[..1])).exists();
    assert!(kept("a-1.0-0") && kept("b-2.0-0"));
    // One of them fits into the half that conda packages may take.
    trim_caches(cache, 150_000).await.unwrap();
    assert!(kept("a-1.0-0") && !kept("b-2.0-0"));
    assert_eq!(install("b").await, large(), "it is fetched again");
    trim_caches(cache, 0).await.unwrap();
    assert!(!kept("a-1.0-0") && !kept("b-2.0-0"));
    assert_eq!(install("a").await, large());
}
