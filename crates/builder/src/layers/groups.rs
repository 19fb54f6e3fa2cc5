//! Which layer each file goes to: a large package has one of its own, all others share one.

use super::{
    LOCK,
    entries::{Entry, Kind},
    owners::Owners,
};
use std::{
    cmp::Reverse,
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// A package of this size, in bytes, has a layer of its own.
const LARGE: u64 = 1 << 20;

/// The entries of a layer.
pub struct Group {
    /// What they are, in words.
    pub holds: String,
    /// Sorted, each after the folders above it.
    pub entries: Vec<Entry>,
}

/// What a group is made of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kept {
    Together,
    Alone(usize),
    Lock,
}

/// Groups the entries of an environment, at most so many groups or two, the large packages sorted by name between what
/// they share and the lock.
pub fn groups(entries: Vec<Entry>, owners: &Owners, most: usize) -> Vec<Group> {
    let sizes = sizes(&entries, owners);
    let mut large: Vec<usize> = (0..sizes.len()).filter(|&number| sizes[number] >= LARGE).collect();
    large.sort_by_key(|&number| (Reverse(sizes[number]), &owners.packages[number]));
    large.truncate(most.saturating_sub(2));
    let small = sizes.iter().filter(|&&size| size > 0).count() - large.len();

    let mut folders = BTreeMap::new();
    let mut kept: BTreeMap<(Kept, &str), Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        let owner = owners.of(&entry.path).filter(|number| large.contains(number));
        let place = match owner {
            _ if entry.path == Path::new(LOCK) => (Kept::Lock, ""),
            Some(number) => (Kept::Alone(number), owners.packages[number].as_str()),
            None => (Kept::Together, ""),
        };
        if entry.kind == Kind::Folder {
            folders.insert(entry.path.clone(), entry.clone());
            // A folder that holds nothing is kept as well.
            kept.entry((Kept::Together, "")).or_default().push(entry);
        } else {
            kept.entry(place).or_default().push(entry);
        }
    }
    let mut groups: Vec<((Kept, &str), Vec<Entry>)> = kept.into_iter().collect();
    groups.sort_by_key(|((kept, name), _)| (*kept == Kept::Lock, *name));
    let group = |((kept, name), entries): ((Kept, &str), Vec<Entry>)| Group {
        holds: match kept {
            Kept::Together => together(small),
            Kept::Alone(_) => name.to_owned(),
            Kept::Lock => "the list of what was installed".to_owned(),
        },
        entries: if kept == Kept::Together { entries } else { with_folders(entries, &folders) },
    };
    groups.into_iter().map(group).collect()
}

fn together(packages: usize) -> String {
    match packages {
        0 => "the environment without its packages".to_owned(),
        1 => "the environment and 1 small package".to_owned(),
        many => format!("the environment and {many} small packages"),
    }
}

/// How many bytes each package has.
fn sizes(entries: &[Entry], owners: &Owners) -> Vec<u64> {
    let mut sizes = vec![0; owners.packages.len()];
    for entry in entries {
        if let (Kind::File(size), Some(number)) = (&entry.kind, owners.of(&entry.path)) {
            sizes[number] += size;
        }
    }
    sizes
}

/// The entries and the folders above them.
fn with_folders(entries: Vec<Entry>, folders: &BTreeMap<PathBuf, Entry>) -> Vec<Entry> {
    let mut all: BTreeMap<PathBuf, Entry> = BTreeMap::new();
    for entry in entries {
        for folder in entry.path.ancestors().skip(1).filter_map(|above| folders.get(above)) {
            all.entry(folder.path.clone()).or_insert_with(|| folder.clone());
        }
        all.insert(entry.path.clone(), entry);
    }
    all.into_values().collect()
}
