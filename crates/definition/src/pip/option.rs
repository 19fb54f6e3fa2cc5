//! Lines with an option, and options behind a requirement.

use super::explain;
use super::fault::{Fault, FaultKind};
use crate::text::is_blank;

/// An option that a requirements file may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its long name.
    pub name: &'static str,
    short: &'static str,
    /// Whether a value follows.
    pub has_value: bool,
    /// Whether the installer of builds reads it as pip does.
    is_supported: bool,
}

const fn known(name: &'static str, short: &'static str, has_value: bool, is_supported: bool) -> Known {
    Known { name, short, has_value, is_supported }
}

/// What pip 26 reads on a line of its own.
const KNOWN: [Known; 19] = [
    known("--index-url", "-i", true, true),
    known("--extra-index-url", "", true, true),
    known("--no-index", "", false, true),
    known("--find-links", "-f", true, true),
    known("--requirement", "-r", true, true),
    known("--constraint", "-c", true, true),
    known("--editable", "-e", true, true),
    known("--no-binary", "", true, true),
    known("--only-binary", "", true, true),
    known("--require-hashes", "", false, true),
    known("--pre", "", false, true),
    known("--trusted-host", "", true, true),
    known("--prefer-binary", "", false, true),
    known("--use-feature", "", true, true),
    known("--all-releases", "", true, false),
    known("--only-final", "", true, false),
    known("--pypi-url", "", true, false),
    known("--config-settings", "-C", true, false),
    known("--hash", "", true, false),
];

/// What the installer of builds passes over without a word.
const PASSED_OVER: [&str; 2] = ["--prefer-binary", "--use-feature"];

/// Options of older versions of pip.
const REMOVED: [&str; 9] = [
    "--allow-external",
    "--allow-all-external",
    "--allow-unverified",
    "--process-dependency-links",
    "--no-use-wheel",
    "--use-wheel",
    "--always-unzip",
    "--install-option",
    "--global-option",
];

/// A line that begins with a dash.
pub struct OptionLine<'a> {
    /// The name as written.
    pub name: &'a str,
    /// Its value; none when nothing follows.
    pub value: Option<&'a str>,
    /// What follows the option and its value.
    rest: &'a str,
    /// What it is; none when pip knows no such option.
    pub known: Option<Known>,
    is_abbreviated: bool,
}

impl<'a> OptionLine<'a> {
    /// Takes a line apart, as optparse does.
    pub fn parse(line: &'a str) -> Self {
        let end = line.find(|next| is_blank(next) || next == '=').unwrap_or(line.len());
        let (name, known, is_abbreviated) = find(&line[..end]);
        let rest = &line[name.len()..];
        let has_value = known.is_some_and(|known| known.has_value);
        let is_long = name.starts_with("--");
        let (value, rest) = match rest.strip_prefix('=').filter(|_| is_long) {
            Some(rest) => split_word(rest),
            None if has_value => split_word(rest.trim_start_matches(is_blank)),
            None => (None, rest),
        };
        Self { name, value, rest: rest.trim_matches(is_blank), known, is_abbreviated }
    }

    /// The value without quotes.
    pub fn place(&self) -> Option<&'a str> {
        self.value.map(|value| value.trim_matches(['"', '\'']))
    }

    /// What is wrong with the line.
    pub fn fault(&self) -> Option<Fault> {
        let name = self.name;
        let Some(known) = self.known else { return Some(self.unknown()) };
        if known.has_value && self.value.is_none_or(str::is_empty) {
            let message = format!("`{name}` has no value");
            let help = "Add the value, or remove the option.";
            return Some(Fault::new(FaultKind::Option, message, help));
        }
        let long = known.name;
        if known.name == "--pypi-url" || self.is_abbreviated {
            let long = if known.name == "--pypi-url" { "--index-url" } else { long };
            let help =
                format!("Pip accepts this; uv, which installs the packages, needs the full name. Write `{long}`.");
            let whole: Vec<&str> =
                [long, self.value.unwrap_or_default()].into_iter().filter(|word| !word.is_empty()).collect();
            let fault = Fault::new(FaultKind::NotSupported, format!("`{name}` is an abbreviated option"), help);
            return Some(fault.fix([whole.join(" ")]));
        }
        if PASSED_OVER.contains(&long) {
            let help =
                "uv, which installs the packages, ignores it, so the result may differ from that of pip. Remove it.";
            return Some(Fault::new(FaultKind::NotSupported, format!("`{name}` has no effect here"), help).fix(None));
        }
        if !known.is_supported {
            let help = "Pip accepts this; uv, which installs the packages, rejects the file. Remove it.";
            let message = format!("`{name}` is not supported");
            return Some(Fault::new(FaultKind::NotSupported, message, help).fix(None));
        }
        // What follows a path or an address is a part of it here, and nothing to pip.
        if !self.rest.is_empty() && !self.rest.starts_with('-') {
            let rest = self.rest;
            let message = format!("Pip ignores `{rest}` after `{name}`");
            let help = "Put it on its own line, or remove it.";
            let option: Vec<&str> =
                [name, self.value.unwrap_or_default()].into_iter().filter(|word| !word.is_empty()).collect();
            let fault = Fault::new(FaultKind::PassedOver, message, help);
            return Some(fault.fix([option.join(" "), rest.to_owned()]));
        }
        None
    }

    fn unknown(&self) -> Fault {
        let name = self.name;
        let is_removed = REMOVED.contains(&name);
        let message = if is_removed {
            format!("Pip no longer supports `{name}`")
        } else {
            format!("`{name}` is not allowed in a requirements file")
        };
        let rest = self.rest.trim_start_matches(is_blank);
        let is_requirement = !is_removed && self.value.is_none() && !rest.is_empty() && explain::find(rest).is_none();
        let help = if is_requirement {
            format!("It is an option of `pip install`. Write `{rest}` alone.")
        } else {
            "Pip rejects the file. Remove it.".to_owned()
        };
        let fault = Fault::new(FaultKind::Option, message, help);
        fault.fix(is_requirement.then(|| rest.to_owned()))
    }
}

/// The option that a line begins with: the name as written, what it is, and whether that is an abbreviation.
fn find(word: &str) -> (&str, Option<Known>, bool) {
    if !word.starts_with("--") {
        // The value may follow a short name directly.
        let short = KNOWN.into_iter().find(|known| !known.short.is_empty() && word.starts_with(known.short));
        return short.map_or((word, None, false), |known| (&word[..known.short.len()], Some(known), false));
    }
    if let Some(known) = KNOWN.into_iter().find(|known| known.name == word) {
        return (word, Some(known), false);
    }
    let mut begun = KNOWN.into_iter().filter(|known| known.name.starts_with(word));
    let found = begun.next().filter(|_| begun.next().is_none());
    (word, found, found.is_some())
}

/// The first word and what follows; a word in quotes is one.
fn split_word(text: &str) -> (Option<&str>, &str) {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''));
    let end = match quote {
        Some(quote) => text[1..].find(quote).map_or(text.len(), |end| end + 2),
        None => text.find(is_blank).unwrap_or(text.len()),
    };
    (Some(&text[..end]).filter(|word| !word.is_empty()), &text[end..])
}

/// What stands behind a requirement.
#[derive(Default)]
struct Behind<'a> {
    /// What pip reads there, as written.
    read: Vec<&'a str>,
    /// What it passes over in silence.
    passed_over: Vec<String>,
    /// What pip reads and the installer of builds refuses.
    unsupported: Option<&'a str>,
    /// What pip refuses.
    unknown: Option<&'a str>,
    /// A hash that pip refuses.
    hash: Option<Fault>,
}

impl<'a> Behind<'a> {
    fn parse(options: &'a str) -> Self {
        let mut behind = Self::default();
        let mut rest = options.trim_matches(is_blank);
        while !rest.is_empty() {
            if !rest.starts_with('-') {
                // A value with a blank in it.
                let (word, after) = split_word(rest);
                behind.read.extend(word);
                rest = after.trim_start_matches(is_blank);
                continue;
            }
            let option = OptionLine::parse(rest);
            let written = rest[..rest.len() - option.rest.len()].trim_end_matches(is_blank);
            match option.known {
                None => behind.unknown = behind.unknown.or(Some(option.name)),
                Some(known) if known.name == "--hash" => {
                    behind.read.push(written);
                    behind.hash = behind.hash.or_else(|| of_hash(option.place().unwrap_or_default()));
                }
                Some(known) if known.name == "--config-settings" => {
                    behind.read.push(written);
                    behind.unsupported = Some(option.name);
                }
                Some(known) if known.has_value => {
                    behind.passed_over.push(format!("{} {}", option.name, option.value.unwrap_or_default()));
                }
                Some(_) => behind.passed_over.push(option.name.to_owned()),
            }
            rest = option.rest;
        }
        behind
    }
}

/// A requirement as pip reads it: without the options that it passes over. Where it refuses the line, nothing is taken
/// away.
pub fn as_read(requirement: &str, options: &str) -> Option<String> {
    let behind = Behind::parse(options);
    let changes = behind.unknown.is_none() && !behind.passed_over.is_empty();
    changes.then(|| std::iter::once(requirement).chain(behind.read).collect::<Vec<_>>().join(" "))
}

/// What is wrong with the options behind a requirement.
pub fn behind(requirement: &str, options: &str) -> Option<Fault> {
    let behind = Behind::parse(options);
    if let Some(name) = behind.unknown {
        let message = format!("`{name}` is not allowed after a requirement");
        let fault = Fault::new(FaultKind::Option, message, "Pip rejects the file. Remove it.");
        return Some(fault.fix([requirement.to_owned()]));
    }
    if let Some(name) = behind.unsupported {
        let message = format!("`{name}` is not supported after a requirement");
        let help = "Pip accepts this; uv, which installs the packages, rejects the file. Build the package in a Docker step, or remove the option.";
        return Some(Fault::new(FaultKind::NotSupported, message, help));
    }
    let Some(first) = behind.passed_over.first() else { return behind.hash };
    let read = std::iter::once(requirement).chain(behind.read).collect::<Vec<_>>().join(" ");
    let message = format!("Pip ignores `{first}` after a requirement");
    let help = format!("`{read}` is installed without it. On its own line, an option applies to all pip packages.");
    let moved = behind.passed_over.iter().map(|option| on_its_own(option));
    let fault = Fault::new(FaultKind::PassedOver, message, help);
    Some(fault.fix(std::iter::once(read).chain(moved)))
}

/// As a line of its own. One index instead of the usual one would be that of all packages: there it is one more.
fn on_its_own(option: &str) -> String {
    let (name, value) = option.split_once(' ').unwrap_or((option, ""));
    match name {
        "--index-url" | "-i" => format!("--extra-index-url {value}"),
        _ => option.to_owned(),
    }
}

fn of_hash(value: &str) -> Option<Fault> {
    let (algorithm, digest) = value.split_once(':').unwrap_or((value, ""));
    if !["sha256", "sha384", "sha512"].contains(&algorithm) {
        let message = format!("`--hash={value}` is not a hash that pip supports");
        let help = "Write `sha256:` (or sha384, sha512) and the digest.";
        return Some(Fault::new(FaultKind::Option, message, help));
    }
    let is_digest = !digest.is_empty() && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    let help = "A digest consists of hexadecimal digits: copy it again.";
    (!is_digest).then(|| Fault::new(FaultKind::Option, format!("`{value}` has no valid digest"), help))
}
