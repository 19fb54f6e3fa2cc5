//! What tells how much two definitions differ without telling what is in them: a short digest of each line and field,
//! by the rules of `docs/HASH.md`.

use crate::{Canonical, Digest, PackageSource, Python, compare};
use serde::{Deserialize, Serialize};

/// The short digests of a definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Fingerprint {
    fields: [u64; FIELDS],
    steps: Vec<u64>,
    options: Vec<u64>,
    /// Sorted; the upper half of each is of the name, so that lines of one package stand together.
    packages: Vec<u64>,
}

/// Base image, platform, context, directives, who manages the packages, channels, repositories, precache, inferencing
/// stack, R section.
const FIELDS: usize = 10;
/// The one that counts only where both definitions have Spark packages.
const PRECACHE: usize = 7;
/// How many digits a short digest has.
const DIGITS: usize = 16;
/// How many keys stand for a definition, however long it is.
const MAX_KEYS: usize = 256;
/// The bit of those keys that two definitions share only where at most one line or field keeps them apart.
const NEAR: u64 = 1;

impl Canonical {
    /// The fingerprint.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let (directives, steps) = compare::directives(&self.steps.dockerfile);
        let (manager, channels, options): (&str, &[String], &[String]) = match &self.python {
            Python::User => ("user", &[], &[]),
            Python::System { channels, pip_options, .. } => ("system", channels, pip_options),
        };
        let spark = self.spark.as_ref();
        let extra = |field| self.extras.as_ref().and_then(|extras| compare::extra(extras.get(field)));
        let fields = [
            self.base.image.clone(),
            Some(self.base.platform.clone()),
            self.steps.context.map(|digest| digest.to_string()),
            directives,
            Some(manager.to_owned()),
            joined(channels),
            spark.and_then(|spark| joined(&spark.repositories)),
            spark.map(|spark| spark.precache.to_string()),
            extra("inferencing_stack"),
            extra("r"),
        ];
        let mut packages: Vec<u64> = compare::SOURCES
            .into_iter()
            .flat_map(|source| compare::entries(self, source).iter().map(move |line| package(source, line)))
            .collect();
        packages.sort_unstable();
        Fingerprint {
            fields: fields.map(|field| field.map_or(0, |text| short(&text))),
            steps: steps.iter().map(|step| short(step)).collect(),
            options: options.iter().map(|option| short(option)).collect(),
            packages,
        }
    }
}

impl Fingerprint {
    /// How many differences there are, as [`crate::distance`] counts them; stops counting where it is `enough`.
    #[must_use]
    pub fn distance(&self, other: &Self, enough: usize) -> usize {
        let fields = self.fields.iter().zip(&other.fields).enumerate();
        let differs = |(index, (one, other)): (usize, (&u64, &u64))| {
            one != other && (index != PRECACHE || (*one != 0 && *other != 0))
        };
        let distance = fields.filter(|field| differs(*field)).count()
            + differences_in_order(&self.steps, &other.steps)
            + differences_in_order(&self.options, &other.options);
        if distance >= enough { distance } else { packages(&self.packages, &other.packages, distance, enough) }
    }

    /// What an index finds near definitions by: those that are alike share many keys, and those that at most one line or
    /// field keeps apart share an odd key. Of a long definition the smallest keys are taken, which
    /// are the same ones in all that have them.
    ///
    /// Indexes keep keys: who changes what they are has every index written anew.
    #[must_use]
    pub fn keys(&self) -> Vec<u64> {
        let fields = (1..).zip(self.fields).filter(|(_, field)| *field != 0);
        let steps = self.steps.iter().map(|step| (FIELD_STEPS, *step));
        let options = self.options.iter().map(|option| (FIELD_OPTIONS, *option));
        let packages = self.packages.iter().map(|package| (FIELD_PACKAGES, *package));
        let items: Vec<u64> =
            fields.chain(steps).chain(options).chain(packages).map(|(kind, item)| mix(item ^ mix(kind))).collect();
        let all = items.iter().fold(0, |sum: u64, item| sum.wrapping_add(*item));
        let but_one = items.iter().map(|item| all.wrapping_sub(*item)).chain([all]);
        let mut keys: Vec<u64> = but_one.map(|sum| mix(sum) | NEAR).collect();
        keys.extend(items.iter().map(|item| item & !NEAR));
        keys.sort_unstable();
        keys.dedup();
        keys.truncate(MAX_KEYS);
        keys
    }
}

const FIELD_STEPS: u64 = 100;
const FIELD_OPTIONS: u64 = 101;
const FIELD_PACKAGES: u64 = 102;

/// Spreads the bits of a number over all of it, as the generator `SplitMix64` does, so that sums of such numbers differ.
const fn mix(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// A list whose order matters as one text, none when it is empty.
fn joined(list: &[String]) -> Option<String> {
    (!list.is_empty()).then(|| list.join(", "))
}

fn short(text: &str) -> u64 {
    Digest::of(text).leading()
}

/// 32 bits of the name, then 32 bits of the line.
fn package(source: PackageSource, line: &str) -> u64 {
    let word = match source {
        PackageSource::Conda => "conda",
        PackageSource::Pip => "pip",
        PackageSource::Spark => "spark",
    };
    let of = |text: &str| short(&format!("{word}\n{text}")) >> 32;
    of(compare::package_name(line, source)) << 32 | of(line)
}

/// How many places of two lists differ, between their equal beginning and their equal end.
fn differences_in_order(one: &[u64], other: &[u64]) -> usize {
    let start = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[start..], &other[start..]);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[..one.len() - end], &other[..other.len() - end]);
    let equal = one.iter().zip(other).filter(|(one, other)| one == other).count();
    one.len().max(other.len()) - equal
}

/// Adds the packages that differ: lines of one name pair up, the others stand alone. So many lines as one list has more
/// than the other differ in any case; only the names of the shorter one are looked for.
fn packages(one: &[u64], other: &[u64], already: usize, enough: usize) -> usize {
    let (mut few, mut many) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let mut distance = already + many.len() - few.len();
    while distance < enough {
        // Most lines are equal, and follow each other.
        let equal = few.iter().zip(many).take_while(|(one, other)| one == other).count();
        (few, many) = (&few[equal..], &many[equal..]);
        let Some(name) = few.first().map(|package| package >> 32) else { break };
        let (mine, rest) = split_name(few, name);
        let (yours, others) = split_name(&many[many.partition_point(|package| package >> 32 < name)..], name);
        let shared = mine.iter().filter(|package| yours.binary_search(package).is_ok()).count();
        distance += mine.len() - shared + mine.len().saturating_sub(yours.len());
        (few, many) = (rest, others);
    }
    distance
}

/// The lines of a name at the beginning of a list, and the others.
fn split_name(list: &[u64], name: u64) -> (&[u64], &[u64]) {
    list.split_at(list.iter().take_while(|package| **package >> 32 == name).count())
}

/// How a fingerprint travels: the short digests of each list, one after the other, in hexadecimal digits.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    fields: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    steps: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    options: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    packages: String,
}

/// A text that is no fingerprint.
#[derive(Debug, thiserror::Error)]
#[error("a fingerprint is written in groups of 16 lower-case hexadecimal digits, 10 of them for its fields")]
pub struct NotAFingerprint;

impl TryFrom<Written> for Fingerprint {
    type Error = NotAFingerprint;

    fn try_from(written: Written) -> Result<Self, NotAFingerprint> {
        let mut packages = read(&written.packages)?;
        packages.sort_unstable();
        Ok(Self {
            fields: read(&written.fields)?.try_into().map_err(|_| NotAFingerprint)?,
            steps: read(&written.steps)?,
            options: read(&written.options)?,
            packages,
        })
    }
}

impl From<Fingerprint> for Written {
    fn from(fingerprint: Fingerprint) -> Self {
        let write = |list: &[u64]| list.iter().map(|item| format!("{item:016x}")).collect::<Vec<_>>().concat();
        Self {
            fields: write(&fingerprint.fields),
            steps: write(&fingerprint.steps),
            options: write(&fingerprint.options),
            packages: write(&fingerprint.packages),
        }
    }
}

fn read(text: &str) -> Result<Vec<u64>, NotAFingerprint> {
    let digits = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if !text.len().is_multiple_of(DIGITS) || !text.as_bytes().iter().all(digits) {
        return Err(NotAFingerprint);
    }
    let groups = (0..text.len()).step_by(DIGITS).map(|start| &text[start..start + DIGITS]);
    groups.map(|group| u64::from_str_radix(group, 16).map_err(|_| NotAFingerprint)).collect()
}

#[cfg(test)]
mod tests {
    use super::{NEAR, differences_in_order};
    use crate::{Definition, Dependency, canonical};

    fn keys(packages: &[String]) -> Vec<u64> {
        let dependencies = vec![Dependency::Pip(packages.to_vec())];
        canonical(&Definition { base_image: Some("python:3.12".into()), dependencies, ..Definition::default() })
            .unwrap()
            .fingerprint()
            .keys()
    }

    #[test]
    fn one_line_more_less_or_changed_leaves_a_key_of_near_ones() {
        let lines: Vec<String> = ('a'..='j').map(|letter| format!("{letter}==1")).collect();
        let all = keys(&lines);
        let mut changed = lines.clone();
        changed[4] = "e==2".to_owned();
        let mut far = changed.clone();
        far[5] = "f==2".to_owned();
        let share_near = |other: &[String]| keys(other).iter().any(|key| *key & NEAR != 0 && all.contains(key));
        assert!(
            share_near(&changed) && share_near(&lines[1..]) && share_near(&[&lines[..], &["k".to_owned()]].concat())
        );
        assert!(!share_near(&far) && !share_near(&lines[2..]));
    }

    #[test]
    fn long_definitions_that_are_alike_share_most_of_their_few_keys() {
        let lines: Vec<String> = (0..2_000).map(|number| format!("package-{number}==1")).collect();
        let (all, fewer) = (keys(&lines), keys(&lines[3..]));
        assert!(all.len() == fewer.len() && all.iter().filter(|key| fewer.contains(key)).count() > all.len() / 3);
    }

    #[test]
    fn an_equal_step_between_two_changed_ones_is_no_difference() {
        assert_eq!(differences_in_order(&[1, 5, 2], &[3, 5, 4]), 2);
        assert_eq!(differences_in_order(&[1, 1, 5, 2], &[3, 5, 4]), 4);
        assert_eq!(differences_in_order(&[1, 2], &[1, 7, 8, 2]), 2);
        assert_eq!(differences_in_order(&[], &[1]), 1);
    }
}
