//! An environment whose packages are installed for it, from beginning to end.

use crate::machine::{each, machine, platform, with_lines};
use builder::{DEFAULT_BASE_IMAGE, Order, Presence};
use definition::{Definition, Dependency, canonical};
use tokio_util::sync::CancellationToken;

#[test]
fn a_system_managed_environment_is_built_and_runs() {
    each(&async |subject| {
        let definition = Definition {
            base_image: Some(DEFAULT_BASE_IMAGE.into()),
            dependencies: vec![Dependency::Conda("python=3.11".into()), Dependency::Pip(vec!["six==1.16.0".into()])],
            ..Definition::default()
        };
        let plan = definition::plan(&canonical(&definition).unwrap());
        assert_eq!(plan.platform, platform());
        let order = Order { plan: &plan, rebuild: false, lock: None, trial: None };
        let (built, lines) =
            with_lines(async |events| subject.builder.build(&order, &events, &CancellationToken::new()).await).await;
        let built = built.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        let parts: Vec<_> = built.layers.iter().map(|layer| layer.part.as_str()).collect();
        assert_eq!(parts[0], "base image", "{}", subject.name);
        assert!(parts.len() > 1 && parts[1..].iter().all(|part| *part == "Python"), "{}: {parts:?}", subject.name);
        assert!(
            built.lock.iter().any(|package| (package.name.as_str(), package.version.as_str()) == ("six", "1.16.0"))
        );
        assert_eq!(subject.builder.image(&built.manifest).await, Presence::Present(built.manifest.clone()));

        let image = format!("{}/{}@{}", machine().registry.address(), built.repository, built.manifest);
        let script = "python -c 'import six; print(six.__version__, six.__file__)'";
        let (ran, lines) = subject.run(&image, script, Vec::new()).await;
        ran.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        assert!(lines[0].starts_with("1.16.0 /opt/env/"), "{}: {lines:#?}", subject.name);
    });
}
