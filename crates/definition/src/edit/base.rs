//! Base image and Docker steps as the form shows them: a Dockerfile whose only `FROM` comes first is an image and the
//! lines after it, any other Dockerfile stays whole.

use crate::Definition;
use crate::canonical::image_with_registry;
use crate::dockerfile::Dockerfile;
use std::ops::Range;

/// What the form shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// An image, and steps on top of it.
    Split {
        /// The image reference, as written.
        image: String,
        /// The lines after `FROM`.
        steps: String,
    },
    /// A Dockerfile that chooses its image in a way that only a build can follow.
    Whole(String),
    /// A folder of files with a Dockerfile in it.
    Context {
        /// Where it is.
        location: String,
        /// The Dockerfile in it.
        dockerfile_path: String,
    },
}

/// Base image and steps of a definition.
#[must_use]
pub fn base(definition: &Definition) -> Base {
    if let Some(context) = &definition.context {
        let dockerfile_path = context.dockerfile_path.clone();
        return Base::Context { location: context.location.clone(), dockerfile_path };
    }
    let image = named_image(definition);
    match definition.dockerfile.as_deref().filter(|dockerfile| !dockerfile.is_empty()) {
        None => Base::Split { image, steps: String::new() },
        Some(dockerfile) => match from(dockerfile) {
            Some(from) if image.is_empty() => {
                Base::Split { image: dockerfile[from.image].to_owned(), steps: dockerfile[from.steps..].to_owned() }
            }
            _ => Base::Whole(dockerfile.to_owned()),
        },
    }
}

/// The image that the definition names, with its registry.
fn named_image(definition: &Definition) -> String {
    let image = definition.base_image.as_deref().unwrap_or_default();
    let named = image_with_registry(image, definition.base_image_registry.as_deref());
    named.ok().filter(|_| !image.is_empty()).unwrap_or_else(|| image.to_owned())
}

/// Sets the base image, which is named with its registry from then on; the steps stay.
pub fn set_image(definition: &mut Definition, image: &str) {
    let image = image.trim();
    if image != named_image(definition) {
        definition.base_image_registry = None;
    }
    match definition.dockerfile.as_mut() {
        Some(dockerfile) if !dockerfile.is_empty() => match from(dockerfile) {
            Some(from) => dockerfile.replace_range(from.image, image),
            None => definition.base_image = Some(image.to_owned()).filter(|image| !image.is_empty()),
        },
        _ => definition.base_image = Some(image.to_owned()).filter(|image| !image.is_empty()),
    }
}

/// Sets what the steps field holds: the lines after `FROM`, or the whole Dockerfile where it is shown whole.
pub fn set_steps(definition: &mut Definition, steps: &str) {
    let Base::Split { image, .. } = base(definition) else {
        definition.dockerfile = Some(steps.to_owned()).filter(|steps| !steps.is_empty());
        return;
    };
    let head = match definition.dockerfile.take().filter(|dockerfile| !dockerfile.is_empty()) {
        Some(dockerfile) => {
            let end = from(&dockerfile).map_or(dockerfile.len(), |from| from.steps);
            let head = dockerfile[..end].to_owned();
            if head.ends_with('\n') { head } else { head + "\n" }
        }
        None => format!("FROM {image}\n"),
    };
    if steps.is_empty() && head == format!("FROM {image}\n") {
        definition.base_image = Some(image).filter(|image| !image.is_empty());
    } else {
        definition.base_image = None;
        definition.base_image_registry = None;
        definition.dockerfile = Some(head + steps);
    }
}

/// Where the only `FROM` of a Dockerfile names its image, and where the steps begin.
struct From {
    image: Range<usize>,
    steps: usize,
}

fn from(dockerfile: &str) -> Option<From> {
    let parsed = Dockerfile::parse(dockerfile);
    let first = parsed.instructions.first()?;
    let is_only = first.keyword == "FROM" && first.lines.len() == 1 && parsed.stages().count() == 1;
    let image = image_of(&dockerfile[first.span.clone()]).filter(|_| is_only)?;
    let start = first.span.start;
    Some(From { image: start + image.start..start + image.end, steps: first.span.end })
}

/// What follows the word `FROM`, as an offset.
fn after_keyword(line: &str) -> Option<usize> {
    let start = line.len() - line.trim_start().len();
    let word = line.get(start..start + 4)?;
    let follows = line[start + 4..].starts_with([' ', '\t', '\r', '\n']) || line.len() == start + 4;
    (word.eq_ignore_ascii_case("FROM") && follows).then_some(start + 4)
}

/// Where a `FROM` line names its image, when it names nothing else.
fn image_of(line: &str) -> Option<Range<usize>> {
    let mut at = after_keyword(line)?;
    let end = line.trim_end().len().max(at);
    if line[..end].ends_with(['\\', '`']) || line.contains('$') {
        return None;
    }
    let mut image = None;
    for word in line[at..end].split([' ', '\t']) {
        if image.is_some() && !word.is_empty() {
            return None;
        }
        if !word.is_empty() && !word.starts_with("--") {
            image = Some(at..at + word.len());
        }
        at += word.len() + 1;
    }
    let blank = after_keyword(line)?;
    image.or_else(|| line[blank..].starts_with([' ', '\t']).then_some(blank + 1..blank + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dockerfile(text: &str) -> Definition {
        Definition { dockerfile: Some(text.into()), ..Definition::default() }
    }

    fn split(image: &str, steps: &str) -> Base {
        Base::Split { image: image.into(), steps: steps.into() }
    }

    #[test]
    fn an_image_becomes_a_dockerfile_with_its_first_step_and_back() {
        let mut draft = Definition { base_image: Some("python:3.11".into()), ..Definition::default() };
        set_steps(&mut draft, "RUN a\n");
        assert_eq!(draft.dockerfile.as_deref(), Some("FROM python:3.11\nRUN a\n"));
        assert_eq!((draft.base_image.as_deref(), base(&draft)), (None, split("python:3.11", "RUN a\n")));
        set_image(&mut draft, "python:3.12");
        assert_eq!(base(&draft), split("python:3.12", "RUN a\n"));
        set_steps(&mut draft, "");
        assert_eq!((draft.base_image.as_deref(), draft.dockerfile.as_deref()), (Some("python:3.12"), None));
    }

    #[test]
    fn what_stands_around_the_image_is_kept() {
        let mut draft = dockerfile("# syntax=docker/dockerfile:1\n\n  from --platform=linux/arm64 a:1  \r\nRUN b");
        assert_eq!(base(&draft), split("a:1", "RUN b"));
        set_image(&mut draft, "c");
        set_steps(&mut draft, "");
        assert_eq!(
            draft.dockerfile.as_deref(),
            Some("# syntax=docker/dockerfile:1\n\n  from --platform=linux/arm64 c  \r\n")
        );
    }

    #[test]
    fn a_dockerfile_that_chooses_its_image_stays_whole() {
        for text in
            ["FROM a AS b\nRUN c", "ARG A\nFROM $A", "FROM a\nFROM b", "FROM ${A}\n", "RUN a", "FROM a \\\n AS b"]
        {
            assert_eq!(base(&dockerfile(text)), Base::Whole(text.into()));
        }
        let mut draft = dockerfile("FROM a AS b");
        set_steps(&mut draft, "FROM a");
        assert_eq!(base(&draft), split("a", ""));
    }

    #[test]
    fn an_emptied_image_leaves_the_steps() {
        let mut draft = dockerfile("FROM a\nRUN b\n");
        set_image(&mut draft, "");
        assert_eq!(base(&draft), split("", "RUN b\n"));
        set_image(&mut draft, "c");
        assert_eq!(draft.dockerfile.as_deref(), Some("FROM c\nRUN b\n"));
    }
}
