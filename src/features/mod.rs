//! The pages, by what people do: pages load, components show, `text` holds the words.

pub mod activity;
pub mod author;
pub mod builds;
pub mod checks;
pub mod compare;
pub mod environments;
pub mod health;
pub mod images;
pub mod inspect;
pub mod not_found;
pub mod palette;
pub mod preview;
pub mod rebuild;
pub mod runs;
pub mod share;
pub mod shared;
pub mod shell;
pub mod trial;
pub mod versions;
