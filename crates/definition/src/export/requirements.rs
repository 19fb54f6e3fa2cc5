//! A pip requirements file.

use super::yaml::variables_as_comments;
use crate::text::lines;
use crate::{Definition, Dependency};

/// Writes the pip lines in the order they were written.
pub fn write(definition: &Definition) -> String {
    let lists = definition.dependencies.iter().filter_map(|dependency| match dependency {
        Dependency::Pip(entries) => Some(entries),
        Dependency::Conda(_) => None,
    });
    let lines = lists.flatten().flat_map(|entry| lines(entry)).flat_map(|line| [line, "\n"]);
    variables_as_comments(definition) + &lines.collect::<String>()
}
