//! Drafts that travel in a link: the whole definition stands in the fragment, which no server is sent.

mod contents;
mod link;
mod page;
mod text;

pub use link::LinkButton;
pub use page::DraftPage;
