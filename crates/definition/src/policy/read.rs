//! The file of a policy, JSON or YAML. Every mistake in it is named with its line: a rule that is passed over in silence
//! is worse than none.

use super::rules::{Allowed, PackageRule, Policy, TrialPolicy};
use super::versions::Range;
use crate::ImportError;
use crate::canonical::pip_name_length;
use crate::import::{decode, parse_mapping};
use crate::node::{Node, Value};

/// In one list.
const MAX_RULES: usize = 1000;

const SHAPE: &str =
    "A policy has the sections `required`, `forbidden`, `registries`, `channels`, `indexes` and `trial`.";

impl Policy {
    /// Reads the file of a policy.
    ///
    /// # Errors
    /// When it is too large, malformed, or says something that no rule can be: with its line and what to write.
    pub fn read(bytes: &[u8]) -> Result<Self, ImportError> {
        let text = decode(bytes)?;
        let root = parse_mapping(&text)?;
        let mut policy = Self::default();
        for (key, node) in fields(&root, "a policy", SHAPE)? {
            match key.as_str() {
                "required" => policy.required = packages(node)?,
                "forbidden" => policy.forbidden = packages(node)?,
                "registries" => policy.registries = Some(places(node)?),
                "channels" => policy.channels = Some(places(node)?),
                "indexes" => policy.indexes = Some(places(node)?),
                "trial" => policy.trial = trial(node)?,
                _ => return Err(unknown(key, node, SHAPE)),
            }
        }
        Ok(policy)
    }
}

fn packages(node: &Node) -> Result<Vec<PackageRule>, ImportError> {
    items(node)?.iter().map(package).collect()
}

fn package(node: &Node) -> Result<PackageRule, ImportError> {
    const SHAPE: &str = "A rule has `package`, and where it needs them `versions` and `reason`.";
    let (mut package, mut versions, mut reason) = (None, None, None);
    for (key, node) in fields(node, "a rule on a package", SHAPE)? {
        match key.as_str() {
            "package" => package = Some(name(node)?),
            "versions" => versions = Some(range(node)?),
            "reason" => reason = Some(text(node)?),
            _ => return Err(unknown(key, node, SHAPE)),
        }
    }
    let package = package.ok_or_else(|| ImportError::new(node.line, "this rule names no package", SHAPE))?;
    Ok(PackageRule { package, versions, reason })
}

fn places(node: &Node) -> Result<Allowed, ImportError> {
    const SHAPE: &str = "It has `allowed`, a list, and where it needs one a `reason`.";
    let (mut allowed, mut reason) = (None, None);
    for (key, node) in fields(node, "a section with `allowed`", SHAPE)? {
        match key.as_str() {
            "allowed" => allowed = Some(items(node)?.iter().map(text).collect::<Result<_, _>>()?),
            "reason" => reason = Some(text(node)?),
            _ => return Err(unknown(key, node, SHAPE)),
        }
    }
    let allowed = allowed.ok_or_else(|| ImportError::new(node.line, "this section allows nothing", SHAPE))?;
    Ok(Allowed { allowed, reason })
}

fn trial(node: &Node) -> Result<TrialPolicy, ImportError> {
    let name = text(node)?;
    let help = "Write `record` (no trial fails a build), `imports` (one where a package cannot be imported does, as without \
                this section) or `strict` (every error and warning does).";
    let unknown = || ImportError::new(node.line, format!("`{}` is no policy for trials", name.escape_debug()), help);
    TrialPolicy::parse(&name).ok_or_else(unknown)
}

fn name(node: &Node) -> Result<String, ImportError> {
    let name = text(node)?;
    if pip_name_length(&name) == Some(name.len()) {
        return Ok(name);
    }
    let help = "Write the name alone; versions stand under `versions`.";
    Err(ImportError::new(node.line, format!("`{}` is no name of a package", name.escape_debug()), help))
}

fn range(node: &Node) -> Result<String, ImportError> {
    let range = text(node)?;
    if Range::of_pip(&range).is_some() {
        return Ok(range);
    }
    let help = "Write clauses as pip does, for example `>=1.2,<2` or `==1.26.*`.";
    Err(ImportError::new(node.line, format!("`{}` is no range of versions", range.escape_debug()), help))
}

fn text(node: &Node) -> Result<String, ImportError> {
    match node.written().map(str::trim) {
        Some("") => Err(ImportError::new(node.line, "an empty text stands here", "Write it out, or take it out.")),
        Some(text) => Ok(text.to_owned()),
        None => Err(ImportError::new(
            node.line,
            format!("{} stands here, where a text belongs", node.kind()),
            "Write it out.",
        )),
    }
}

fn items(node: &Node) -> Result<&[Node], ImportError> {
    match &node.value {
        Value::List(items) if items.len() <= MAX_RULES => Ok(items),
        Value::List(items) => {
            let message = format!("this list has {} entries, more than {MAX_RULES}", items.len());
            Err(ImportError::new(node.line, message, "Put what belongs together into one."))
        }
        _ => Err(ImportError::new(
            node.line,
            format!("{} stands here, where a list belongs", node.kind()),
            "Write a list.",
        )),
    }
}

fn fields<'a>(node: &'a Node, what: &str, help: &str) -> Result<&'a [(String, Node)], ImportError> {
    match &node.value {
        Value::Map(fields) => Ok(fields),
        _ => Err(ImportError::new(node.line, format!("{} stands here, where {what} belongs", node.kind()), help)),
    }
}

fn unknown(key: &str, node: &Node, help: &str) -> ImportError {
    ImportError::new(node.line, format!("`{}` means nothing here", key.escape_debug()), help)
}
