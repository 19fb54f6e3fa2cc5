//! Page, styles and code put together, as Trunk would: a thorough test compares the two byte by byte.

use crate::{Error, files};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha384};
use std::{fs, path::Path};

const LINK_START: &str = "<link data-trunk";

/// Writes the page and what its `data-trunk` links name into the folder, names with the hash of the content where
/// browsers keep a file.
///
/// # Errors
/// When a link cannot be followed, or a file cannot be written.
pub fn assemble(page: &Path, dist: &Path) -> Result<(), Error> {
    files::empty(dist)?;
    let text = fs::read_to_string(page).map_err(Error::file(page))?;
    let mut assembled = String::new();
    let mut rest = text.as_str();
    while let Some((before, from_link)) = rest.find(LINK_START).map(|start| rest.split_at(start)) {
        let end = from_link.find('>').map_or(from_link.len(), |end| end + 1);
        let (link, after) = from_link.split_at(end);
        assembled.push_str(before);
        let refused = |reason: &str| Error::Link { page: page.into(), link: link.into(), reason: reason.into() };
        let rel = attribute(link, "rel").ok_or_else(|| refused("it has no rel"))?;
        let href = attribute(link, "href").ok_or_else(|| refused("it has no href"))?;
        let target = page.parent().unwrap_or(Path::new(".")).join(href);
        match rel {
            "css" => assembled.push_str(&asset("stylesheet", &target, dist)?),
            "icon" => assembled.push_str(&asset("icon", &target, dist)?),
            "inline" => assembled.push_str(&fs::read_to_string(&target).map_err(Error::file(&target))?),
            "copy-dir" => files::copy(&target, &dist.join(target.file_name().unwrap_or_default()))?,
            // The code that is compiled already.
            "rust" if link.contains(" data-trunk-skip") => {}
            _ => return Err(refused("its rel is none of css, icon, inline, copy-dir and a skipped rust")),
        }
        rest = after;
    }
    assembled.push_str(rest);
    let index = dist.join("index.html");
    fs::write(&index, assembled).map_err(Error::file(&index))
}

/// Copies a file under a name with its hash, and returns the element that loads it.
fn asset(rel: &str, file: &Path, dist: &Path) -> Result<String, Error> {
    let content = fs::read(file).map_err(Error::file(file))?;
    let part = |name: Option<&std::ffi::OsStr>| name.unwrap_or_default().to_string_lossy().into_owned();
    let name = format!("{}-{:x}.{}", part(file.file_stem()), seahash::hash(&content), part(file.extension()));
    let integrity = STANDARD.encode(Sha384::digest(&content));
    let copied = dist.join(&name);
    fs::write(&copied, content).map_err(Error::file(&copied))?;
    Ok(format!(r#"<link rel="{rel}" href="/{name}" integrity="sha384-{integrity}"/>"#))
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = element.split_once(&format!(" {name}=\""))?;
    value.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assembled(page: &str) -> Result<(tempfile::TempDir, String), Error> {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("work/code/abc")).unwrap();
        fs::write(root.path().join("work/code/abc/first.js"), "start").unwrap();
        fs::write(root.path().join("work/start.html"), "<script>go</script>").unwrap();
        fs::write(root.path().join("base.css"), "p {}").unwrap();
        fs::write(root.path().join("index.html"), page).unwrap();
        let dist = root.path().join("dist");
        assemble(&root.path().join("index.html"), &dist)?;
        let index = fs::read_to_string(dist.join("index.html")).unwrap();
        Ok((root, index))
    }

    #[test]
    fn a_style_gets_a_name_with_its_hash_and_is_copied_under_it() {
        let (root, index) = assembled(r#"<a><link data-trunk rel="css" href="base.css" /></a>"#).unwrap();
        let name = attribute(&index, "href").unwrap().trim_start_matches('/');
        let hash = name.strip_prefix("base-").and_then(|rest| rest.strip_suffix(".css")).unwrap();
        assert!(u64::from_str_radix(hash, 16).is_ok(), "{name}");
        assert_eq!(fs::read_to_string(root.path().join("dist").join(name)).unwrap(), "p {}");
        assert!(index.starts_with(r#"<a><link rel="stylesheet""#) && index.ends_with("/></a>"), "{index}");
        assert!(index.contains(r#"integrity="sha384-"#), "{index}");
    }

    #[test]
    fn code_is_copied_and_its_start_is_inlined() {
        let page = r#"<link data-trunk rel="copy-dir" href="work/code" />|<link data-trunk rel="inline" href="work/start.html" />"#;
        let (root, index) = assembled(page).unwrap();
        assert_eq!(index, "|<script>go</script>");
        assert_eq!(fs::read_to_string(root.path().join("dist/code/abc/first.js")).unwrap(), "start");
    }

    #[test]
    fn a_link_that_cannot_be_followed_is_refused() {
        let error = assembled(r#"<link data-trunk rel="sass" href="base.sass" />"#).unwrap_err().to_string();
        assert!(error.contains(r#"rel="sass""#), "{error}");
        let error = assembled(r#"<link data-trunk rel="css" href="gone.css" />"#).unwrap_err().to_string();
        assert!(error.contains("gone.css"), "{error}");
    }
}
