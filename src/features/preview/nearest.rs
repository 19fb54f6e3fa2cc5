//! The image that a draft comes nearest to, and what differs from it.

use super::{
    no_effect::{NoEffect, key, no_effect},
    outlook::Outlook,
};
use crate::{features::shared::version_title, state::draft::Row};
use ::api::VersionReference;
use definition::{
    Canonical, Comparison, Component, Definition, Digest, PackageChange, PackageSource, compare, nearest,
};
use leptos::prelude::*;
use std::{collections::BTreeMap, sync::Arc};

/// An image to compare with.
#[derive(Debug, PartialEq)]
pub struct Known {
    /// Its hash.
    pub hash: Digest,
    /// Versions that use it, newest first.
    pub used_by: Vec<VersionReference>,
    /// The definition that it was built from.
    pub definition: Definition,
    /// The same in canonical form.
    pub canonical: Canonical,
}

/// The nearest image and what differs from it.
#[derive(Clone, PartialEq)]
pub struct Nearest {
    /// The image.
    pub image: Arc<Known>,
    /// The version that names it: the one the draft began as, if that uses it, else the newest.
    pub version: Option<VersionReference>,
    /// What differs, from the image to the draft.
    pub comparison: Comparison,
    /// What differs without effect.
    pub no_effect: Vec<NoEffect>,
    packages: BTreeMap<(PackageSource, String), PackageChange>,
}

impl Nearest {
    /// What people call the image (`training 7`).
    #[must_use]
    pub fn title(&self) -> String {
        self.version.as_ref().map_or_else(|| format!("image {}", self.image.hash.short()), version_title)
    }

    /// Whether a component is the same.
    #[must_use]
    pub fn is_same(&self, component: Component) -> bool {
        !self.comparison.components.contains(&component)
    }

    /// How a row differs, if it does.
    #[must_use]
    pub fn change(&self, row: &Row) -> Option<&PackageChange> {
        if self.packages.is_empty() {
            return None;
        }
        self.packages.get(&(row.source, key(row.source, &row.text)))
    }
}

/// The nearest image of those known, compared anew with every change of the draft; none while there is nothing to
/// compare with.
pub fn use_nearest(outlook: Outlook) -> Memo<Option<Arc<Nearest>>> {
    Memo::new(move |_| {
        let candidates = outlook.preview(|preview| {
            let own = preview.image.as_ref().map(::api::Image::hash);
            own.into_iter().chain(preview.candidates.iter().map(|candidate| candidate.hash)).collect::<Vec<_>>()
        })?;
        let known: Vec<Arc<Known>> =
            outlook.known.with(|known| candidates.iter().filter_map(|hash| known.get(hash).cloned()).collect());
        outlook.draft.canonical.with(|canonical| {
            let canonical = canonical.as_ref().ok()?;
            let forms: Vec<Canonical> = known.iter().map(|known| known.canonical.clone()).collect();
            let image = known[nearest(canonical, &forms)?].clone();
            let comparison = compare(&image.canonical, canonical);
            let origin = outlook.draft.origin.get().filter(|origin| image.used_by.contains(origin));
            let no_effect = outlook
                .draft
                .definition
                .with(|definition| no_effect(&image.definition, definition, &comparison.components));
            let packages =
                comparison.packages.iter().map(|change| ((change.source, change.name.clone()), change.clone()));
            Some(Arc::new(Nearest {
                version: origin.or_else(|| image.used_by.first().cloned()),
                packages: packages.collect(),
                comparison,
                no_effect,
                image,
            }))
        })
    })
}
