//! Two package lists as they are written, line against line.

use crate::canonical::{conda_line, pip_line};
use crate::compare::package_name;
use crate::edit::{Edit, Row, rows};
use crate::{Definition, PackageSource};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

/// The lines of an image's package lists, each meaning once.
#[derive(Clone, Debug)]
pub struct Lines {
    all: Vec<Line>,
    /// The index of the line that is written so. Most lines of a draft are found here, without being read.
    by_text: Index,
    /// The index of the line whose canonical spelling is this.
    by_meaning: Index,
}

type Index = HashMap<PackageSource, HashMap<String, usize>>;

#[derive(Clone, Debug)]
struct Line {
    source: PackageSource,
    text: String,
    meaning: String,
}

impl Lines {
    /// The lines of a definition.
    pub fn of(definition: &Definition) -> Self {
        let mut lines = Self { all: Vec::new(), by_text: Index::new(), by_meaning: Index::new() };
        for row in rows(definition) {
            let meaning = meaning(&row);
            if meaning.is_empty() {
                continue;
            }
            let meanings = lines.by_meaning.entry(row.source).or_default();
            let index = *meanings.entry(meaning.clone()).or_insert(lines.all.len());
            lines.by_text.entry(row.source).or_default().insert(row.text.clone(), index);
            if index == lines.all.len() {
                lines.all.push(Line { source: row.source, text: row.text.trim().to_owned(), meaning });
            }
        }
        lines
    }

    /// The changes after which a draft means the same: lines of one package become each other in the order in which they
    /// stand, the others go or come.
    pub fn edits(&self, draft: &Definition) -> Vec<Edit> {
        let mut met = vec![false; self.all.len()];
        let (mut superfluous, mut seen) = (Vec::new(), HashSet::new());
        for row in rows(draft) {
            let find = |index: &Index, text: &str| index.get(&row.source).and_then(|lines| lines.get(text)).copied();
            if let Some(index) = find(&self.by_text, &row.text) {
                met[index] = true;
                continue;
            }
            let meaning = meaning(&row);
            if let Some(index) = find(&self.by_meaning, &meaning) {
                met[index] = true;
            } else if !meaning.is_empty() && seen.insert((row.source, row.text.clone())) {
                // One change is made to every line that is written the same.
                superfluous.push((row, meaning));
            }
        }
        let mut wanted: BTreeMap<(PackageSource, &str), VecDeque<usize>> = BTreeMap::new();
        for (index, line) in self.all.iter().enumerate().filter(|(index, _)| !met[*index]) {
            wanted.entry((line.source, package_name(&line.meaning, line.source))).or_default().push_back(index);
        }
        let mut edits = Vec::new();
        for (Row { source, text, .. }, meaning) in &superfluous {
            let index = wanted.get_mut(&(*source, package_name(meaning, *source))).and_then(VecDeque::pop_front);
            let after = index.map(|index| self.all[index].text.clone());
            edits.push(Edit::Line { source: *source, before: Some(text.clone()), after });
        }
        let mut rest: Vec<usize> = wanted.into_values().flatten().collect();
        rest.sort_unstable();
        let added = |line: &Line| Edit::Line { source: line.source, before: None, after: Some(line.text.clone()) };
        edits.extend(rest.into_iter().map(|index| added(&self.all[index])));
        edits
    }
}

/// The canonical spelling of a line, empty when it says nothing.
fn meaning(row: &Row) -> String {
    match row.source {
        PackageSource::Pip => pip_line(&row.text),
        PackageSource::Conda | PackageSource::Spark => conda_line(&row.text),
    }
}
