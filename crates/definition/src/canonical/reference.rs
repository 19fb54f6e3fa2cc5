//! Image references in full form.

use super::Invalid;
use crate::text::trim;

/// `domain/path:tag` or `domain/path@digest` for any spelling of a reference.
///
/// # Errors
/// When a blank or a line break stands in it: in a Dockerfile it would be more than one word.
pub fn full(reference: &str) -> Result<String, Invalid> {
    if reference.contains(|next: char| next.is_whitespace() || next.is_control()) {
        return Err(Invalid::NotAReference(reference.escape_debug().to_string()));
    }
    Ok(complete(reference))
}

fn complete(reference: &str) -> String {
    let (named, digest) = reference.split_once('@').map_or((reference, None), |(named, digest)| (named, Some(digest)));
    let tag_at = named.rfind(':').filter(|colon| !named[*colon..].contains('/'));
    let (named, tag) = tag_at.map_or((named, "latest"), |colon| (&named[..colon], &named[colon + 1..]));
    let (domain, path) = match named.split_once('/') {
        Some(("index.docker.io", path)) => ("docker.io", path),
        Some((first, path)) if first == "localhost" || first.contains(['.', ':']) => (first, path),
        _ => ("docker.io", named),
    };
    let library = if domain == "docker.io" && !path.contains('/') { "library/" } else { "" };
    match digest {
        Some(digest) => format!("{domain}/{library}{path}@{digest}"),
        None => format!("{domain}/{library}{path}:{tag}"),
    }
}

/// An image with the registry that it is pulled from, as Azure joins the two.
///
/// # Errors
/// When the address holds what no address has (a user, a path with blanks).
pub fn with_registry(image: &str, address: Option<&str>) -> Result<String, Invalid> {
    let address = trim(address.unwrap_or_default());
    let without_scheme = ["http://", "https://"].into_iter().find_map(|scheme| {
        let begins = address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        begins.then(|| &address[scheme.len()..])
    });
    let address = without_scheme.unwrap_or(address).trim_end_matches('/');
    if !address.chars().all(|next| next.is_ascii_alphanumeric() || "._-:/[]".contains(next)) {
        return Err(Invalid::RegistryAddress);
    }
    let has_it = image.strip_prefix(address).is_some_and(|rest| rest.starts_with('/'));
    Ok(if address.is_empty() || has_it { image.to_owned() } else { format!("{address}/{image}") })
}
