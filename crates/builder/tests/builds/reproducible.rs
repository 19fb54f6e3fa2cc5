//! The same packages are the same image, whoever builds it and whenever.

use crate::channel::{channel, package};
use crate::workspace::{build, builder_on, rebuild, with_packages, workspace};
use builder::{Built, Trial};
use definition::{Plan, PythonPlan};
use std::{fs, path::Path, time::SystemTime};

/// Builds it, then with caches that know nothing and files that look new, then again with what is cached by then.
async fn thrice(plan: &Plan) -> [Built; 3] {
    let workspace = workspace();
    let (first, events) = build(&workspace.builder, plan).await;
    let first = first.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));
    let elsewhere = workspace.folder.join(format!("again-{}", plan.digests.image.short()));
    let other = builder_on(&workspace.registry, &elsewhere).await;
    let (second, events) = rebuild(&other, plan).await;
    let second = second.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));
    age(&elsewhere.join("packages"));
    let third = rebuild(&other, plan).await.0.unwrap();
    // The duration of a trial differs from run to run.
    [first, second, third]
        .map(|built| Built { trial: built.trial.map(|trial| Trial { duration: 0, ..trial }), ..built })
}

/// Sets the time of every file back.
fn age(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            age(&entry.path());
        } else if kind.is_file() {
            let file = fs::File::options().append(true).open(entry.path()).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        }
    }
}

#[test]
fn wheels_and_what_is_built_from_source() {
    let requirements = "--no-binary six\nsix==1.16.0\nidna==3.7\nmarkupsafe==2.1.5\n".to_owned();
    let python = PythonPlan {
        channels: Vec::new(),
        conda: vec!["python".into(), "pip".into()],
        requirements,
        virtual_environment: Some(String::new()),
    };
    workspace().runtime.block_on(async {
        let [first, second, third] = thrice(&with_packages("wheels", python)).await;
        assert_eq!(first.layers, second.layers);
        assert_eq!((&first.manifest, &first.lock), (&second.manifest, &second.lock));
        assert_eq!(second, third);
    });
}

#[test]
fn conda_packages() {
    let folder = channel(&[
        package("a", "1.0").depends("b").file("lib/python3.11/site-packages/a.py", "A = {1, 2}\n"),
        package("b", "2.5").file("share/b", "text").link("share/link", "b"),
    ]);
    let python = PythonPlan {
        channels: vec![format!("file://{}", folder.path().display())],
        conda: vec!["a".into()],
        requirements: String::new(),
        virtual_environment: None,
    };
    workspace().runtime.block_on(async {
        let [first, second, third] = thrice(&with_packages("archives", python)).await;
        assert_eq!(first.layers, second.layers);
        assert_eq!(first.manifest, second.manifest);
        assert_eq!(second, third);
    });
}
