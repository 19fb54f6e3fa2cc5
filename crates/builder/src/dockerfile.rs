//! The Dockerfile of step 1 as the engine gets it.

use crate::engine::CERTIFICATE_VARIABLES;

/// The images that a Dockerfile starts from, in order.
pub(crate) fn images(dockerfile: &str) -> Vec<&str> {
    before_heredocs(dockerfile).filter_map(image).collect()
}

/// The Dockerfile with some images replaced, and with the variables by which tools find the certificates of this machine
/// declared, so that steps get them and the image does not.
pub(crate) fn prepared(dockerfile: &str, replacement: impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(dockerfile.len() + 256);
    let plain = before_heredocs(dockerfile).count();
    for (index, line) in dockerfile.lines().enumerate() {
        let image = image(line).filter(|_| index < plain);
        match image.and_then(|image| Some((image, replacement(image)?))) {
            Some((image, replacement)) => text.push_str(&line.replacen(image, &replacement, 1)),
            None => text.push_str(line),
        }
        text.push('\n');
        if image.is_some() {
            for variable in CERTIFICATE_VARIABLES {
                text.push_str("ARG ");
                text.push_str(variable);
                text.push('\n');
            }
        }
    }
    text
}

/// The lines up to the first that may open a heredoc: in the body of one, `FROM` is just a word.
fn before_heredocs(dockerfile: &str) -> impl Iterator<Item = &str> {
    dockerfile.lines().take_while(|line| !line.contains("<<"))
}

/// The image of a `FROM` line.
fn image(line: &str) -> Option<&str> {
    let mut words = line.split_ascii_whitespace();
    words.next().filter(|keyword| keyword.eq_ignore_ascii_case("FROM"))?;
    words.find(|word| !word.starts_with("--"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGES: &str = "# syntax=docker/dockerfile:1\nARG tag=1\nFROM --platform=linux/amd64 localhost/tools:1 AS tools\nRUN make\nFROM localhost/terrarium/base:1\nCOPY --from=tools /a /a\nRUN <<END\nFROM nowhere\nEND\n";

    #[test]
    fn images_of_all_stages_are_found_but_none_in_a_heredoc() {
        assert_eq!(images(STAGES), ["localhost/tools:1", "localhost/terrarium/base:1"]);
    }

    #[test]
    fn images_are_replaced_and_certificates_declared() {
        let text = prepared(STAGES, |image| {
            (image == "localhost/terrarium/base:1").then(|| "127.0.0.1:5000/base@sha256:12".to_owned())
        });
        assert!(
            text.contains("FROM --platform=linux/amd64 localhost/tools:1 AS tools\nARG CURL_CA_BUNDLE\n"),
            "{text}"
        );
        assert!(text.contains("FROM 127.0.0.1:5000/base@sha256:12\nARG CURL_CA_BUNDLE\n"), "{text}");
        assert!(text.ends_with("RUN <<END\nFROM nowhere\nEND\n"), "{text}");
    }
}
