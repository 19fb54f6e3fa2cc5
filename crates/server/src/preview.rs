//! Previews: whether an image will be reused, asked before anything is submitted.

use crate::{
    Error, Workspace,
    checked::Checked,
    images::{SHARING, describe},
    locked, reconcile,
    store::{
        Connection, builds,
        expected::{self, Like},
        images, versions,
    },
    workspace::Rooms,
};
use api::{Candidate, LostImage, Preview, PreviewRequest, PreviewResponse, StagePresence, StepKind, Verdict, code};
use builder::Presence;
use definition::{Digest, Digests, Fingerprint, Outside};
use futures::future::{join_all, try_join_all};

/// How many questions one request may ask.
const MOST: usize = 100;
/// The steps that a build may have.
const STEPS: [StepKind; 4] = [StepKind::Stage, StepKind::Python, StepKind::Push, StepKind::Trial];
/// How many images a preview offers to compare with.
const CANDIDATES: usize = 5;
/// How many images are looked at for that: one that is gone from the registry is not offered.
const CONSIDERED: usize = 8;
/// How many versions a candidate names.
const NAMED: i64 = 3;

/// One question.
struct Question {
    digests: Digests,
    fingerprint: Option<Fingerprint>,
    packages: Option<u32>,
    outside: Vec<Outside>,
}

/// Answers every question of a request, digests before definitions.
pub async fn preview(workspace: &Workspace, request: PreviewRequest) -> Result<PreviewResponse, Error> {
    for (field, count) in [("digests", request.digests.len()), ("definitions", request.definitions.len())] {
        if count > MOST {
            return Err(Error::refuse(code::INVALID_PARAMETER, format!("{count} questions in one request"))
                .field(field)
                .help(format!("Ask at most {MOST} at once")));
        }
    }
    // All at once: a registry that hangs costs its two seconds once, not once for each question.
    let questions = questions(workspace, request)?;
    let previews = try_join_all(questions.into_iter().map(|question| answer(workspace, question))).await?;
    Ok(PreviewResponse { previews })
}

fn questions(workspace: &Workspace, request: PreviewRequest) -> Result<Vec<Question>, Error> {
    let PreviewRequest { digests, fingerprints, packages, definitions } = request;
    if !fingerprints.is_empty() && fingerprints.len() != digests.len() {
        let message = format!("{} fingerprints for {} digests", fingerprints.len(), digests.len());
        return Err(Error::refuse(code::INVALID_PARAMETER, message)
            .field("fingerprints")
            .help("Send one for each of the digests, in their order, or none"));
    }
    let mut fingerprints = fingerprints.into_iter();
    let mut packages = packages.into_iter();
    let asked = digests.into_iter().map(|digests| {
        let (fingerprint, packages) = (fingerprints.next(), packages.next());
        Ok(Question { digests, fingerprint, packages, outside: Vec::new() })
    });
    let read = definitions.iter().enumerate().map(|(index, value)| {
        let checked = Checked::read(value, &workspace.settings)
            .map_err(|error| error.within(&format!("definitions[{index}]")))?;
        let fingerprint = Some(checked.canonical.fingerprint());
        let packages = Some(checked.python_packages());
        Ok(Question { digests: checked.strip.digests, fingerprint, packages, outside: checked.outside })
    });
    asked.chain(read).collect()
}

async fn answer(workspace: &Workspace, question: Question) -> Result<Preview, Error> {
    let Question { digests, fingerprint, packages, outside } = question;
    let mut connection = workspace.store.read().await?;
    let hash = digests.image.to_string();
    let stored = images::current(&mut connection, &hash).await?.filter(|_| outside.is_empty());
    let building = builds::active(&mut connection, &hash).await?;
    let Near { images: near, reading } = near(workspace, &mut connection, &digests, fingerprint.as_ref()).await?;
    let image = match stored {
        Some(stored) => Some(describe(&mut connection, workspace, stored, SHARING).await?),
        None => None,
    };
    let expected = expected::steps(&mut connection, &Like::of(&digests, packages), &STEPS).await?;
    drop(connection);
    let (presence, stage, candidates) = tokio::join!(
        async {
            match &image {
                Some(image) => workspace.builder.image(&image.manifest).await,
                None => Presence::Absent,
            }
        },
        stage(workspace, digests.stage),
        still_there(workspace, near),
    );
    if let (Presence::Absent, Some(image)) = (&presence, &image) {
        reconcile::vanished(workspace, digests.image, &image.manifest).await?;
    }
    let (verdict, reason) = match presence {
        Presence::Present(_) => (Verdict::Hit, None),
        Presence::Absent => (Verdict::Miss, None),
        Presence::Unknown(reason) => (Verdict::Unknown, Some(reason)),
    };
    workspace.verdicts.count(verdict);
    // An unknown verdict still shows what was recorded; a miss tells of it as of what is lost.
    let image = image.filter(|_| verdict != Verdict::Miss);
    let lost = if verdict == Verdict::Miss && outside.is_empty() { lost(workspace, &hash).await? } else { None };
    Ok(Preview { digests, verdict, reason, lost, image, stage, expected, building, candidates, reading, outside })
}

/// The image that a hash had, which the registry no longer has.
async fn lost(rooms: &Rooms, hash: &str) -> Result<Option<LostImage>, Error> {
    let mut connection = rooms.store.read().await?;
    let Some(lost) = locked::last(&mut connection, hash).await? else { return Ok(None) };
    Ok(Some(LostImage { used_by: versions::sharing(&mut connection, hash, NAMED).await?, ..lost }))
}

/// Whether the registry has the image of step 1.
pub async fn stage(rooms: &Rooms, stage: Digest) -> StagePresence {
    match rooms.builder.stage(stage).await {
        Presence::Present(_) => StagePresence::Cached,
        Presence::Absent => StagePresence::Missing,
        Presence::Unknown(_) => StagePresence::Unknown,
    }
}

/// Recorded images to compare with.
struct Near {
    /// The nearest first, each with its manifest.
    images: Vec<(String, Candidate)>,
    /// Whether nearer ones may be found when all images are read.
    reading: bool,
}

async fn near(
    workspace: &Workspace,
    connection: &mut Connection,
    digests: &Digests,
    fingerprint: Option<&Fingerprint>,
) -> Result<Near, Error> {
    let nearest = match fingerprint {
        Some(fingerprint) => workspace.neighbours.nearest(connection, (digests.image, fingerprint), CONSIDERED).await?,
        None => None,
    };
    let reading = fingerprint.is_some() && nearest.is_none();
    let hashes = match nearest {
        Some(hashes) => hashes,
        None => images::nearest(connection, digests, CONSIDERED).await?,
    };
    let mut near = Vec::new();
    for hash in hashes {
        let text = hash.to_string();
        if let Some(manifest) = images::manifest(connection, &text).await? {
            near.push((manifest, Candidate { hash, used_by: versions::sharing(connection, &text, NAMED).await? }));
        }
    }
    Ok(Near { images: near, reading })
}

/// Those that are not known to be gone from the registry.
async fn still_there(workspace: &Workspace, near: Vec<(String, Candidate)>) -> Vec<Candidate> {
    let asked = near.into_iter().map(|(manifest, candidate)| async move {
        (workspace.builder.image(&manifest).await != Presence::Absent).then_some(candidate)
    });
    join_all(asked).await.into_iter().flatten().take(CANDIDATES).collect()
}
