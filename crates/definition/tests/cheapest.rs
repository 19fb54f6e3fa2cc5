//! The cheapest hit: what is offered always gives the hash of the image, and no more is offered than is needed.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/arbitrary.rs"]
mod arbitrary;
#[path = "support/cases.rs"]
mod cases;

use arbitrary::definition;
use cases::cases;
use definition::edit::{Edit, apply};
use definition::{
    Canonical, Component, Definition, Kind, PackageSource, Target, Way, canonical, cheapest, compare, import, nearest,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// The definition of a conda file, on a base image.
fn conda(text: &str) -> Definition {
    let imported = import(text.as_bytes(), Some(Kind::Conda)).expect("a conda file");
    Definition { base_image: Some("python:3.12".into()), ..imported.definition }
}

/// What a workspace falls back on, as registration fills it in.
fn fill(definition: &mut Definition) {
    if !definition.user_managed && definition.channels.is_empty() {
        definition.channels = vec!["main".into()];
    }
}

fn filled(definition: &Definition) -> Definition {
    let mut filled = definition.clone();
    fill(&mut filled);
    filled
}

fn read(definition: &Definition) -> Canonical {
    canonical(&filled(definition)).expect("has a base image")
}

fn target(definition: &Definition) -> Target {
    Target::new(filled(definition)).expect("has a base image")
}

fn way(draft: &Definition, images: &[Definition]) -> Option<Way> {
    let targets: Vec<Target> = images.iter().map(target).collect();
    cheapest(draft, &read(draft), &targets.iter().collect::<Vec<_>>(), fill)
}

fn made(draft: &Definition, edits: &[Edit]) -> Definition {
    let mut made = draft.clone();
    apply(edits, &mut made);
    made
}

/// The changes as one reads them.
fn words(edits: &[Edit]) -> Vec<String> {
    let show = |edit: &Edit| match edit {
        Edit::Line { source, before, after } => {
            let list = if *source == PackageSource::Pip { "pip" } else { "conda" };
            let text = |line: &Option<String>| line.clone().unwrap_or_else(|| "nothing".into());
            format!("{list}: {} becomes {}", text(before), text(after))
        }
        Edit::Component(component, _) => format!("all of {component:?}"),
        other => format!("{other:?}"),
    };
    edits.iter().map(show).collect()
}

fn valid() -> impl Strategy<Value = Definition> {
    definition().prop_filter("has a hash", |definition| canonical(&filled(definition)).is_ok())
}

/// A few packages, in lists that many definitions share.
fn listed() -> impl Strategy<Value = Definition> {
    let entry = |operator: &'static str| {
        ("[a-d]", 0..3_u8).prop_map(move |(name, version)| match version {
            0 => name,
            version => format!("{name}{operator}{version}"),
        })
    };
    (vec(entry("="), 0..5), vec(entry("=="), 0..5)).prop_map(|(mut packages, pip)| {
        let pip = pip.iter().map(|line| format!("    - {line}\n")).collect::<Vec<_>>().concat();
        packages.push("python=3.11".into());
        let packages = packages.iter().map(|line| format!("  - {line}\n")).collect::<Vec<_>>().concat();
        let pip = if pip.is_empty() { pip } else { format!("  - pip:\n{pip}") };
        conda(&format!("dependencies:\n{packages}{pip}"))
    })
}

proptest! {
    #![proptest_config(cases("cheapest"))]

    #[test]
    fn what_is_offered_gives_the_hash_of_the_image(draft in valid(), images in vec(valid(), 1..4)) {
        let way = way(&draft, &images).expect("every image can be reached");
        let reached = read(&made(&draft, &way.edits));
        prop_assert_eq!(reached.digests(), read(&images[way.target]).digests(), "{:?}", words(&way.edits));
    }

    #[test]
    fn what_is_offered_gives_the_hash_of_the_nearest_image(draft in listed(), images in vec(listed(), 1..6)) {
        let way = way(&draft, &images).expect("every image can be reached");
        let read_images: Vec<Canonical> = images.iter().map(read).collect();
        prop_assert_eq!(Some(way.target), nearest(&read(&draft), &read_images));
        prop_assert_eq!(read(&made(&draft, &way.edits)).digests(), read_images[way.target].digests());
        let lines = way.edits.iter().filter(|edit| matches!(edit, Edit::Line { .. })).count();
        prop_assert_eq!(lines, way.edits.len(), "lines are enough: {:?}", words(&way.edits));
    }

    #[test]
    fn one_package_that_differs_is_one_change(image in listed(), at in any::<prop::sample::Index>(), deed in 0..3_u8) {
        let rows = definition::edit::rows(&image);
        let row = &rows[at.index(rows.len())];
        let mut draft = image.clone();
        match deed {
            0 => definition::edit::replace(&mut draft, row.place, &format!("{}.7", row.text)),
            1 => definition::edit::remove(&mut draft, row.place),
            _ => { definition::edit::add(&mut draft, "another"); }
        }
        let differences = compare(&read(&image), &read(&draft)).packages.len();
        // Of a package that stands there twice, one line less or another spelling is no difference.
        prop_assume!(differences == 1);
        let edits = way(&draft, std::slice::from_ref(&image)).expect("one line").edits;
        prop_assert_eq!(edits.len(), 1, "{:?}", words(&edits));
        prop_assert_eq!(read(&made(&draft, &edits)).digests(), read(&image).digests());
    }
}

#[test]
fn lines_are_written_as_the_image_wrote_them() {
    let image = conda(
        "channels: [conda-forge]\ndependencies: [python=3.11, Scikit-Learn = 1.5.1, pip, {pip: [mlflow == 2.14.3, torch]}]",
    );
    let draft = conda(
        "channels: [conda-forge]\ndependencies: [scikit-learn=1.5.2, python = 3.11, pip, pandas, {pip: [shap, MLflow==2.14.3]}]",
    );
    let Way { edits, .. } = way(&draft, &[image]).expect("lines");
    assert_eq!(
        words(&edits),
        [
            "conda: scikit-learn=1.5.2 becomes Scikit-Learn = 1.5.1",
            "conda: pandas becomes nothing",
            "pip: shap becomes nothing",
            "pip: nothing becomes torch",
        ]
    );
}

#[test]
fn image_steps_and_channels_are_changes_of_their_own() {
    let image =
        Definition { base_image: None, dockerfile: Some("FROM python:3.11\nRUN a\n".into()), ..conda("channels: [x]") };
    let draft = Definition { base_image: Some("python:3.12".into()), ..conda("channels: [y, x]") };
    let Way { edits, .. } = way(&draft, &[image]).expect("three fields");
    assert_eq!(words(&edits), [r#"Image("python:3.11")"#, r#"Steps("RUN a\n")"#, r#"Channels(["x"])"#]);
}

#[test]
fn what_lines_cannot_do_takes_the_whole_component() {
    let image =
        Definition { user_managed: true, inferencing_stack: Some("latest".into()), ..conda("dependencies: []") };
    let draft = conda("dependencies: [numpy]");
    let Way { edits, .. } = way(&draft, &[image]).expect("two components");
    assert_eq!(words(&edits), ["all of Python", "all of Extras"]);

    let option = |order: &str| conda(&format!("dependencies: [{{pip: [{order}, numpy]}}]"));
    let Way { edits, .. } = way(&option("--pre, --no-deps"), &[option("--no-deps, --pre")]).expect("the component");
    assert_eq!(words(&edits), ["all of Python"]);
    assert!(matches!(edits[..], [Edit::Component(Component::Python, _)]));
}

#[test]
fn what_is_far_away_is_no_cheaper_variant() {
    let many = |word: &str, count: usize| {
        let lines = (0..count).map(|number| format!("{word}-{number}")).collect::<Vec<_>>().join(", ");
        conda(&format!("dependencies: [{lines}]"))
    };
    assert_eq!(way(&many("a", 51), &[conda("dependencies: []")]), None);
    let edits = way(&many("a", 50), &[conda("dependencies: []")]).expect("near enough").edits;
    assert_eq!(edits.len(), 50);
}

#[test]
fn an_image_without_channels_cannot_be_reached_where_channels_are_filled_in() {
    let bare = Target::new(conda("dependencies: [numpy]")).expect("has a base image");
    let draft = conda("dependencies: [numpy, scipy]");
    assert_eq!(cheapest(&draft, &read(&draft), &[&bare], fill), None);
    let other = target(&conda("dependencies: [pandas]"));
    assert_eq!(cheapest(&draft, &read(&draft), &[&bare, &other], fill).map(|way| way.target), Some(1));
}
