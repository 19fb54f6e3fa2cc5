//! An environment whose packages are installed for it: both steps, on the real engine.

use crate::workspace::{build, rebuild, workspace};
use builder::{DEFAULT_BASE_IMAGE, Event, Layer, Presence, Step};
use definition::{Definition, Dependency, Plan, canonical};

/// The plan of an environment with these requirements on the Python of the default base image.
fn plan(requirements: &[&str]) -> Plan {
    let definition = Definition {
        base_image: Some(DEFAULT_BASE_IMAGE.into()),
        dependencies: vec![
            Dependency::Conda("python=3.11".into()),
            Dependency::Pip(requirements.iter().map(|&requirement| requirement.into()).collect()),
        ],
        ..Definition::default()
    };
    definition::plan(&canonical(&definition).unwrap())
}

/// The steps that were found instead of done.
fn reused(events: &[Event]) -> Vec<Step> {
    let reused = |event: &Event| match event {
        Event::Reused(step, _) => Some(*step),
        _ => None,
    };
    events.iter().filter_map(reused).collect()
}

#[test]
fn packages_come_on_top_of_the_docker_steps_and_are_locked() {
    let builder = &workspace().builder;
    workspace().runtime.block_on(async {
        let (six, events) = build(builder, &plan(&["six==1.16.0"])).await;
        let six = six.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));
        let parts: Vec<_> = six.layers.iter().map(|layer| layer.part.as_str()).collect();
        assert_eq!(parts[..2], ["base image", "Python"]);
        let held: Vec<_> = six.layers.iter().filter_map(|layer| layer.holds.as_deref()).collect();
        assert_eq!(held.len(), parts.len() - 1);
        assert!(held.iter().any(|holds| holds.starts_with("pip ")), "{held:?}");
        let locked = six.lock.iter().find(|package| package.name == "six").unwrap();
        assert_eq!((locked.version.as_str(), locked.sha256.as_ref().map(String::len)), ("1.16.0", Some(64)));
        assert_eq!(six.dockerfile.matches("FROM ").count(), 2, "{}", six.dockerfile);

        let (other, events) = build(builder, &plan(&["six==1.15.0"])).await;
        let other = other.unwrap();
        assert_eq!(reused(&events), [Step::Stage]);
        assert_eq!(other.base_manifest, six.base_manifest);
        assert_eq!(other.layers[0], six.layers[0]);
        assert_ne!(other.layers[1], six.layers[1]);
        let lock = |layers: &[Layer]| layers.last().cloned();
        assert_ne!(lock(&other.layers), lock(&six.layers));

        assert_eq!(builder.image(&six.manifest).await, Presence::Present(six.manifest.clone()));
        let (again, events) = rebuild(builder, &plan(&["six==1.16.0"])).await;
        let again = again.unwrap();
        assert_eq!(reused(&events), [Step::Stage]);
        assert_eq!((&again.lock, &again.manifest), (&six.lock, &six.manifest));
        let said = |words: &str| events.contains(&Event::Line(Step::Push, words.into()));
        assert!(said("It is the same image as before, to the last byte"), "{events:#?}");
    });
}
