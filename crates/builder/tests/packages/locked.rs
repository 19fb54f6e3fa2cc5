//! Exactly the packages of a lock, when indexes and channels have moved on.

use crate::channel::{channel, list, package};
use crate::index::{file, offer, wheel};
use crate::private::{serve, texts};
use crate::step::{Step, carry_out, conda, pip, wanted};
use builder::packages::{PackageError, PackageRequest, compare};
use builder::{Locked, PackageManager};
use definition::PythonPlan;
use std::fs;
use std::path::Path;

/// The lock of what a plan installs today.
async fn today(plan: &PythonPlan) -> Vec<Locked> {
    let (step, recipe) = Step::prepare(plan).await;
    let output = tokio::task::block_in_place(|| carry_out(&recipe.unwrap(), ""));
    assert!(output.status.success(), "{output:?}");
    step.lock()
}

/// Installs exactly a lock.
async fn again(python: &PythonPlan, lock: &[Locked]) -> Result<(Step, Vec<Locked>), PackageError> {
    let wanted = PackageRequest { lock: Some(lock), ..wanted(python) };
    let (step, recipe) = Step::prepare_for(wanted).await;
    let recipe = recipe?;
    let output = tokio::task::block_in_place(|| carry_out(&recipe, ""));
    let words = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    let installed = step.lock();
    assert_eq!(compare(lock, python, &installed)?, Vec::<String>::new());
    Ok((step, installed))
}

/// A channel by its folder.
fn at(folder: &Path) -> String {
    format!("file://{}", folder.display())
}

#[tokio::test(flavor = "multi_thread")]
async fn conda_archives_are_taken_that_their_channel_lists_no_more() {
    let folder = channel(&[package("a", "1.0").depends("b").file("share/a", "one"), package("b", "1.0")]);
    let plan = conda(&[&at(folder.path())], &["a"], "");
    let lock = today(&plan).await;
    list(folder.path(), &[package("a", "2.0").depends("c").file("share/a", "two"), package("c", "1.0")]);
    assert_eq!(today(&plan).await[0].version, "2.0", "the channel has moved on");

    let (step, installed) = again(&plan, &lock).await.unwrap();
    assert_eq!(installed, lock);
    assert_eq!(fs::read_to_string(step.environment().join("share/a")).unwrap(), "one");

    fs::remove_file(folder.path().join("noarch/b-1.0-0.tar.bz2")).unwrap();
    let gone = again(&plan, &lock).await.err().unwrap().to_string();
    assert!(gone.starts_with("the file of b 1.0 from file://") && gone.contains("without the lock"), "{gone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_moved_to_another_channel_is_known_by_its_hash() {
    let (first, second) = (channel(&[package("a", "1.0")]), channel(&[package("z", "1.0")]));
    let plan = conda(&[&at(first.path()), &at(second.path())], &["a"], "");
    let lock = today(&plan).await;
    for file in ["repodata.json", "a-1.0-0.tar.bz2"] {
        fs::rename(first.path().join("noarch").join(file), second.path().join("noarch").join(file)).unwrap();
    }
    list(first.path(), &[package("a", "1.0").file("share/other", "other")]);
    fs::remove_file(first.path().join("noarch/a-1.0-0.tar.bz2")).unwrap();
    let (_, installed) = again(&plan, &lock).await.unwrap();
    assert_eq!((&installed[0].sha256, &installed[0].version), (&lock[0].sha256, &lock[0].version));
    assert_eq!(installed[0].url, Some(format!("{}/noarch/a-1.0-0.tar.bz2", at(second.path()))));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_archive_under_the_same_name_is_not_taken() {
    let folder = channel(&[package("a", "1.0")]);
    let plan = conda(&[&at(folder.path())], &["a"], "");
    let lock = today(&plan).await;
    list(folder.path(), &[package("a", "1.0").file("share/evil", "evil")]);
    let refused = again(&plan, &lock).await.err().unwrap().to_string();
    assert!(refused.starts_with("the archive of a 1.0, which the lock names, is not available"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pip_files_are_taken_from_where_they_came_from_and_nothing_else_with_them() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    wheel(&root.join("files"), "alpha", "1.0", "beta");
    wheel(&root.join("files"), "beta", "1.0", "");
    offer(root, "alpha", &["files/alpha-1.0-py3-none-any.whl"]);
    offer(root, "beta", &["files/beta-1.0-py3-none-any.whl"]);
    let address = serve(root).await;
    let plan = pip("", &format!("--index-url http://anna:s3cret@{address}/simple\nalpha\n"));
    let mut lock = today(&plan).await;
    assert!(!serde_json::to_string(&lock).unwrap().contains("s3cret"));

    // alpha 1.0 is not listed any more, alpha 2.0 needs more, and beta has another address.
    wheel(&root.join("files"), "alpha", "2.0", "beta gamma");
    wheel(&root.join("files"), "gamma", "1.0", "");
    fs::create_dir(root.join("moved")).unwrap();
    fs::rename(root.join("files").join(file("beta", "1.0")), root.join("moved").join(file("beta", "1.0"))).unwrap();
    wheel(&root.join("files"), "beta", "3.0", "");
    offer(root, "alpha", &["files/alpha-2.0-py3-none-any.whl"]);
    offer(root, "beta", &["moved/beta-1.0-py3-none-any.whl", "files/beta-3.0-py3-none-any.whl"]);
    offer(root, "gamma", &["files/gamma-1.0-py3-none-any.whl"]);
    assert!(today(&plan).await.iter().any(|package| package.name == "gamma"), "the index has moved on");

    let (step, installed) = again(&plan, &lock).await.unwrap();
    let beta = lock.iter_mut().find(|package| package.name == "beta").unwrap();
    beta.url = Some(format!("http://{address}/moved/{}", file("beta", "1.0")));
    assert_eq!(installed, lock);
    assert!(!texts(&step.environment()).contains("s3cret"), "the environment has no credentials");

    fs::remove_file(root.join("files").join(file("alpha", "1.0"))).unwrap();
    let gone = again(&plan, &lock).await.err().unwrap().to_string();
    assert!(gone.starts_with(&format!("the file of alpha 1.0 from http://{address}/files/")), "{gone}");
    assert!(!gone.contains("s3cret"), "{gone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_without_a_hash_is_installed_by_its_version_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    wheel(&folder.path().join("files"), "alpha", "1.0", "");
    offer(folder.path(), "alpha", &["files/alpha-1.0-py3-none-any.whl"]);
    let address = serve(folder.path()).await;
    let plan = pip("", &format!("--index-url http://anna:s3cret@{address}/simple\nalpha\n"));
    let lock = today(&plan).await;
    let forget = |package: &Locked| Locked { sha256: None, url: None, ..package.clone() };
    let unknown: Vec<Locked> = lock.iter().map(forget).collect();
    let (_, installed) = again(&plan, &unknown).await.unwrap();
    let alpha = installed.iter().find(|package| package.name == "alpha").unwrap();
    assert_eq!((alpha.version.as_str(), alpha.source), ("1.0", PackageManager::Pip));
}
