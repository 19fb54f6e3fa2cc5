//! The texts of drafts from links.

use crate::titles;

pub const CONTINUE: &str = "Continue editing";
pub const REPLACE: &str = "Continue and replace it";
pub const OPEN_OTHER: &str = "Open the other draft";
pub const OTHER_TITLE: &str = "This browser already has a draft";
pub const OTHER_BODY: &str =
    "A browser saves one draft of a new environment. Continuing with this one replaces the other.";
pub const UNREADABLE_HELP: &str = "Ask for the link again and copy all of it. Nothing was uploaded.";
pub const NEW: &str = "Start a new environment";
pub const NOT_SAVED: &str = "This browser does not save drafts. Allow storage for this site and try again";
pub const BASE: &str = "Base image";
pub const DOCKERFILE: &str = "Dockerfile";
pub const STEPS: &str = "Docker steps";
pub const CONTEXT: &str = "Build context";
pub const PYTHON: &str = "Python";
pub const CHANNELS: &str = "Channels";
pub const USER_MANAGED: &str = "user-managed";
pub const SPARK: &str = "Spark packages";
pub const VARIABLES: &str = "Variables";
pub const CONTENTS: &str = "Contents";
pub const HIDDEN: &str = "••••••";
pub const SECRET: &str = "The draft contains a credential";

pub fn title(name: &str) -> String {
    if name.is_empty() { titles::DRAFT.into() } else { format!("{}: {name}", titles::DRAFT) }
}

pub fn unreadable(reason: &str) -> String {
    format!("This link cannot be read: {reason}")
}
