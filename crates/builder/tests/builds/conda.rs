//! An environment with conda packages: installed on this machine, finished in the image.

use crate::channel::{PLACEHOLDER, channel, package};
use crate::workspace::{build, with_packages, workspace};
use builder::{Event, PackageManager};
use definition::PythonPlan;

#[test]
fn conda_packages_come_into_the_image_with_its_prefix() {
    let script = "echo \"the prefix is $(cat /opt/env/share/link)\"\n";
    let folder = channel(&[
        package("a", "1.0").depends("b >=2").file("bin/.a-post-link.sh", script),
        package("b", "2.5").file("share/prefix", PLACEHOLDER).link("share/link", "prefix"),
    ]);
    let python = PythonPlan {
        channels: vec![format!("file://{}", folder.path().display())],
        conda: vec!["a".into()],
        requirements: String::new(),
        virtual_environment: None,
    };
    let plan = with_packages("prefix", python);
    workspace().runtime.block_on(async {
        let (built, events) = build(&workspace().builder, &plan).await;
        let built = built.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));
        let lock: Vec<_> = built.lock.iter().map(|package| (package.name.as_str(), package.source)).collect();
        assert_eq!(lock, [("a", PackageManager::Conda), ("b", PackageManager::Conda)]);
        assert_eq!(built.layers.last().map(|layer| layer.part.as_str()), Some("Python"));
        let said = |words: &str| events.iter().any(|event| matches!(event, Event::Line(_, line) if line == words));
        assert!(said("the prefix is /opt/env"), "{events:#?}");
    });
}
