//! The Dockerfile of step 1 as the engine gets it.

use definition::dockerfile::Dockerfile;
use engine::CERTIFICATE_VARIABLES;

/// The images that a Dockerfile starts from, in order.
pub(super) fn images(dockerfile: &str) -> Vec<String> {
    Dockerfile::parse(dockerfile).stages().filter_map(|stage| Some(stage.base()?.to_owned())).collect()
}

/// The Dockerfile with some images replaced, and with the variables by which tools find the certificates of this machine
/// declared, so that steps get them and the image does not.
pub(super) fn prepared(dockerfile: &str, replacement: impl Fn(&str) -> Option<String>) -> String {
    let mut dockerfile = Dockerfile::parse(dockerfile);
    let mut lines = dockerfile.directives();
    for instruction in &mut dockerfile.instructions {
        let base = instruction.base();
        let starts_stage = base.is_some();
        if let Some((image, replacement)) = base.and_then(|image| Some((image, replacement(image)?))) {
            // The name of the image may also be a part of a flag before it.
            let start = image.as_ptr().addr() - instruction.arguments.as_ptr().addr();
            let place = start..start + image.len();
            instruction.arguments.replace_range(place, &replacement);
        }
        lines.push(instruction.to_string());
        if starts_stage {
            lines.extend(CERTIFICATE_VARIABLES.into_iter().map(|variable| format!("ARG {variable}")));
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGES: &str = "# syntax=docker/dockerfile:1\nARG tag=1\nFROM --platform=linux/amd64 localhost/tools:1 AS tools\nRUN make\nRUN <<END\nFROM nowhere\nEND\nFROM localhost/terrarium/base:1\nCOPY --from=tools /a /a\nRUN echo \"<<END\"\n";

    #[test]
    fn images_of_all_stages_are_found_but_none_in_a_heredoc() {
        assert_eq!(images(STAGES), ["localhost/tools:1", "localhost/terrarium/base:1"]);
    }

    #[test]
    fn the_image_is_replaced_and_not_a_flag_that_holds_its_name() {
        let text = prepared("FROM  --platform=linux/amd64   linux AS linux\n", |_| Some("b@sha256:12".to_owned()));
        assert!(text.starts_with("FROM --platform=linux/amd64   b@sha256:12 AS linux\nARG "), "{text}");
    }

    #[test]
    fn images_are_replaced_and_certificates_declared() {
        let text = prepared(STAGES, |image| {
            (image == "localhost/terrarium/base:1").then(|| "127.0.0.1:5000/base@sha256:12".to_owned())
        });
        assert!(text.starts_with("# syntax=docker/dockerfile:1\nARG tag=1\n"), "{text}");
        assert!(
            text.contains("FROM --platform=linux/amd64 localhost/tools:1 AS tools\nARG CURL_CA_BUNDLE\n"),
            "{text}"
        );
        assert!(text.contains("FROM 127.0.0.1:5000/base@sha256:12\nARG CURL_CA_BUNDLE\n"), "{text}");
        assert!(text.contains("RUN <<END\nFROM nowhere\nEND\n"), "{text}");
        assert!(text.ends_with("RUN echo \"<<END\"\n"), "{text}");
    }
}
