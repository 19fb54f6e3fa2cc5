//! Which versions a requirement lets in, as far as rules need it. A version counts as its release: `2.0rc1` as `2.0`.

use std::cmp::Ordering;

/// More than anybody writes. A range with more clauses is taken to let every version in.
const MAX_CLAUSES: usize = 32;

/// A range of versions: all clauses hold. Without a clause it is every version.
#[derive(Clone, Debug, Default)]
pub struct Range(Vec<Clause>);

#[derive(Clone, Debug)]
struct Clause {
    operator: Operator,
    version: Vec<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// Every version that begins like this.
    Begins,
    BeginsNot,
}

const OPERATORS: [(&str, Operator); 8] = [
    ("===", Operator::Equal),
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("=", Operator::Begins),
];

impl Range {
    /// The range of clauses as pip writes them (`>=1.2,<2`); none when they are none.
    pub fn of_pip(text: &str) -> Option<Self> {
        Self::read(text, |clause| !clause.starts_with('=') || clause.starts_with("=="))
    }

    /// The range of what conda is asked for (`=1.26`, `>=1.2,<2`, `1.26.*`, `=1.26=py_0`); none when it cannot be told.
    pub fn of_conda(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.contains(['|', '[']) {
            return None;
        }
        if text.starts_with(|first: char| first.is_ascii_digit()) && !text.contains(',') {
            let version = text.split([' ', '=']).next().unwrap_or_default();
            return Self::read(&format!("=={version}"), |_| true);
        }
        Self::read(text, |_| true)
    }

    fn read(text: &str, is_known: impl Fn(&str) -> bool) -> Option<Self> {
        if text.trim().is_empty() {
            return Some(Self::default());
        }
        let texts: Vec<&str> = text.split(',').map(str::trim).collect();
        if texts.len() > MAX_CLAUSES || !texts.iter().all(|text| is_known(text)) {
            return None;
        }
        texts.into_iter().map(clauses).collect::<Option<Vec<_>>>().map(|clauses| Self(clauses.concat()))
    }

    /// Whether some version is in both.
    pub fn meets(&self, other: &Self) -> bool {
        self.places(other).iter().any(|version| self.has(version) && other.has(version))
    }

    /// Whether every version of this is in the other.
    pub fn is_within(&self, other: &Self) -> bool {
        !self.places(other).iter().any(|version| self.has(version) && !other.has(version))
    }

    /// Whether a version, by its numbers, is in it.
    pub fn has(&self, version: &[u64]) -> bool {
        self.0.iter().all(|clause| clause.has(version))
    }

    /// A version on each border of both ranges and one between each two: what holds nowhere here holds nowhere.
    fn places(&self, other: &Self) -> Vec<Vec<u64>> {
        let borders: Vec<Vec<u64>> = self.0.iter().chain(&other.0).flat_map(Clause::borders).collect();
        let length = borders.iter().map(Vec::len).max().unwrap_or_default();
        let above = |border: &Vec<u64>| {
            let mut above = border.clone();
            above.resize(length, 0);
            above.push(1);
            above
        };
        let between: Vec<Vec<u64>> = borders.iter().map(above).collect();
        [vec![vec![0]], borders, between].concat()
    }
}

/// One clause as it is written; `~=1.4.2` is two.
fn clauses(text: &str) -> Option<Vec<Clause>> {
    if let Some(text) = text.strip_prefix("~=") {
        let version = release(text.trim())?;
        let begin = version[..version.len() - 1].to_vec();
        let begins = (!begin.is_empty()).then_some(Clause { operator: Operator::Begins, version: begin });
        return Some([Clause { operator: Operator::GreaterOrEqual, version }].into_iter().chain(begins).collect());
    }
    let (sign, mut operator) = OPERATORS.into_iter().find(|(sign, _)| text.starts_with(sign))?;
    let text = text[sign.len()..].trim();
    let text = text.split('=').next().unwrap_or_default().trim();
    let star = text.strip_suffix('*').map(|text| text.trim_end_matches('.'));
    if star.is_some() {
        operator = match operator {
            Operator::Equal => Operator::Begins,
            Operator::NotEqual => Operator::BeginsNot,
            other => other,
        };
    }
    Some(vec![Clause { operator, version: release(star.unwrap_or(text))? }])
}

/// The numbers that a version begins with.
fn release(text: &str) -> Option<Vec<u64>> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._+-".contains(letter);
    if !text.starts_with(|first: char| first.is_ascii_digit()) || !text.chars().all(is_plain) {
        return None;
    }
    let mut numbers = Vec::new();
    for part in text.split('.') {
        let digits = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
        if digits == 0 {
            break;
        }
        numbers.push(part[..digits].parse().ok()?);
        if digits < part.len() {
            break;
        }
    }
    Some(numbers)
}

impl Clause {
    fn has(&self, version: &[u64]) -> bool {
        let order = compare(version, &self.version);
        let begins = || compare(&version[..version.len().min(self.version.len())], &self.version) == Ordering::Equal;
        match self.operator {
            Operator::Equal => order == Ordering::Equal,
            Operator::NotEqual => order != Ordering::Equal,
            Operator::Less => order == Ordering::Less,
            Operator::LessOrEqual => order != Ordering::Greater,
            Operator::Greater => order == Ordering::Greater,
            Operator::GreaterOrEqual => order != Ordering::Less,
            Operator::Begins => begins(),
            Operator::BeginsNot => !begins(),
        }
    }

    fn borders(&self) -> Vec<Vec<u64>> {
        let mut next = self.version.clone();
        if let Some(last) = next.last_mut() {
            *last = last.saturating_add(1);
        }
        match self.operator {
            Operator::Begins | Operator::BeginsNot => vec![self.version.clone(), next],
            _ => vec![self.version.clone()],
        }
    }
}

/// By their numbers; what is missing at the end is zero.
fn compare(one: &[u64], other: &[u64]) -> Ordering {
    let at = |version: &[u64], index: usize| version.get(index).copied().unwrap_or_default();
    let orders = (0..one.len().max(other.len())).map(|index| at(one, index).cmp(&at(other, index)));
    orders.fold(Ordering::Equal, Ordering::then)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pip(text: &str) -> Range {
        Range::of_pip(text).unwrap_or_else(|| panic!("{text}"))
    }

    fn conda(text: &str) -> Range {
        Range::of_conda(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn ranges_meet_where_a_version_is_in_both() {
        for (one, other) in [
            ("", "<2"),
            ("==1.9", "<2"),
            (">=1", "<1.0.1"),
            ("~=1.4.2", "==1.4.9"),
            ("!=1", ">=1,<=1.1"),
            ("==1.*", "==1.26.4"),
        ] {
            assert!(pip(one).meets(&pip(other)) && pip(other).meets(&pip(one)), "{one} {other}");
        }
        for (one, other) in [
            (">=2", "<2"),
            ("==2.0", "<2"),
            (">1,<1", ""),
            ("~=1.4.2", ">=1.5"),
            ("!=1", "==1.0"),
            ("==1.*", ">=2"),
            ("==1.26", "!=1.26.*"),
        ] {
            assert!(!pip(one).meets(&pip(other)) && !pip(other).meets(&pip(one)), "{one} {other}");
        }
    }

    #[test]
    fn conda_ranges_are_those_of_conda() {
        assert!(conda("=1.26").is_within(&pip(">=1.26,<1.27")));
        assert!(!conda("=1.26").is_within(&pip("==1.26")));
        assert!(conda("1.26").is_within(&pip("==1.26")));
        assert!(conda("1.26.*").is_within(&pip("<1.27")));
        assert!(conda("==1.26=py_0").is_within(&pip("==1.26")));
        assert!(!conda("").is_within(&pip(">=1")) && conda(">=1").is_within(&pip("")));
    }

    #[test]
    fn what_cannot_be_told_is_none() {
        for text in
            ["1.2", "=1.2", ">=x", "== 1 2", "==1!2.0", "==", ">=1,,<2", &">=1,".repeat(40), "==99999999999999999999"]
        {
            assert!(Range::of_pip(text).is_none(), "{text}");
        }
        for text in ["1.2|1.3", "[version=1]", ">=x"] {
            assert!(Range::of_conda(text).is_none(), "{text}");
        }
    }
}
