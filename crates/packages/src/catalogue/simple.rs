//! The simple repository API of Python indexes: JSON where the index has it, else HTML.

use super::fetch::Page;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A file that an index offers.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub struct File {
    /// Its name, which says the version.
    pub filename: String,
    /// The Pythons it is for (`>=3.9`).
    pub requires_python: Option<String>,
    /// Whether it was taken back.
    #[serde(default, deserialize_with = "yanked")]
    pub yanked: bool,
    /// Where it is, perhaps relative to the page.
    #[serde(default)]
    pub url: Option<String>,
    /// Its hashes by algorithm; on a page of HTML, the address has one.
    #[serde(default)]
    pub hashes: BTreeMap<String, String>,
}

/// `true`, or the reason as a text, which may be empty.
fn yanked<'de, D: serde::Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    Ok(!matches!(serde_json::Value::deserialize(value)?, serde_json::Value::Bool(false) | serde_json::Value::Null))
}

/// The files on the page of a package.
pub fn files(page: &Page) -> Result<Vec<File>, String> {
    #[derive(Deserialize)]
    struct Project {
        files: Vec<File>,
    }
    if page.is_json {
        return serde_json::from_str::<Project>(&page.text).map(|page| page.files).map_err(|error| error.to_string());
    }
    let file = |anchor: Anchor| File {
        requires_python: anchor.attribute("data-requires-python"),
        yanked: anchor.attribute("data-yanked").is_some(),
        url: anchor.attribute("href"),
        hashes: BTreeMap::new(),
        filename: anchor.text,
    };
    Ok(anchors(&page.text).map(file).collect())
}

/// The names on the first page of an index.
pub fn names(page: &Page) -> Result<Vec<String>, String> {
    #[derive(Deserialize)]
    struct Project {
        name: String,
    }
    #[derive(Deserialize)]
    struct Root {
        projects: Vec<Project>,
    }
    if page.is_json {
        let root: Root = serde_json::from_str(&page.text).map_err(|error| error.to_string())?;
        return Ok(root.projects.into_iter().map(|project| project.name).collect());
    }
    Ok(anchors(&page.text).map(|anchor| anchor.text).collect())
}

/// `<a ATTRIBUTES>TEXT</a>`.
struct Anchor<'a> {
    attributes: &'a str,
    text: String,
}

impl Anchor<'_> {
    /// The value of an attribute; empty for one without a value.
    fn attribute(&self, name: &str) -> Option<String> {
        let after = self.attributes.split_once(name)?.1;
        let Some(value) = after.trim_start().strip_prefix('=') else { return Some(String::new()) };
        let value = value.trim_start();
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
            _ => value.split_whitespace().next(),
        };
        Some(unescaped(value.unwrap_or_default()))
    }
}

fn anchors(html: &str) -> impl Iterator<Item = Anchor<'_>> {
    let opened = |part: &'_ str| part.starts_with([' ', '\n', '\t', '>']);
    html.split("<a").skip(1).filter(move |part| opened(part)).filter_map(|part| {
        let end = tag_end(part)?;
        let text = part[end + 1..].split('<').next().unwrap_or_default().trim();
        Some(Anchor { attributes: &part[..end], text: unescaped(text) })
    })
}

/// Where a tag ends: at the first `>` that stands in no quotes.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, letter)| {
        match (quote, letter) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
        None
    })
}

fn unescaped(text: &str) -> String {
    text.replace("&gt;", ">").replace("&lt;", "<").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(is_json: bool, text: &str) -> Page {
        Page { is_json, text: text.into(), address: "https://x.example/simple/a/".parse().unwrap() }
    }

    #[test]
    fn both_forms_say_the_same() {
        let json = r#"{"meta": {"api-version": "1.1"}, "files": [
            {"filename": "a-1.0.tar.gz", "requires-python": ">=3.9", "yanked": "broken", "hashes": {}, "url": "x>y"},
            {"filename": "a-1.1-py3-none-any.whl", "requires-python": null, "yanked": false, "url": "a"}]}"#;
        let html = "<!DOCTYPE html><abbr>no</abbr><a href=\"x>y\" data-requires-python=\"&gt;=3.9\" data-yanked>a-1.0.tar.gz</a><br>\n\
                    <a href='a'>a-1.1-py3-none-any.whl</a>";
        let files = files(&page(true, json)).unwrap();
        assert_eq!(files, super::files(&page(false, html)).unwrap());
        assert_eq!(
            (files[0].requires_python.as_deref(), files[0].yanked, files[1].yanked),
            (Some(">=3.9"), true, false)
        );
    }

    #[test]
    fn the_first_page_has_the_names() {
        let json = page(true, r#"{"projects": [{"name": "Six"}, {"name": "zope.interface"}]}"#);
        let html = page(false, "<a href=\"/six/\">Six</a>\n<a href=\"/zope-interface/\">zope.interface</a>");
        assert_eq!(names(&json).unwrap(), ["Six", "zope.interface"]);
        assert_eq!(names(&html).unwrap(), names(&json).unwrap());
        assert!(names(&page(true, "<a>")).is_err());
    }
}
