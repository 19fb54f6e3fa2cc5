//! Image references in full form.

/// `domain/path:tag` or `domain/path@digest` for any spelling of a reference.
pub fn full(reference: &str) -> String {
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
