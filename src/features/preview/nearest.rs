//! The image that a draft comes nearest to, and what differs from it.

use super::{
    no_effect::{NoEffect, key, no_effect},
    outlook::Outlook,
};
use crate::features::shared::version_title;
use crate::reactive::memo;
use ::api::{LockedPackage, Trial, VersionReference};
use definition::{
    Comparison, Component, Digest, PackageChange, PackageSource, Target, compare,
    edit::{Row, is_open},
    nearest,
};
use leptos::prelude::*;
use std::{collections::BTreeMap, sync::Arc};

/// How a lock names what conda installed.
const CONDA: &str = "conda";

/// An image to compare with.
#[derive(Debug)]
pub struct Known {
    /// Its hash.
    pub hash: Digest,
    /// Versions that use it, newest first.
    pub used_by: Vec<VersionReference>,
    /// The definition that it was built from.
    pub target: Target,
    /// What is in it.
    pub lock: Vec<LockedPackage>,
    /// What its trial found.
    pub trial: Option<Trial>,
}

/// Two are equal when they are images of one hash, named the same.
impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.used_by == other.used_by
    }
}

impl Known {
    /// The version that names it: the one the draft began as, if that uses it, else the newest.
    pub fn version(&self, origin: Option<&VersionReference>) -> Option<&VersionReference> {
        let named = self.used_by.iter().find(|version| Some(*version) == origin);
        named.or(self.used_by.first())
    }

    /// What people call it (`training 7`).
    pub fn title(&self, origin: Option<&VersionReference>) -> String {
        self.version(origin).map_or_else(|| format!("image {}", self.hash.short()), version_title)
    }
}

/// The nearest image and what differs from it.
#[derive(Clone, PartialEq)]
pub struct Nearest {
    /// The image.
    pub image: Arc<Known>,
    /// Whether nearer ones may be found when the workspace has read all its images.
    pub so_far: bool,
    /// The version that names it: the one the draft began as, if that uses it, else the newest.
    pub version: Option<VersionReference>,
    /// What differs, from the image to the draft.
    pub comparison: Comparison,
    /// What differs without effect.
    pub no_effect: Vec<NoEffect>,
    packages: BTreeMap<(PackageSource, String), PackageChange>,
    versions: BTreeMap<(PackageSource, String), String>,
}

impl Nearest {
    fn new(
        image: Arc<Known>,
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
        Self { packages, versions, version, comparison, no_effect, so_far: false, image }
    }

    /// What people call the image (`training 7`).
    #[must_use]
    pub fn title(&self) -> String {
        self.image.title(self.version.as_ref())
    }

    /// Whether a component is the same.
    #[must_use]
    pub fn is_same(&self, component: Component) -> bool {
        !self.comparison.components.contains(&component)
    }

    /// The version in the image of a package whose row leaves it open.
    #[must_use]
    pub fn frozen(&self, row: &Row) -> Option<&str> {
        if self.versions.is_empty() || !is_open(row) {
            return None;
        }
        let name = key(row.source, &row.text);
        // A virtual environment stands in for conda where it asks for no more than Python and pip.
        let in_either = || self.versions.get(&(PackageSource::Pip, name.clone())).filter(|_| name == "pip");
        self.versions.get(&(row.source, name.clone())).or_else(in_either).map(String::as_str)
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

/// The images to choose the nearest from.
#[derive(Clone)]
pub struct Pool {
    /// The images, the nearest first when the workspace was asked.
    pub images: Vec<Arc<Known>>,
}

impl PartialEq for Pool {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, other): (&Arc<Known>, &Arc<Known>)| Arc::ptr_eq(one, other);
        self.images.len() == other.images.len() && self.images.iter().zip(&other.images).all(same)
    }
}

/// The images to choose from: those of the last answer whose definitions are known. Of equals the image of the version
/// that the draft began as comes first.
pub fn use_pool(outlook: Outlook) -> Memo<Pool> {
    memo(move || {
        let hashes = outlook.preview(|preview| {
            let own = preview.image.as_ref().map(::api::Image::hash);
            own.into_iter().chain(preview.candidates.iter().map(|candidate| candidate.hash)).collect::<Vec<_>>()
        });
        let mut images: Vec<Arc<Known>> = outlook
            .known
            .with(|known| hashes.unwrap_or_default().iter().filter_map(|hash| known.get(hash).cloned()).collect());
        if let Some(origin) = outlook.draft.origin.get() {
            images.sort_by_key(|image| !image.used_by.contains(&origin));
        }
        Pool { images }
    })
}

/// The nearest image of those known, compared anew with every change of the draft; none while there is nothing to
/// compare with.
pub fn use_nearest(outlook: Outlook, pool: Memo<Pool>) -> Memo<Option<Arc<Nearest>>> {
    let draft = outlook.draft;
    memo(move || {
        pool.with(|pool| {
            draft.canonical.with(|canonical| {
                let canonical = canonical.as_ref().ok()?;
                let forms = pool.images.iter().map(|image| image.target.canonical());
                let image = pool.images[nearest(canonical, forms)?].clone();
                let origin = draft.origin.get();
                let comparison = compare(image.target.canonical(), canonical);
                let no_effect =
                    draft.definition.with(|after| no_effect(image.target.definition(), after, &comparison.components));
                let so_far = outlook.preview(|preview| preview.reading).unwrap_or_default();
                Some(Arc::new(Nearest { so_far, ..Nearest::new(image, origin.as_ref(), comparison, no_effect) }))
            })
        })
    })
}
