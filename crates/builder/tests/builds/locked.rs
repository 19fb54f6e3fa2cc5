//! The same definition gives the same image next year: from a lock, when indexes and channels have moved on.

use crate::channel::{channel, list, package};
use crate::index::{offer, wheel};
use crate::site::serve;
use crate::workspace::{build, builder_on, locked, rebuild, with_packages, workspace};
use builder::{Built, Event};
use definition::PythonPlan;
use std::fs;

/// Builds it, lets the world move on, builds it again as it would be today, and then from the lock of the first, each
/// time on a machine that knows nothing.
async fn before_today_and_again(name: &str, python: PythonPlan, move_on: impl FnOnce()) -> [Built; 3] {
    let (workspace, plan) = (workspace(), with_packages(name, python));
    let machine =
        async |when: &str| builder_on(&workspace.registry, &workspace.folder.join(format!("{name}-{when}"))).await;
    let whole = |(built, events): (Result<Built, _>, Vec<Event>)| -> Built {
        built.unwrap_or_else(|error: builder::BuildError| panic!("{error}\n{events:#?}"))
    };
    let before = whole(build(&machine("before").await, &plan).await);
    move_on();
    let today = whole(rebuild(&machine("today").await, &plan).await);
    let again = whole(locked(&machine("again").await, &plan, &before.lock).await);
    [before, today, again]
}

fn versions(built: &Built) -> Vec<String> {
    let named = built.lock.iter().filter(|package| !["pip", "setuptools"].contains(&package.name.as_str()));
    named.map(|package| format!("{} {}", package.name, package.version)).collect()
}

/// The same packages from the same files, the same layers, the same manifest.
fn same(before: &Built, again: &Built) {
    assert_eq!(again.lock, before.lock);
    assert_eq!(again.layers, before.layers);
    assert_eq!(again.manifest, before.manifest);
}

#[test]
fn pip_packages_when_the_index_has_moved_on() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    wheel(&root.join("files"), "alpha", "1.0", "beta");
    wheel(&root.join("files"), "beta", "1.0", "");
    offer(root, "alpha", &["files/alpha-1.0-py3-none-any.whl"]);
    offer(root, "beta", &["files/beta-1.0-py3-none-any.whl"]);
    workspace().runtime.block_on(async {
        let requirements = format!("--index-url {}/simple\nalpha\n", serve(root).await);
        let python = PythonPlan {
            channels: Vec::new(),
            conda: vec!["python".into(), "pip".into()],
            requirements,
            virtual_environment: Some(String::new()),
        };
        let [before, today, again] = before_today_and_again("pip", python, || {
            wheel(&root.join("files"), "alpha", "2.0", "gamma");
            wheel(&root.join("files"), "gamma", "1.0", "");
            offer(root, "alpha", &["files/alpha-2.0-py3-none-any.whl"]);
            offer(root, "gamma", &["files/gamma-1.0-py3-none-any.whl"]);
            fs::remove_dir_all(root.join("simple/beta")).unwrap();
        })
        .await;
        assert_eq!(versions(&before), ["alpha 1.0", "beta 1.0"]);
        assert_eq!(versions(&today), ["alpha 2.0", "gamma 1.0"]);
        assert_ne!(today.manifest, before.manifest);
        same(&before, &again);
    });
}

#[test]
fn conda_packages_when_the_channel_has_moved_on() {
    let one = |version: &str| {
        let text = format!("A = {version:?}\n");
        package("a", version).depends("b").file("lib/python3.11/site-packages/a.py", text)
    };
    let folder = channel(&[one("1.0"), package("b", "1.0").file("share/b", "text").link("share/link", "b")]);
    let python = PythonPlan {
        channels: vec![format!("file://{}", folder.path().display())],
        conda: vec!["a".into()],
        requirements: String::new(),
        virtual_environment: None,
    };
    workspace().runtime.block_on(async {
        let [before, today, again] = before_today_and_again("conda", python, || {
            list(folder.path(), &[one("2.0"), package("b", "2.0").file("share/b", "other")]);
        })
        .await;
        assert_eq!(versions(&before), ["a 1.0", "b 1.0"]);
        assert_eq!(versions(&today), ["a 2.0", "b 2.0"]);
        same(&before, &again);
    });
}
