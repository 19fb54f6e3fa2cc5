//! What the sharing of drafts says.

use crate::ui::words;

pub const LINK: &str = "Link to draft";
pub const LINK_KEY: &str = "copy a link to the draft";
pub const COPIED: &str =
    "Copied the link to this draft. The definition stands in the link itself: no server is sent it";
pub use crate::titles::DRAFT as TITLE;
pub const CONTINUE: &str = "Continue editing";
pub const REPLACE: &str = "Continue and replace it";
pub const OPEN_OTHER: &str = "Open the other draft";
pub const OTHER_TITLE: &str = "Another draft is kept here";
pub const OTHER_BODY: &str = "This browser keeps one draft of a new environment. Continuing with this one replaces it.";
pub const UNREADABLE: &str = "This link cannot be read";
pub const UNREADABLE_HELP: &str = "Ask for the link again and copy all of it. Nothing was sent anywhere.";
pub const NEW: &str = "Start a new environment";
pub const NOT_KEPT: &str = "This browser does not keep drafts: allow storage for this site and try again";
pub const BASE: &str = "Base image";
pub const DOCKERFILE: &str = "Dockerfile";
pub const STEPS: &str = "Docker steps";
pub const CONTEXT: &str = "Build context";
pub const PYTHON: &str = "Python";
pub const CHANNELS: &str = "Channels";
pub const USER_MANAGED: &str = "user-managed";
pub const SPARK: &str = "Spark packages";
pub const VARIABLES: &str = "Variables";
pub const CONTENTS: &str = "What is in it";
pub const HIDDEN: &str = "••••••";
pub const SECRETS: &str = "It holds a credential";

pub fn title(name: &str) -> String {
    if name.is_empty() { TITLE.into() } else { format!("{TITLE}: {name}") }
}

pub fn refused(places: &[String]) -> String {
    format!("No link was made: the draft holds a credential in {}. Take it out first", words::list(places))
}
