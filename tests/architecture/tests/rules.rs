//! The architecture of this workspace: which crate may know which, where SQL and HTTP may be, and no cycles of modules.

use std::path::Path;

use architecture::{
    CrateTable, ForeignCrates, Layers, Rule, Uses, Violation, Workspace, check_crates, check_cycles, check_foreign,
    check_layers, packages,
};

const DEFINITION: &str = "terrarium-definition";
const FOLD: &str = "terrarium-fold";
const API: &str = "terrarium-api";
const STORE: &str = "terrarium-store";
const OUTPUTS: &str = "terrarium-outputs";
const REGISTRY: &str = "terrarium-registry";
const ENGINE: &str = "terrarium-engine";
const PACKAGES: &str = "terrarium-packages";
const BUILDER: &str = "terrarium-builder";
const WORKSPACE: &str = "terrarium-workspace";
const HTTP: &str = "terrarium-http";
const AZURE: &str = "terrarium-azure";
const CONSOLE: &str = "terrarium-console";

/// The allowed arrows between crates. What is not here must not be in a manifest.
const CRATES: CrateTable<'_> = CrateTable {
    allowed: &[
        (DEFINITION, &[]),
        (FOLD, &[]),
        (API, &[DEFINITION]),
        (STORE, &[DEFINITION, FOLD]),
        (OUTPUTS, &[]),
        (REGISTRY, &[DEFINITION]),
        (ENGINE, &[DEFINITION, REGISTRY]),
        (PACKAGES, &[DEFINITION, OUTPUTS]),
        (BUILDER, &[DEFINITION, OUTPUTS, REGISTRY, ENGINE, PACKAGES]),
        (WORKSPACE, &[DEFINITION, FOLD, API, STORE, BUILDER]),
        (HTTP, &[DEFINITION, API, WORKSPACE]),
        (AZURE, &[DEFINITION, API, WORKSPACE, HTTP]),
        ("terrarium", &[DEFINITION, API, BUILDER, WORKSPACE, HTTP, AZURE]),
        (CONSOLE, &[DEFINITION, FOLD, API]),
        ("vectors", &[]),
        ("harness", &[DEFINITION, API, BUILDER]),
        ("skip", &[]),
        ("architecture", &[]),
        ("examples", &[]),
        ("xtask", &[]),
        ("console-bundler", &[]),
    ],
    test_support: &["harness", "skip", "vectors"],
};

/// Libraries that belong into some crates alone.
const FOREIGN_CRATES: [ForeignCrates<'_>; 2] = [
    ForeignCrates {
        crates: &["sqlx"],
        allowed_in: &[STORE, "harness"],
        advice: "SQL belongs into crate store: add a function there.",
    },
    ForeignCrates {
        crates: &["axum", "axum_core", "http_body", "http_body_util", "tower_http", "utoipa_axum"],
        allowed_in: &[HTTP, AZURE, "terrarium"],
        advice: "HTTP belongs into crate http: return a type of this crate and translate it there.",
    },
];

/// Pages over components over ui and state over what talks to the server and the browser.
const CONSOLE_LAYERS: Layers<'_> = Layers {
    package: CONSOLE,
    folders: &[&["pages", "shell"], &["components"], &["ui", "state"], &["api", "browser"]],
    separate: &["pages"],
    unranked: &["routes"],
};

/// What does not follow a rule yet. An exception that nothing needs any more fails the test: delete its line.
const EXCEPTIONS: [(&str, Rule); 0] = [];

#[test]
fn the_workspace_follows_its_architecture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let packages = packages(&root).unwrap_or_else(|error| panic!("{error}"));
    let workspace = Workspace::read(&root, &packages).unwrap_or_else(|error| panic!("{error}"));
    let uses = Uses::find(&workspace);
    let mut violations = check_crates(&packages, &CRATES);
    violations.extend(check_foreign(&workspace, &uses, &packages, &FOREIGN_CRATES));
    violations.extend(check_layers(&workspace, &uses, &CONSOLE_LAYERS));
    violations.extend(check_cycles(&workspace, &uses));

    let excepts = |(package, rule): &(&str, Rule), violation: &Violation| {
        violation.package == *package && violation.rule == *rule
    };
    let mut failures: Vec<String> = violations
        .iter()
        .filter(|violation| !EXCEPTIONS.iter().any(|exception| excepts(exception, violation)))
        .map(ToString::to_string)
        .collect();
    for exception in &EXCEPTIONS {
        if !violations.iter().any(|violation| excepts(exception, violation)) {
            let (package, rule) = exception;
            failures.push(format!("The exception {rule:?} of {package} is no longer needed: delete its line."));
        }
    }
    assert!(failures.is_empty(), "{} violations:\n\n{}\n", failures.len(), failures.join("\n\n"));
}
