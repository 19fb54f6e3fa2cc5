//! Which packages differ.

use super::comparison::{EqualPackage, PackageChange};
use crate::canonical::pip_name_length;
use crate::model::PackageSource;
use crate::{Canonical, Python};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The lists that a package can stand in.
pub const SOURCES: [PackageSource; 3] = [PackageSource::Conda, PackageSource::Pip, PackageSource::Spark];

/// The packages that differ, sorted by name, and how many are equal.
pub fn changes(before: &Canonical, after: &Canonical) -> (Vec<PackageChange>, u32) {
    let (mut found, mut equal) = (Vec::new(), 0);
    for source in SOURCES {
        let difference = Difference::of(entries(before, source), entries(after, source));
        equal += difference.equal;
        for (name, [before, after]) in difference.by_name(source) {
            for index in 0..before.len().max(after.len()) {
                let constraint =
                    |entries: &[&str]| entries.get(index).map(|entry| Entry::of(entry, source).constraint());
                let (before, after) = (constraint(&before), constraint(&after));
                found.push(PackageChange { name: name.to_owned(), source, before, after });
            }
        }
    }
    found.sort_by(|one, other| (&one.name, one.source).cmp(&(&other.name, other.source)));
    (found, equal)
}

/// The packages that do not differ, sorted by name.
pub fn equal(before: &Canonical, after: &Canonical) -> Vec<EqualPackage> {
    let mut found = Vec::new();
    for source in SOURCES {
        let others = entries(after, source);
        let both = entries(before, source).iter().filter(|entry| others.binary_search(entry).is_ok());
        found.extend(both.map(|text| {
            let entry = Entry::of(text, source);
            EqualPackage { name: entry.name.to_owned(), source, constraint: entry.constraint() }
        }));
    }
    found.sort_by(|one, other| (&one.name, one.source).cmp(&(&other.name, other.source)));
    found
}

/// How many packages differ; stops counting where it is `enough`.
pub fn distance(before: &Canonical, after: &Canonical, enough: usize) -> usize {
    let differences = SOURCES.map(|source| (source, Difference::of(entries(before, source), entries(after, source))));
    let at_least: usize = differences.iter().map(|(_, each)| each.before.len().max(each.after.len())).sum();
    if at_least >= enough {
        return at_least;
    }
    differences.iter().map(|(source, difference)| difference.names(*source)).sum()
}

/// The name in a canonical entry; all of it where it has none (a path, a URL).
pub fn name(entry: &str, source: PackageSource) -> &str {
    Entry::of(entry, source).name
}

/// The canonical entries of one list, sorted.
pub fn entries(canonical: &Canonical, source: PackageSource) -> &[String] {
    match (source, &canonical.python) {
        (PackageSource::Spark, _) => canonical.spark.as_ref().map_or(&[], |spark| &spark.packages),
        (PackageSource::Conda, Python::System { conda, .. }) => conda,
        (PackageSource::Pip, Python::System { pip, .. }) => pip,
        (_, Python::User) => &[],
    }
}

/// The entries that stand in only one of two sorted lists.
struct Difference<'a> {
    before: Vec<&'a str>,
    after: Vec<&'a str>,
    equal: u32,
}

impl<'a> Difference<'a> {
    fn of(mut before: &'a [String], mut after: &'a [String]) -> Self {
        let mut difference = Self { before: Vec::new(), after: Vec::new(), equal: 0 };
        while let ([one, rest @ ..], [other, others @ ..]) = (before, after) {
            let order = one.cmp(other);
            match order {
                Ordering::Less => difference.before.push(one),
                Ordering::Greater => difference.after.push(other),
                Ordering::Equal => difference.equal += 1,
            }
            before = if order == Ordering::Greater { before } else { rest };
            after = if order == Ordering::Less { after } else { others };
        }
        difference.before.extend(before.iter().map(String::as_str));
        difference.after.extend(after.iter().map(String::as_str));
        difference
    }

    /// How many changes [`Self::by_name`] makes: entries of one name pair up, the others stand alone.
    fn names(&self, source: PackageSource) -> usize {
        let sorted = |entries: &[&'a str]| {
            let mut names: Vec<&str> = entries.iter().map(|entry| Entry::of(entry, source).name).collect();
            names.sort_unstable();
            names
        };
        let (before, after) = (sorted(&self.before), sorted(&self.after));
        let (mut before_left, mut after_left, mut pairs) = (&before[..], &after[..], 0);
        while let ([one, rest @ ..], [other, others @ ..]) = (before_left, after_left) {
            let order = one.cmp(other);
            pairs += usize::from(order == Ordering::Equal);
            before_left = if order == Ordering::Greater { before_left } else { rest };
            after_left = if order == Ordering::Less { after_left } else { others };
        }
        before.len() + after.len() - pairs
    }

    /// The entries of each package, before and after.
    fn by_name(&self, source: PackageSource) -> BTreeMap<&'a str, [Vec<&'a str>; 2]> {
        let mut packages: BTreeMap<&str, [Vec<&str>; 2]> = BTreeMap::new();
        for (side, entries) in [&self.before, &self.after].into_iter().enumerate() {
            for entry in entries {
                packages.entry(Entry::of(entry, source).name).or_default()[side].push(entry);
            }
        }
        packages
    }
}

/// A canonical entry taken apart.
struct Entry<'a> {
    channel: Option<&'a str>,
    /// All of the entry where it has no name (a path, a URL).
    name: &'a str,
    rest: &'a str,
}

impl<'a> Entry<'a> {
    fn of(text: &'a str, source: PackageSource) -> Self {
        let whole = Self { channel: None, name: text, rest: "" };
        let begins = |rest: &str| rest.is_empty() || rest.starts_with([' ', '[', '=', '<', '>', '!', '~', ';']);
        let named = |channel, text: &'a str, length| {
            let (name, rest) = text.split_at(length);
            begins(rest).then_some(Self { channel, name, rest })
        };
        let entry = match source {
            PackageSource::Conda => {
                let (channel, text) =
                    text.split_once("::").map_or((None, text), |(channel, text)| (Some(channel), text));
                let end = text.find([' ', '[', '=', '<', '>', '!', '~', '/']).unwrap_or(text.len());
                named(channel, text, end)
            }
            PackageSource::Pip => pip_name_length(text).and_then(|length| named(None, text, length)),
            PackageSource::Spark => {
                text.rsplit_once(':').map(|(name, version)| Self { channel: None, name, rest: version })
            }
        };
        entry.unwrap_or(whole)
    }

    /// What is asked of the package beyond its name.
    fn constraint(&self) -> String {
        let rest = self.rest.trim_start();
        match self.channel {
            Some(channel) if rest.is_empty() => format!("from {channel}"),
            Some(channel) => format!("{rest} from {channel}"),
            None => rest.to_owned(),
        }
    }
}
