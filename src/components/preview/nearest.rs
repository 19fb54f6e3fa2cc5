//! The image that is nearest to a draft, and how the draft differs from it.

use super::{
    compared::ComparedImage,
    controller::PreviewController,
    no_effect::{NoEffect, key, no_effect},
};
use crate::reactive::memo;
use ::api::VersionReference;
use definition::{
    Comparison, Component, PackageChange, PackageSource, compare,
    edit::{Row, is_open},
    nearest,
};
use leptos::prelude::*;
use std::{collections::BTreeMap, sync::Arc};

/// The source of conda packages in a lock.
const CONDA: &str = "conda";

/// The nearest image and the differences from it.
#[derive(Clone, PartialEq)]
pub struct Nearest {
    pub image: Arc<ComparedImage>,
    /// Whether a nearer one may be found when the workspace has read all its images.
    pub is_provisional: bool,
    /// The version that the image is named after.
    pub version: Option<VersionReference>,
    /// From the image to the draft.
    pub comparison: Comparison,
    pub no_effect: Vec<NoEffect>,
    packages: BTreeMap<(PackageSource, String), PackageChange>,
    versions: BTreeMap<(PackageSource, String), String>,
}

impl Nearest {
    fn new(
        image: Arc<ComparedImage>,
        origin: Option<&VersionReference>,
        comparison: Comparison,
        no_effect: Vec<NoEffect>,
    ) -> Self {
        let version = image.version(origin).cloned();
        let packages = comparison.packages.iter().map(|change| ((change.source, change.name.clone()), change.clone()));
        let versions = image.lock.iter().map(|package| {
            let source = if package.source == CONDA { PackageSource::Conda } else { PackageSource::Pip };
            ((source, key(source, &package.name)), package.version.clone())
        });
        let (packages, versions) = (packages.collect(), versions.collect());
        Self { packages, versions, version, comparison, no_effect, is_provisional: false, image }
    }

    /// What people call the image (`training 7`).
    #[must_use]
    pub fn title(&self) -> String {
        self.image.title(self.version.as_ref())
    }

    #[must_use]
    pub fn is_same(&self, component: Component) -> bool {
        !self.comparison.components.contains(&component)
    }

    /// The version in the image of a package whose row has no version.
    #[must_use]
    pub fn built_version(&self, row: &Row) -> Option<&str> {
        if self.versions.is_empty() || !is_open(row) {
            return None;
        }
        let name = key(row.source, &row.text);
        // With Python and pip as the only conda packages, pip comes from a virtual environment.
        let in_either = || self.versions.get(&(PackageSource::Pip, name.clone())).filter(|_| name == "pip");
        self.versions.get(&(row.source, name.clone())).or_else(in_either).map(String::as_str)
    }

    #[must_use]
    pub fn change(&self, row: &Row) -> Option<&PackageChange> {
        if self.packages.is_empty() {
            return None;
        }
        self.packages.get(&(row.source, key(row.source, &row.text)))
    }
}

/// The images to choose the nearest one from.
#[derive(Clone)]
pub struct Candidates {
    /// In the order of the response: the nearest first.
    pub images: Vec<Arc<ComparedImage>>,
}

impl PartialEq for Candidates {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, other): (&Arc<ComparedImage>, &Arc<ComparedImage>)| Arc::ptr_eq(one, other);
        self.images.len() == other.images.len() && self.images.iter().zip(&other.images).all(same)
    }
}

/// The images of the last response that are loaded. The image of the origin of the draft comes first, so that it wins among
/// equally near ones.
pub fn use_candidates(preview: PreviewController) -> Memo<Candidates> {
    memo(move || {
        let hashes = preview.preview(|preview| {
            let own = preview.image.as_ref().map(::api::Image::hash);
            own.into_iter().chain(preview.candidates.iter().map(|candidate| candidate.hash)).collect::<Vec<_>>()
        });
        let hashes = hashes.unwrap_or_default();
        let mut images: Vec<Arc<ComparedImage>> =
            hashes.into_iter().filter_map(|hash| preview.compared(hash)).collect();
        if let Some(origin) = preview.draft.origin().get() {
            images.sort_by_key(|image| !image.used_by.contains(&origin));
        }
        Candidates { images }
    })
}

/// The nearest image, compared again with every change of the draft; `None` without candidates.
pub fn use_nearest(preview: PreviewController, candidates: Memo<Candidates>) -> Memo<Option<Arc<Nearest>>> {
    let draft = preview.draft;
    memo(move || {
        candidates.with(|candidates| {
            draft.canonical().with(|canonical| {
                let canonical = canonical.as_ref().ok()?;
                let forms = candidates.images.iter().map(|image| image.target.canonical());
                let image = candidates.images[nearest(canonical, forms)?].clone();
                let origin = draft.origin().get();
                let comparison = compare(image.target.canonical(), canonical);
                let no_effect = draft
                    .definition()
                    .with(|after| no_effect(image.target.definition(), after, &comparison.components));
                let is_provisional = preview.preview(|preview| preview.reading).unwrap_or_default();
                Some(Arc::new(Nearest {
                    is_provisional,
                    ..Nearest::new(image, origin.as_ref(), comparison, no_effect)
                }))
            })
        })
    })
}
