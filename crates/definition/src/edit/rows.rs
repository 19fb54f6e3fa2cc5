//! Changes of single rows of the package lists. Whatever was written is kept: name and constraint are only views of a line.

use super::line::{join, split};
use crate::package_list::{PackageLine, Place, Row, is_package, rows};
use crate::{Definition, Dependency, PackageSource};

/// The row that asks for a package, however its name is written there; none when none does, or several do.
#[must_use]
pub fn row_of(definition: &Definition, source: PackageSource, name: &str) -> Option<Row> {
    // The name alone: what is asked of it may be what its list cannot read.
    let named = |row: &Row| {
        let text = split(&row.text).0.to_owned();
        PackageLine::parse(Row { text, ..row.clone() }).name().map(ToOwned::to_owned)
    };
    let place = Place { dependency: 0, entry: 0, line: 0, continued: 0 };
    let wanted = named(&Row { place, source, text: name.to_owned() })?;
    let asks = |row: &Row| row.source == source && named(row).as_ref() == Some(&wanted);
    let mut found = rows(definition).into_iter().filter(asks);
    found.next().filter(|_| found.next().is_none())
}

/// Writes the line of a row anew. A line break in it becomes a blank: one row stays one line.
pub fn replace(definition: &mut Definition, place: Place, text: &str) {
    let text = text.replace(['\n', '\r'], " ");
    match definition.dependencies.get_mut(place.dependency) {
        Some(Dependency::Conda(old)) => *old = text,
        Some(Dependency::Pip(entries)) => change_lines(entries, place, Some(&text)),
        None => {}
    }
}

/// Takes a row out, and a list with it that holds nothing more.
pub fn remove(definition: &mut Definition, place: Place) {
    let gone = match definition.dependencies.get_mut(place.dependency) {
        Some(Dependency::Conda(_)) => true,
        Some(Dependency::Pip(entries)) => {
            change_lines(entries, place, None);
            entries.is_empty()
        }
        None => false,
    };
    if gone {
        definition.dependencies.remove(place.dependency);
    }
}

/// Puts a text, or nothing, in the place of a line and those that continue it. Entries that held nothing else go.
fn change_lines(entries: &mut Vec<String>, place: Place, text: Option<&str>) {
    let Some(first) = entries.get(place.entry).filter(|entry| entry.lines().nth(place.line).is_some()) else { return };
    let mut lines: Vec<&str> = first.lines().collect();
    let mut left = place.continued + 1;
    let here = left.min(lines.len() - place.line);
    lines.splice(place.line..place.line + here, text);
    let mut changed = vec![(place.entry, lines.join("\n"))];
    left -= here;
    for (entry, continuing) in entries.iter().enumerate().skip(place.entry + 1) {
        if left == 0 {
            break;
        }
        let rest: Vec<&str> = continuing.lines().skip(left).collect();
        left -= left.min(continuing.lines().count());
        changed.push((entry, rest.join("\n")));
    }
    for (entry, text) in changed.into_iter().rev() {
        if text.trim().is_empty() {
            entries.remove(entry);
        } else {
            entries[entry] = text;
        }
    }
}

/// Moves a row to the other list. The one constraint that means something else there is translated: a single `=` is
/// conda's, pip wants `==`.
pub fn change_source(definition: &mut Definition, row: &Row, source: PackageSource) {
    if row.source == source {
        return;
    }
    remove(definition, row.place);
    let (name, constraint) = split(&row.text);
    let constraint = match constraint.strip_prefix('=') {
        Some(rest) if source == PackageSource::Pip && !rest.starts_with('=') => format!("={constraint}"),
        _ => constraint.to_owned(),
    };
    append(definition, source, join(name, &constraint));
}

/// Adds packages: one a line, as people paste them from a requirements file or a conda list. Says how many there were.
pub fn add(definition: &mut Definition, lines: &str) -> usize {
    let mut added = 0;
    let mut last = rows(definition).last().map_or(PackageSource::Conda, |row| row.source);
    for line in lines.lines().filter_map(clean) {
        last = source_of(line).unwrap_or(last);
        append(definition, last, line.to_owned());
        added += 1;
    }
    added
}

/// A pasted line without list mark, quotes and comment.
fn clean(line: &str) -> Option<&str> {
    let line = line.trim();
    let line = line.strip_prefix("- ").unwrap_or(line);
    let line = line.find(" #").map_or(line, |comment| &line[..comment]).trim();
    let line = ['"', '\''].iter().find_map(|quote| line.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(line);
    (is_package(line) && line != "pip:" && line != "dependencies:").then_some(line)
}

/// The list that a line can only belong to.
fn source_of(line: &str) -> Option<PackageSource> {
    let (_, constraint) = split(line);
    if line.contains("::") || constraint.starts_with('=') && !constraint.starts_with("==") {
        return Some(PackageSource::Conda);
    }
    let pip = line.starts_with('-') || constraint.starts_with(['[', '@', ';', '~']) || constraint.contains("==");
    pip.then_some(PackageSource::Pip)
}

pub(super) fn append(definition: &mut Definition, source: PackageSource, text: String) {
    let dependencies = &mut definition.dependencies;
    let first_pip = dependencies.iter().position(|item| matches!(item, Dependency::Pip(_)));
    if source == PackageSource::Pip {
        match dependencies.iter_mut().rev().find_map(|item| match item {
            Dependency::Pip(entries) => Some(entries),
            Dependency::Conda(_) => None,
        }) {
            Some(entries) => entries.push(text),
            None => dependencies.push(Dependency::Pip(vec![text])),
        }
    } else {
        dependencies.insert(first_pip.unwrap_or(dependencies.len()), Dependency::Conda(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(dependencies: Vec<Dependency>) -> Definition {
        Definition { dependencies, ..Definition::default() }
    }

    fn take_out(definition: &mut Definition, row: usize) {
        let place = rows(definition)[row].place;
        remove(definition, place);
    }

    fn texts(definition: &Definition) -> Vec<String> {
        rows(definition).into_iter().map(|row| row.text).collect()
    }

    #[test]
    fn a_package_is_found_however_its_name_is_written() {
        let pip = vec!["Scikit_Learn==1.5".into(), "six=1.16".into(), "idna".into(), "idna<4".into()];
        let definition = definition(vec![Dependency::Conda("main::NumPy=>1".into()), Dependency::Pip(pip)]);
        let found = |source, name: &str| row_of(&definition, source, name).map(|row| row.text);
        assert_eq!(found(PackageSource::Pip, "scikit-learn").as_deref(), Some("Scikit_Learn==1.5"));
        assert_eq!(found(PackageSource::Pip, "six").as_deref(), Some("six=1.16"), "what pip cannot read has a name");
        assert_eq!(found(PackageSource::Conda, "numpy").as_deref(), Some("main::NumPy=>1"));
        assert_eq!(found(PackageSource::Pip, "numpy"), None, "another list");
        assert_eq!(found(PackageSource::Pip, "idna"), None, "which of the two nobody knows");
    }

    #[test]
    fn pasted_lines_find_their_list() {
        let mut draft = definition(vec![Dependency::Conda("python=3.11".into())]);
        let added = add(&mut draft, "# comment\n  - numpy=1.26\n- pip:\n    - 'torch==2.3.1'\nshap  # any\n\n");
        assert_eq!(added, 3);
        assert_eq!(
            draft.dependencies,
            [
                Dependency::Conda("python=3.11".into()),
                Dependency::Conda("numpy=1.26".into()),
                Dependency::Pip(vec!["torch==2.3.1".into(), "shap".into()]),
            ]
        );
    }

    #[test]
    fn an_edit_touches_its_own_line_only() {
        let mut draft = definition(vec![
            Dependency::Conda("numpy".into()),
            Dependency::Pip(vec!["# kept\na\nb==1".into(), "c".into()]),
        ]);
        let place = rows(&draft)[2].place;
        replace(&mut draft, place, "b==2\nrm");
        assert_eq!(draft.dependencies[1], Dependency::Pip(vec!["# kept\na\nb==2 rm".into(), "c".into()]));
        take_out(&mut draft, 1);
        assert_eq!(texts(&draft), ["numpy", "b==2 rm", "c"]);
        take_out(&mut draft, 0);
        take_out(&mut draft, 1);
        assert_eq!(texts(&draft), ["b==2 rm"]);
    }

    #[test]
    fn a_line_with_those_that_continue_it_is_one_row() {
        let pip = vec!["a==1 \\\n  --hash=sha256:00 \\\n  # why\nb".into(), "c \\".into(), ">=1\nd".into()];
        let mut draft = definition(vec![Dependency::Pip(pip)]);
        assert_eq!(texts(&draft), ["a==1   --hash=sha256:00    # why", "b", "c >=1", "d"]);
        let place = rows(&draft)[2].place;
        replace(&mut draft, place, "c==2");
        assert_eq!(texts(&draft), ["a==1   --hash=sha256:00    # why", "b", "c==2", "d"]);
        take_out(&mut draft, 0);
        take_out(&mut draft, 1);
        assert_eq!(draft.dependencies, [Dependency::Pip(vec!["b".into(), "d".into()])]);
    }

    #[test]
    fn the_last_row_of_a_list_takes_the_list_with_it() {
        let mut draft = definition(vec![Dependency::Pip(vec!["a".into()])]);
        take_out(&mut draft, 0);
        assert_eq!(draft.dependencies, []);
    }

    #[test]
    fn a_package_changes_its_list() {
        let mut draft = definition(vec![Dependency::Conda("numpy=1.26".into()), Dependency::Conda("scipy".into())]);
        let row = rows(&draft)[0].clone();
        change_source(&mut draft, &row, PackageSource::Pip);
        assert_eq!(texts(&draft), ["scipy", "numpy==1.26"]);
    }
}
