//! The Pythons of the base images that are made here.

use crate::workspace::{build, plan_on, workspace};
use builder::{DEFAULT_BASE_IMAGE, Event, PythonBaseImage, packages, python_base_images};
use definition::{Definition, Dependency, PythonSource, canonical};

/// What the only base image was called before there were several.
const FIRST_IMAGE: &str = "localhost/terrarium/base:debian12-python3.11";

fn python(events: &[Event]) -> Option<&str> {
    events.iter().find_map(|event| match event {
        Event::Line(_, line) => packages::python_in_log(line),
        _ => None,
    })
}

#[test]
fn an_environment_has_the_python_of_its_base_image() {
    let workspace = workspace();
    workspace.runtime.block_on(async {
        let before = workspace.builder.pythons().await;
        let missing = |image: &str| {
            let python = before.iter().find(|python| python.base_image.as_deref() == Some(image));
            python.filter(|python| !python.available).and_then(|python| python.reason.clone())
        };
        for PythonBaseImage { python: wanted, image } in python_base_images() {
            if let Some(reason) = missing(&image) {
                assert_ne!(image, DEFAULT_BASE_IMAGE, "{reason}");
                skip::even_in_ci(&format!("the base image with Python {wanted}: {reason}"));
                continue;
            }
            let definition = Definition {
                base_image: Some(image),
                dependencies: vec![
                    Dependency::Conda(format!("python={wanted}")),
                    // Compiled against the C++ library.
                    Dependency::Pip(vec!["pandas".into()]),
                ],
                ..Definition::default()
            };
            let plan = definition::plan(&canonical(&definition).unwrap());
            let (built, events) = build(&workspace.builder, &plan).await;
            built.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));
            let has = python(&events).unwrap_or_else(|| panic!("{events:#?}"));
            assert!(has.starts_with(&format!("{wanted}.")), "{wanted}: {has}");
        }
        let pythons = workspace.builder.pythons().await;
        for PythonBaseImage { python, image } in python_base_images() {
            let known = pythons.iter().find(|known| known.base_image.as_deref() == Some(&image)).unwrap();
            assert!(known.version == python && known.available == missing(&image).is_none(), "{known:?}");
            assert!(known.releases.iter().all(|release| release.starts_with(&python)), "{known:?}");
        }
        assert!(pythons.iter().any(|known| known.by == PythonSource::Uv && known.version == "3.12"), "{pythons:?}");
    });
}

#[test]
fn the_name_that_the_first_base_image_had_is_made_as_well() {
    let workspace = workspace();
    workspace.runtime.block_on(async {
        let (first, events) = build(&workspace.builder, &plan_on(FIRST_IMAGE, "")).await;
        let first = first.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));
        let (second, _) = build(&workspace.builder, &plan_on(&python_base_images()[0].image, "")).await;
        assert_eq!(first.base_manifest, second.unwrap().base_manifest);

        let later = FIRST_IMAGE.replace("base:debian12-python3.11", "python:3.11-debian12-r999");
        let (unknown, _) = build(&workspace.builder, &plan_on(&later, "")).await;
        assert!(unknown.unwrap_err().to_string().contains("is not in the workspace's registry"));
    });
}
