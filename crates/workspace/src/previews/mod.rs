//! Previews: whether an image will be reused, answered before anything is submitted.

mod confirmed;
mod nearest;
mod verdicts;

use confirmed::RecentlyConfirmed;
pub use nearest::NearestImages;
pub use verdicts::{VERDICTS, VerdictCounts};

use crate::{
    Error,
    access::{Actor, Resource, authorize},
    counterparts::IntoApi as _,
    definitions::DefinitionRules,
    images::{MAX_SHARING, Reconciler, describe, last_of_hash, stage_presence},
};
use api::{Candidate, LostImage, Permission, Preview, PreviewRequest, PreviewResponse, Verdict, code};
use builder::{Builder, Presence};
use definition::{Digests, Fingerprint, Outside};
use futures::future::{join_all, try_join_all};
use std::{sync::Arc, time::Instant};
use store::{
    Connection, StepKind, Store,
    builds::{
        self,
        estimates::{self, BuildProfile},
    },
    images, versions,
};

/// How many definitions one request may preview.
const MAX_DEFINITIONS: usize = 100;
/// The steps that a build may have.
const STEPS: [StepKind; 4] = [StepKind::Stage, StepKind::Python, StepKind::Push, StepKind::Trial];
/// How many images a preview offers to compare with.
const MAX_CANDIDATES: usize = 5;
/// How many images are looked at for that: one that is gone from the registry is not offered.
const MAX_CONSIDERED: usize = 8;
/// How many versions a candidate names.
const MAX_NAMED: i64 = 3;

/// What is known of a definition to preview.
struct Previewed {
    digests: Digests,
    fingerprint: Option<Fingerprint>,
    packages: Option<u32>,
    outside: Vec<Outside>,
}

/// Recorded images to compare with.
struct Nearest {
    /// The nearest first, each with its manifest.
    images: Vec<(String, Candidate)>,
    /// Whether nearer ones may be found once all images are read.
    is_loading: bool,
}

/// Previews definitions.
#[derive(Clone)]
pub struct Previews {
    store: Store,
    builder: Arc<Builder>,
    definitions: DefinitionRules,
    reconciler: Reconciler,
    nearest: NearestImages,
    confirmed: RecentlyConfirmed,
    verdicts: VerdictCounts,
}

impl Previews {
    /// Previews against this store and the builder's registry.
    pub fn new(
        store: Store,
        builder: Arc<Builder>,
        definitions: DefinitionRules,
        reconciler: Reconciler,
        nearest: NearestImages,
        verdicts: VerdictCounts,
    ) -> Self {
        Self { store, builder, definitions, reconciler, nearest, confirmed: RecentlyConfirmed::default(), verdicts }
    }

    /// Previews every definition of a request, those given by digests first.
    pub async fn preview(&self, actor: &Actor, request: PreviewRequest) -> Result<PreviewResponse, Error> {
        authorize(actor, Permission::View, Resource::Workspace)?;
        for (field, count) in [("digests", request.digests.len()), ("definitions", request.definitions.len())] {
            if count > MAX_DEFINITIONS {
                return Err(Error::refuse(code::INVALID_PARAMETER, format!("{count} definitions in one request"))
                    .field(field)
                    .help(format!("Preview at most {MAX_DEFINITIONS} at once")));
            }
        }
        // All at once: a registry that hangs costs its two seconds once, not once per definition.
        let previewed = self.read(request)?;
        let previews = try_join_all(previewed.into_iter().map(|previewed| self.preview_one(previewed))).await?;
        Ok(PreviewResponse { previews })
    }

    fn read(&self, request: PreviewRequest) -> Result<Vec<Previewed>, Error> {
        let PreviewRequest { digests, fingerprints, packages, definitions } = request;
        if !fingerprints.is_empty() && fingerprints.len() != digests.len() {
            let message = format!("{} fingerprints for {} digests", fingerprints.len(), digests.len());
            return Err(Error::refuse(code::INVALID_PARAMETER, message)
                .field("fingerprints")
                .help("Send one for each of the digests, in their order, or none"));
        }
        let mut fingerprints = fingerprints.into_iter();
        let mut packages = packages.into_iter();
        let by_digests = digests.into_iter().map(|digests| {
            let (fingerprint, packages) = (fingerprints.next(), packages.next());
            Ok(Previewed { digests, fingerprint, packages, outside: Vec::new() })
        });
        let by_definition = definitions.iter().enumerate().map(|(index, value)| {
            let checked =
                self.definitions.read(value).map_err(|error| error.within(&format!("definitions[{index}]")))?;
            let fingerprint = Some(checked.canonical.fingerprint());
            let packages = Some(checked.python_packages());
            Ok(Previewed { digests: checked.strip.digests, fingerprint, packages, outside: checked.outside })
        });
        by_digests.chain(by_definition).collect()
    }

    async fn preview_one(&self, previewed: Previewed) -> Result<Preview, Error> {
        let Previewed { digests, fingerprint, packages, outside } = previewed;
        let mut connection = self.store.read().await?;
        let hash = digests.image.to_string();
        let stored = images::current(&mut connection, &hash).await?.filter(|_| outside.is_empty());
        let building = builds::active(&mut connection, &hash).await?;
        let nearest = self.nearest(&mut connection, &digests, fingerprint.as_ref()).await?;
        let image = match stored {
            Some(stored) => Some(describe(&mut connection, &self.builder, stored, MAX_SHARING).await?),
            None => None,
        };
        let profile = BuildProfile::of(&digests, packages);
        let expected = estimates::steps(&mut connection, &profile, &STEPS).await?.into_api();
        drop(connection);
        let (presence, stage, candidates) = tokio::join!(
            async {
                match &image {
                    Some(image) => self.builder.image(&image.manifest).await,
                    None => Presence::Absent,
                }
            },
            stage_presence(&self.builder, digests.stage),
            self.without_gone(nearest.images),
        );
        if let (Presence::Absent, Some(image)) = (&presence, &image) {
            self.reconciler.mark_vanished(digests.image, &image.manifest).await?;
        }
        let (verdict, reason) = match presence {
            Presence::Present(_) => (Verdict::Hit, None),
            Presence::Absent => (Verdict::Miss, None),
            Presence::Unknown(reason) => (Verdict::Unknown, Some(reason)),
        };
        self.verdicts.count(verdict);
        // An unknown verdict still shows what is recorded; a miss shows it as lost.
        let image = image.filter(|_| verdict != Verdict::Miss);
        let lost = if verdict == Verdict::Miss && outside.is_empty() { self.lost(&hash).await? } else { None };
        let reading = nearest.is_loading;
        Ok(Preview { digests, verdict, reason, lost, image, stage, expected, building, candidates, reading, outside })
    }

    /// The image that a hash had, which the registry no longer has.
    async fn lost(&self, hash: &str) -> Result<Option<LostImage>, Error> {
        let mut connection = self.store.read().await?;
        let Some(lost) = last_of_hash(&mut connection, hash).await? else { return Ok(None) };
        let used_by = versions::sharing(&mut connection, hash, MAX_NAMED).await?.into_api();
        Ok(Some(LostImage { used_by, ..lost }))
    }

    async fn nearest(
        &self,
        connection: &mut Connection,
        digests: &Digests,
        fingerprint: Option<&Fingerprint>,
    ) -> Result<Nearest, Error> {
        let (hashes, is_loading) = self.nearest.find(connection, digests, fingerprint, MAX_CONSIDERED).await?;
        let mut nearest = Vec::new();
        for hash in hashes {
            let text = hash.to_string();
            if let Some(manifest) = images::current_manifest(connection, &text).await? {
                let used_by = versions::sharing(connection, &text, MAX_NAMED).await?.into_api();
                nearest.push((manifest, Candidate { hash, used_by }));
            }
        }
        Ok(Nearest { images: nearest, is_loading })
    }

    /// The candidates that are not known to be gone from the registry. It is not asked about those that it had a moment ago:
    /// a candidate is only something to compare with. The verdict never relies on that.
    async fn without_gone(&self, candidates: Vec<(String, Candidate)>) -> Vec<Candidate> {
        let requests = candidates.into_iter().map(|(manifest, candidate)| async move {
            if self.confirmed.contains(&manifest, Instant::now()) {
                return Some(candidate);
            }
            match self.builder.image(&manifest).await {
                Presence::Present(_) => self.confirmed.insert(manifest, Instant::now()),
                Presence::Absent => return None,
                Presence::Unknown(_) => {}
            }
            Some(candidate)
        });
        join_all(requests).await.into_iter().flatten().take(MAX_CANDIDATES).collect()
    }
}
