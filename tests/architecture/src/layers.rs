//! The folders of the console, each over others.

use crate::{
    arrows::Uses,
    rules::{Rule, Violation, arrow_text},
    tree::Workspace,
};

/// The folders of a crate from top to bottom.
#[derive(Debug, Clone, Copy)]
pub struct Layers<'a> {
    /// Whose folders they are.
    pub package: &'a str,
    /// Each layer may use those after it, and itself.
    pub folders: &'a [&'a [&'a str]],
    /// Folders whose children must not use each other.
    pub separate: &'a [&'a str],
    /// Folders of no layer: anybody may use them.
    pub unranked: &'a [&'a str],
}

/// Arrows to a layer above, between children that are to be separate, and folders without a layer.
#[must_use]
pub fn check_layers(workspace: &Workspace, uses: &Uses, layers: &Layers<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut report = |message: String| {
        found.push(Violation { rule: Rule::ConsoleLayer, package: layers.package.to_owned(), message });
    };
    let rank = |folder: &str| layers.folders.iter().position(|folders| folders.contains(&folder));
    for module in &workspace.modules {
        let is_folder = module.path.len() == 1 && !module.children.is_empty();
        let folder = module.path.first().map(String::as_str).unwrap_or_default();
        let has_layer = rank(folder).is_some() || layers.unranked.contains(&folder);
        if is_folder && !has_layer && workspace.crates[module.krate].package == layers.package {
            report(format!(
                "{}: the folder {folder} has no layer.\n    Move it into one of the folders of the table, or add it there.",
                layers.package
            ));
        }
    }
    for arrow in &uses.arrows {
        if workspace.package_of(arrow.from) != layers.package || workspace.package_of(arrow.to) != layers.package {
            continue;
        }
        let (from, to) = (&workspace.modules[arrow.from].path, &workspace.modules[arrow.to].path);
        let (Some(from_folder), Some(to_folder)) = (from.first(), to.first()) else { continue };
        if let (Some(lower), Some(upper)) = (rank(from_folder), rank(to_folder))
            && upper < lower
        {
            report(format!(
                "{}: {from_folder} must not import {to_folder}.\n    {}\n    Move it down, or pass it in from above.",
                layers.package,
                arrow_text(workspace, arrow)
            ));
        }
        if from_folder == to_folder
            && layers.separate.contains(&from_folder.as_str())
            && let (Some(one), Some(other)) = (from.get(1), to.get(1))
            && one != other
        {
            report(format!(
                "{}: {from_folder}::{one} must not import {from_folder}::{other}.\n    {}\n    Move what both need into \
                 a layer below.",
                layers.package,
                arrow_text(workspace, arrow)
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::tests::workspace;

    const LAYERS: Layers<'_> = Layers {
        package: "console",
        folders: &[&["pages"], &["components"], &["ui", "state"]],
        separate: &["pages"],
        unranked: &["routes"],
    };

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let workspace = workspace(files);
        let violations = check_layers(&workspace, &Uses::find(&workspace), &LAYERS);
        violations.iter().filter_map(|violation| violation.message.lines().next()).map(str::to_owned).collect()
    }

    #[test]
    fn arrows_down_are_allowed_and_arrows_up_are_not() {
        let files = [
            ("console/src/main.rs", "mod components; mod pages; mod ui;"),
            ("console/src/components/mod.rs", "pub mod card;"),
            ("console/src/components/card.rs", "use crate::{pages::list::List, ui::icon::Icon}; pub struct Card;"),
            ("console/src/pages/mod.rs", "pub mod list;"),
            ("console/src/pages/list.rs", "use crate::components::card::Card; pub struct List;"),
            ("console/src/ui/mod.rs", "pub mod icon;"),
            ("console/src/ui/icon.rs", "pub struct Icon; fn f() { crate::components::card::Card; }"),
        ];
        assert_eq!(
            found(&files),
            ["console: components must not import pages.", "console: ui must not import components."]
        );
    }

    #[test]
    fn pages_are_separate_and_every_folder_has_a_layer() {
        let files = [
            ("console/src/main.rs", "mod features; mod pages; mod routes;"),
            ("console/src/features/mod.rs", "mod one;"),
            ("console/src/features/one.rs", ""),
            ("console/src/pages/mod.rs", "mod build; mod list;"),
            ("console/src/pages/build/mod.rs", "mod head; mod log;"),
            ("console/src/pages/build/head.rs", "use super::log::Log; use crate::pages::list::List;"),
            ("console/src/pages/build/log.rs", "pub struct Log;"),
            ("console/src/pages/list.rs", "pub struct List;"),
            ("console/src/routes/mod.rs", "mod path;"),
            ("console/src/routes/path.rs", ""),
        ];
        assert_eq!(
            found(&files),
            ["console: the folder features has no layer.", "console: pages::build must not import pages::list."]
        );
    }
}
