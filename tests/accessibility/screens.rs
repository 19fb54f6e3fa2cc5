//! The screens, dialogs and states of the console. A new one gets its line here.

/// A screen in one state.
pub struct Screen {
    pub name: &'static str,
    pub path: &'static str,
    /// The actions that lead to the state.
    pub then: &'static [Act],
    /// The actions that restore the workspace.
    pub after: &'static [Act],
}

/// An action on a page.
pub enum Act {
    /// Clicks the element with this role and name.
    Click(&'static str, &'static str),
    /// Replaces the content of a field.
    Fill(&'static str, &'static str),
    /// Presses keys.
    Keys(&'static [&'static str]),
    /// Drops a conda file on the editor.
    Drop(&'static str),
    /// Chooses a folder with a Dockerfile, by the button with this label.
    Folder(&'static str),
    /// Waits for the element with this role and name.
    See(&'static str, &'static str),
    /// Waits for this text.
    Read(&'static str),
    /// Sends a signal to the registry.
    Registry(&'static str),
}

use Act::{Click, Drop, Fill, Folder, Keys, Read, Registry, See};

const fn screen(name: &'static str, path: &'static str, then: &'static [Act]) -> Screen {
    Screen { name, path, then, after: &[] }
}

const CONDA: &str = "dependencies:\n  - python=3.11\n  - pip:\n      - six==1.16.0\n      - idna\n      - toolz\n";
/// A conda file whose hash has an image.
pub const HIT: &str =
    "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - six==1.16.0\nvariables:\n  LOG_LEVEL: info\n";

/// In an empty workspace.
pub const FIRST: &[Screen] = &[
    screen("the first visit", "/", &[]),
    screen("no builds", "/builds", &[Read("No builds yet")]),
    screen("no runs", "/runs", &[Read("No runs yet")]),
    screen("the start of the editor", "/new", &[See("heading", "New environment")]),
];

/// While the registry hangs.
pub const WITHOUT_REGISTRY: &[Screen] = &[Screen {
    name: "the editor without a registry",
    path: "/new",
    then: &[Registry("STOP"), Drop(HIT), Read("Unknown")],
    after: &[Registry("CONT"), Read("Reuses the image of")],
}];

/// In a workspace with content.
pub const ALL: &[Screen] = &[
    screen("environments", "/", &[Read("training")]),
    screen("environments, none found", "/?search=nothing-has-this-name", &[Read("nothing-has-this-name")]),
    screen("the shortcuts", "/", &[Read("training"), Keys(&["?"]), See("dialog", "Keyboard shortcuts")]),
    screen(
        "the palette",
        "/",
        &[Read("training"), Keys(&["mod+k"]), See("dialog", "Search or run a command"), Read("Places")],
    ),
    screen(
        "what was found by the palette",
        "/",
        &[
            Read("training"),
            Keys(&["mod+k"]),
            See("dialog", "Search or run a command"),
            Keys(&["train"]),
            Read("version 2"),
        ],
    ),
    screen("activity", "/activity", &[Read("training")]),
    screen("health", "/health", &[Read("Everything works")]),
    screen("an environment", "/environments/training", &[Read("first version")]),
    screen("a version", "/environments/training/versions/1", &[Read("six")]),
    screen("a version as built", "/environments/training/versions/1?tab=built", &[Read("six")]),
    screen("a version's Dockerfile", "/environments/training/versions/1?tab=dockerfile", &[Read("FROM")]),
    screen("a version's variables", "/environments/training/versions/1?tab=variables", &[Read("LOG_LEVEL")]),
    screen("a version without an image", "/environments/training/versions/2", &[Read("idna")]),
    screen(
        "a block of the strip",
        "/environments/training/versions/1",
        &[Click("button", "Python"), See("dialog", "Python")],
    ),
    screen(
        "the editor with an image",
        "/new",
        &[Drop(HIT), Read("Reuses the image of training"), Fill("Name", "other")],
    ),
    screen("the editor without one", "/new", &[Drop(CONDA), Read("New image"), See("heading", "Why")]),
    screen(
        "a file that cannot be read",
        "/new",
        &[Drop("dependencies:\n  - numpy\n - idna\n"), Read("was not imported")],
    ),
    screen("the conda file", "/new", &[Drop(CONDA), Click("tab", "conda YAML"), See("textbox", "conda YAML")]),
    screen("the Dockerfile", "/new", &[Drop(CONDA), Click("tab", "Dockerfile"), See("textbox", "Dockerfile")]),
    screen("the v1 JSON", "/new", &[Drop(CONDA), Click("tab", "Azure v1"), See("textbox", "Azure v1")]),
    screen("the v2 YAML", "/new", &[Drop(CONDA), Click("tab", "Azure v2"), See("textbox", "Azure v2")]),
    screen(
        "a folder in the editor",
        "/new",
        &[Folder("folder"), Read("was imported as a build context"), See("button", "Upload now")],
    ),
    screen(
        "a folder whose files are gone",
        "/new",
        &[
            Drop("{\"docker\": {\"buildContext\": {\"location\": \"vision\", \"dockerfilePath\": \"Dockerfile\"}}}"),
            Read("The files of the build context are missing"),
        ],
    ),
    screen("a draft without content", "/draft", &[]),
    screen("what to compare", "/compare", &[]),
    screen("a comparison", "/compare?left=training:1&right=training:2", &[Read("idna")]),
    screen("images", "/images", &[Read("training")]),
    screen("images that are gone", "/images?filter=lost", &[Read("Rebuild from lock")]),
    screen(
        "the packages of an image",
        "/environments/training/versions/1",
        &[Click("link", "Contents"), See("tab", "Packages"), Read("six"), See("link", "CycloneDX")],
    ),
    screen(
        "the Dockerfiles of an image",
        "/environments/training/versions/1",
        &[Click("link", "Contents"), Click("tab", "Dockerfiles"), Read("COPY env")],
    ),
    screen(
        "the layers of an image",
        "/environments/training/versions/1",
        &[Click("link", "Contents"), Click("tab", "Layers"), Read("compressed")],
    ),
    screen(
        "the images of a hash",
        "/environments/training/versions/1",
        &[Click("link", "Image history"), Read("the first image of this hash")],
    ),
    screen(
        "an image that is gone",
        "/environments/forgotten/versions/1",
        &[Click("link", "Image history"), Read("The registry has no image of this hash now")],
    ),
    screen("a version whose image is gone", "/environments/forgotten/versions/1", &[Read("Rebuild from lock")]),
    screen(
        "the editor with an image that is gone",
        "/new?from=forgotten:1",
        &[Read("is no longer in the registry"), See("button", "Rebuild from lock")],
    ),
    screen(
        "a rebuild",
        "/images",
        &[Click("button", "Rebuild"), See("dialog", "Rebuild this image"), Read("Affected versions")],
    ),
    screen("what could be freed", "/images", &[Click("button", "Free space"), See("dialog", "Free space")]),
    screen(
        "what could be freed for room",
        "/images",
        &[Click("button", "Free space"), See("dialog", "Free space"), Click("button", "Free up space"), Read("GB")],
    ),
    screen("builds", "/builds", &[Read("Failed")]),
    screen("a build that is done", "/builds/1", &[Read("1 module imported"), Read("six: ")]),
    screen("a build that failed", "/builds/2", &[Read("colour 90")]),
    screen("a build whose image does not work", "/builds/4", &[Read("Does not work"), Read("libcairo2")]),
    screen(
        "the editor with the step that fixes an image",
        "/builds/4",
        &[Click("link", "Add libcairo2"), Read("Changed: added libcairo2"), See("button", "Undo")],
    ),
    screen("a build that runs", "/builds/5", &[Read("waiting")]),
    screen("runs", "/runs", &[Read("Completed"), Read("Failed")]),
    screen("runs, none found", "/runs?state=cancelled", &[Read("No runs match")]),
    screen("a run that is done", "/runs/1", &[Read("six 1.16.0")]),
    screen("a run that failed", "/runs/2", &[Read("no such luck"), Read("The command failed")]),
    screen("a run that is not there", "/runs/999", &[Read("999")]),
    screen("a build that is not there", "/builds/999", &[Read("999")]),
    screen("an environment that is not there", "/environments/nobody", &[Read("nobody")]),
    screen("a page that is not there", "/nowhere", &[Read("Page not found")]),
];
