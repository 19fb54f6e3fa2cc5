//! What uv resolved, as it writes it: a requirement a line, and below it who asks for it.

/// A resolved requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Its normalised name.
    pub name: String,
    /// Its version; none for an address.
    pub version: Option<String>,
    /// The packages that ask for it; empty when the requirements do.
    pub through: Vec<String>,
}

/// The requirements of a file that uv wrote with split annotations.
pub fn read(text: &str) -> Vec<Requirement> {
    let mut found: Vec<Requirement> = Vec::new();
    let mut is_requested = false;
    for line in text.lines() {
        if let Some(requirement) = requirement(line) {
            found.push(requirement);
            is_requested = false;
            continue;
        }
        let by = line.trim().trim_start_matches('#').trim().trim_start_matches("via").trim();
        if let Some(last) = found.last_mut().filter(|_| !by.is_empty() && !is_requested) {
            is_requested = by.starts_with('-');
            if is_requested {
                last.through.clear();
            } else {
                last.through.push(by.to_owned());
            }
        }
    }
    found
}

fn requirement(line: &str) -> Option<Requirement> {
    if line.starts_with([' ', '#', '-']) {
        return None;
    }
    let end = line.find(|letter: char| !letter.is_ascii_alphanumeric() && !"._-".contains(letter))?;
    let (name, rest) = line.split_at(end);
    let version = rest.split_once("==").map(|(_, version)| version.split([' ', ';']).next().unwrap_or(version));
    let version = version.filter(|_| !rest.trim_start().starts_with('@')).map(str::to_owned);
    (!name.is_empty()).then(|| Requirement { name: normalised(name), version, through: Vec::new() })
}

/// Lower case, runs of `-`, `_` and `.` become `-`.
#[must_use]
pub fn normalised(name: &str) -> String {
    let words = name.split(['-', '_', '.']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_versions_and_who_asks_are_read() {
        let text = "certifi==2026.1\n    # via requests\nidna==3.4\n    # via\n    #   -r requirements.txt\n    #   requests\n\
                    requests[socks]==2.34.2 ; python_version < '4'\n    # via -r requirements.txt\nUrl_lib @ https://x.example/u==1.whl\n\
                    anyio==4.0\n    # via\n    #   httpx\n    #   starlette\n";
        let read = read(text);
        let said: Vec<String> = read
            .iter()
            .map(|found| {
                format!("{} {} {}", found.name, found.version.as_deref().unwrap_or("?"), found.through.join(","))
            })
            .collect();
        assert_eq!(
            said,
            ["certifi 2026.1 requests", "idna 3.4 ", "requests 2.34.2 ", "url-lib ? ", "anyio 4.0 httpx,starlette"]
        );
    }
}
