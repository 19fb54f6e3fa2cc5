//! Which layer each file goes to: a large package has one of its own, all others share one.

use super::{archive::LOCK, owners::Owners};
use outputs::{Entry, Kind};
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::owners::Owners;
    use outputs::OutputFolder;
    use std::fs;

    /// An environment with two large packages, a small one and the lock, in at most so many groups: of each what it holds
    /// and its paths.
    fn grouped(most: usize) -> Vec<(String, Vec<String>)> {
        let folder = tempfile::tempdir().unwrap();
        let put = |path: &str, bytes: &[u8]| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        let large = vec![0; usize::try_from(LARGE).unwrap()];
        for (name, bytes) in [("a", [&large[..], b"more"].concat()), ("b", large.clone()), ("c", b"c".to_vec())] {
            put(&format!("lib/{name}/code"), &bytes);
            put(&format!("lib/{name}-1.dist-info/RECORD"), format!("{name}/code,,\n").as_bytes());
        }
        put("bin/python", b"");
        put(LOCK, b"[]");
        let left = OutputFolder::open(folder.path()).unwrap();
        let entries = left.entries().unwrap();
        let owners = Owners::read(&left, &entries).unwrap();
        let paths = |group: &Group| group.entries.iter().map(|entry| entry.path.display().to_string()).collect();
        groups(entries, &owners, most).iter().map(|group| (group.holds.clone(), paths(group))).collect()
    }

    #[test]
    fn a_large_package_is_alone_and_the_lock_too() {
        let groups = grouped(100);
        let held: Vec<_> = groups.iter().map(|(holds, _)| holds.as_str()).collect();
        let last = "the list of what was installed";
        assert_eq!(held, ["the environment and 1 small package", "a 1 (pip)", "b 1 (pip)", last]);
        assert_eq!(groups[1].1, ["lib", "lib/a", "lib/a/code", "lib/a-1.dist-info", "lib/a-1.dist-info/RECORD"]);
        assert_eq!(groups[3].1, [LOCK]);
        let together = &groups[0].1;
        assert!(["bin", "bin/python", "lib/a", "lib/c/code"].iter().all(|path| together.contains(&(*path).to_owned())));
        assert!(!together.contains(&"lib/a/code".to_owned()), "every file is in one layer only");
    }

    #[test]
    fn the_smallest_join_the_others_when_there_would_be_too_many() {
        let held = |most| grouped(most).into_iter().map(|(holds, _)| holds).collect::<Vec<_>>();
        let last = "the list of what was installed";
        assert_eq!(held(3), ["the environment and 2 small packages", "a 1 (pip)", last]);
        for most in [0, 1, 2] {
            assert_eq!(held(most), ["the environment and 3 small packages", last]);
        }
    }
}
