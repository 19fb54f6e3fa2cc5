//! Two package lists as they are written, line against line.

use crate::canonical::{conda_line, pip_line};
use crate::compare::package_name;
use crate::edit::{Edit, Row, rows};
use crate::{Definition, PackageSource};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

/// The lines of an image's package lists, by what they mean.
#[derive(Clone, Debug)]
pub struct Lines {
    /// As they are written, in order.
    written: Vec<Row>,
    /// The index of each by its canonical spelling.
    by_meaning: HashMap<Meaning, usize>,
}

/// The list that a line stands in, and its canonical spelling.
type Meaning = (PackageSource, String);

impl Lines {
    /// The lines of a definition.
    pub fn of(definition: &Definition) -> Self {
        let written = rows(definition);
        let meanings = written.iter().enumerate().rev().map(|(index, row)| (meaning(row), index));
        let by_meaning = meanings.filter(|((_, line), _)| !line.is_empty()).collect();
        Self { written, by_meaning }
    }

    /// The changes after which a draft means the same: lines of one package become each other in the order in which they
    /// stand, the others go or come.
    pub fn edits(&self, draft: &Definition) -> Vec<Edit> {
        let (mut missing, mut superfluous) = (self.by_meaning.clone(), Vec::new());
        let mut seen = HashSet::new();
        for row in rows(draft) {
            let meaning = meaning(&row);
            if self.by_meaning.contains_key(&meaning) {
                missing.remove(&meaning);
            } else if !meaning.1.is_empty() && seen.insert((row.source, row.text.clone())) {
                // One change is made to every line that is written the same.
                superfluous.push((row, meaning));
            }
        }
        let mut missing: Vec<(usize, Meaning)> = missing.into_iter().map(|(meaning, index)| (index, meaning)).collect();
        missing.sort_unstable();
        let mut wanted: BTreeMap<(PackageSource, &str), VecDeque<usize>> = BTreeMap::new();
        for (index, (source, line)) in &missing {
            wanted.entry((*source, package_name(line, *source))).or_default().push_back(*index);
        }
        let mut edits = Vec::new();
        for (row, (source, line)) in &superfluous {
            let index = wanted.get_mut(&(*source, package_name(line, *source))).and_then(VecDeque::pop_front);
            let after = index.map(|index| self.text(index));
            edits.push(Edit::Line { source: *source, before: Some(row.text.clone()), after });
        }
        let mut rest: Vec<usize> = wanted.into_values().flatten().collect();
        rest.sort_unstable();
        let added = |index: usize| Edit::Line {
            source: self.written[index].source,
            before: None,
            after: Some(self.text(index)),
        };
        edits.extend(rest.into_iter().map(added));
        edits
    }

    fn text(&self, index: usize) -> String {
        self.written[index].text.trim().to_owned()
    }
}

fn meaning(row: &Row) -> Meaning {
    let line = match row.source {
        PackageSource::Pip => pip_line(&row.text),
        PackageSource::Conda | PackageSource::Spark => conda_line(&row.text),
    };
    (row.source, line)
}
