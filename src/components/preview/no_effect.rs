//! Differences in spelling that do not change the image: two definitions with the same digest that are written differently.

use definition::edit::{Base, base, rows, split};
use definition::{Component, Definition, PackageSource};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoEffect {
    /// The base image, now and before.
    Image(String, String),
    /// Blanks or comments in the Docker steps.
    Steps,
    /// The number of packages in another order.
    Order(usize),
    /// A package, now and before.
    Package(String, String),
    /// The number of variables that differ.
    Variables(usize),
}

/// The differences without effect between two definitions; `differing` are the components that differ with effect.
#[must_use]
pub fn no_effect(before: &Definition, after: &Definition, differing: &[Component]) -> Vec<NoEffect> {
    let mut found = Vec::new();
    let same = |component| !differing.contains(&component);
    let (base_before, base_after) = (parts(before), parts(after));
    if same(Component::Base) && base_before.0 != base_after.0 && !base_before.0.is_empty() && !base_after.0.is_empty() {
        found.push(NoEffect::Image(base_after.0, base_before.0));
    }
    if same(Component::Steps) && base_before.1 != base_after.1 {
        found.push(NoEffect::Steps);
    }
    if same(Component::Python) && !after.user_managed {
        packages(before, after, &mut found);
    }
    let (old, new) = (&before.variables, &after.variables);
    let changed = new.iter().filter(|(name, value)| old.get(*name) != Some(value)).count()
        + old.keys().filter(|name| !new.contains_key(*name)).count();
    if changed > 0 {
        found.push(NoEffect::Variables(changed));
    }
    found
}

/// Image and steps as in the form.
fn parts(definition: &Definition) -> (String, String) {
    match base(definition) {
        Base::Split { image, steps } => (image, steps),
        Base::Whole(dockerfile) => (String::new(), dockerfile),
        Base::Context { .. } => (String::new(), String::new()),
    }
}

fn packages(before: &Definition, after: &Definition, found: &mut Vec<NoEffect>) {
    let (old, new) = (keyed(before), keyed(after));
    let moved = old.iter().zip(&new).filter(|(old, new)| old.0 != new.0).count();
    if moved > 0 && old.len() == new.len() {
        found.push(NoEffect::Order(moved));
    }
    let mut sorted = old;
    sorted.sort();
    for (key, text) in new {
        let from = sorted.partition_point(|(other, _)| *other < key);
        let mut alike = sorted[from..].iter().take_while(|(other, _)| *other == key).peekable();
        let unlike = alike.peek().map(|(_, old)| old.clone());
        if let Some(old) = unlike.filter(|_| alike.all(|(_, old)| *old != text)) {
            found.push(NoEffect::Package(text, old));
        }
    }
}

/// The packages, each with the key that identifies it.
fn keyed(definition: &Definition) -> Vec<((PackageSource, String), String)> {
    rows(definition).into_iter().map(|row| ((row.source, key(row.source, &row.text)), row.text)).collect()
}

/// The normalized name of a package.
#[must_use]
pub fn key(source: PackageSource, text: &str) -> String {
    let (name, _) = split(text.trim());
    let name = name.rsplit("::").next().unwrap_or(name).to_ascii_lowercase();
    if source != PackageSource::Pip {
        return name;
    }
    let words: Vec<&str> = name.split(['-', '_', '.']).filter(|word| !word.is_empty()).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::Dependency;

    fn definition(conda: &[&str], pip: &[&str]) -> Definition {
        let mut dependencies: Vec<_> = conda.iter().map(|text| Dependency::Conda((*text).into())).collect();
        dependencies.push(Dependency::Pip(pip.iter().map(|text| (*text).into()).collect()));
        Definition { base_image: Some("python:3.11".into()), dependencies, ..Definition::default() }
    }

    #[test]
    fn order_case_and_blanks_have_no_effect() {
        let before = definition(&["python=3.11", "NumPy"], &["scikit-learn==1.5.1"]);
        let after = definition(&["numpy", "python=3.11"], &["Scikit_Learn == 1.5.1"]);
        assert_eq!(
            no_effect(&before, &after, &[]),
            [
                NoEffect::Order(2),
                NoEffect::Package("numpy".into(), "NumPy".into()),
                NoEffect::Package("Scikit_Learn == 1.5.1".into(), "scikit-learn==1.5.1".into()),
            ]
        );
        assert_eq!(no_effect(&before, &before, &[]), []);
    }

    #[test]
    fn a_component_that_differs_is_not_compared_by_spelling() {
        let before = definition(&["numpy"], &[]);
        let after = definition(&["NUMPY", "scipy"], &[]);
        assert_eq!(no_effect(&before, &after, &[Component::Python]), []);
    }

    #[test]
    fn the_full_name_of_an_image_and_variables_have_no_effect() {
        let before = definition(&[], &[]);
        let mut after = before.clone();
        after.base_image = Some("docker.io/library/python:3.11".into());
        after.variables.insert("A".into(), "1".into());
        assert_eq!(
            no_effect(&before, &after, &[]),
            [NoEffect::Image("docker.io/library/python:3.11".into(), "python:3.11".into()), NoEffect::Variables(1),]
        );
    }
}
