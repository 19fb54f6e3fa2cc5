//! The pages: one folder for each route. No page knows another one; what several of them show is in `components`.

pub mod activity;
pub mod build;
pub mod builds;
pub mod compare;
pub mod draft;
pub mod editor;
pub mod environment;
pub mod environments;
pub mod health;
pub mod image;
pub mod images;
pub mod not_found;
pub mod run;
pub mod runs;
pub mod version;
