//! What lists of images are asked for, and where a page of them begins.

use crate::{Error, counterparts::IntoStored as _, input::page};
use api::{ImageFilter, ImageSort};
use store::images::list::{self, ImagePosition};

/// Which images, in which order.
#[derive(Clone, Debug)]
pub struct ImageSearch {
    /// Part of the name of an environment, beginning of a package name or of a hash; empty for any.
    pub text: String,
    /// Of which hashes.
    pub filter: ImageFilter,
    /// In which order.
    pub sort: ImageSort,
    /// Where the page before ended.
    pub after: Option<ImagePosition>,
}

impl ImageSearch {
    /// As the store has it.
    pub(super) fn stored(&self) -> list::ImageSearch {
        let Self { text, filter, sort, after } = self.clone();
        list::ImageSearch { text, filter: filter.into_stored(), sort: sort.into_stored(), after }
    }
}

/// The cursor of the page after this place.
pub(super) fn cursor(ImagePosition { key, built_at, hash }: &ImagePosition) -> String {
    format!("{key},{built_at},{hash}")
}

/// Parses the cursor of a list of images.
pub fn position(cursor: &str) -> Result<ImagePosition, Error> {
    let read = || {
        let mut parts = cursor.splitn(3, ',');
        let key = parts.next()?.parse().ok()?;
        Some(ImagePosition { key, built_at: parts.next()?.to_owned(), hash: parts.next()?.to_owned() })
    };
    read().ok_or_else(|| page::invalid_cursor(cursor))
}
